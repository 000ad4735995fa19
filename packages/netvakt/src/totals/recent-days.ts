import { type DayFigure, dayAfter, type LocalDays } from '@netvakt/metrics';
import type { KeptStore } from './kept-store.ts';
import type { CoverageRow, LocalRow } from './local-table.ts';

/** What it needs. */
export interface RecentDaysOptions {
  /** `undefined`: what is known is what this process has counted. */
  readonly store: KeptStore | undefined;
  readonly markets: readonly string[];
  /** The calendar of each market, in their order. */
  readonly calendars: readonly LocalDays[];
}

/** Zero is a figure, too. */
const ZEROS = ['requests', 'attempts', 'pages', 'covered'] as const;

/** Figures of the local day that is running in each market, and of the one before it: what the series by day show. */
export class RecentDays {
  readonly #options: RecentDaysOptions;
  #figures = new Map<string, DayFigure>();

  constructor(options: RecentDaysOptions) {
    this.#options = options;
  }

  /** Adds counts that are not in the store, or were just written to it. */
  add(rows: readonly LocalRow[]): void {
    for (const { day, market, list, unit, count } of rows) this.#add({ day, market, list, unit, count });
  }

  /** Adds time in which the filter was ready. */
  cover(rows: readonly CoverageRow[]): void {
    for (const { day, market, seconds } of rows) this.#add({ day, market, list: '', unit: 'covered', count: seconds });
  }

  /** Returns the figures at `at`, Unix seconds: those of the store if it can be read, else those that were added. Never throws. */
  figures(at: number): readonly DayFigure[] {
    const { store, markets, calendars } = this.#options;
    const days = new Map(markets.map((market, i) => [market, recentDays(calendars[i], at)]));
    const every = [...days.values()].flat().toSorted();
    const content = store?.read((opened) => opened.localBetween(every[0] ?? '', every.at(-1) ?? ''));
    if (content !== undefined) {
      this.#figures = new Map();
      this.add(content.rows);
      this.cover(content.coverage);
    }
    const isRecent = ({ market, day }: DayFigure): boolean => days.get(market)?.includes(day) === true;
    this.#figures = new Map([...this.#figures].filter(([, figure]) => isRecent(figure)));
    for (const [market, [, today = '']] of days)
      for (const unit of ZEROS) this.#add({ day: today, market, list: '', unit, count: 0 });
    return Array.from(this.#figures.values(), (figure) => ({ ...figure, count: Math.round(figure.count) }));
  }

  #add(figure: DayFigure): void {
    const key = `${figure.day} ${figure.market} ${figure.list} ${figure.unit}`;
    const before = this.#figures.get(key)?.count ?? 0;
    this.#figures.set(key, { ...figure, count: before + figure.count });
  }
}

function recentDays(calendar: LocalDays | undefined, at: number): readonly string[] {
  const today = calendar?.dayOf(at) ?? '';
  return today === '' ? [] : [dayAfter(today, -1), today];
}
