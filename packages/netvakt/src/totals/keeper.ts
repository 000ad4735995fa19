import type { DayPages, Statistics, StatisticsFigure } from '@netvakt/metrics';
import type { KeptStore } from './kept-store.ts';
import { dayOf, type TotalRow } from './rows.ts';

const DAY = 86_400;

/** What a keeper needs. */
export interface TotalsKeeperOptions {
  /** `undefined`: nothing is kept. */
  readonly store: KeptStore | undefined;
  readonly keepDays: number;
  readonly statistics: Statistics;
  /** The counters now, since the start of the process. */
  readonly figures: () => readonly StatisticsFigure[];
  readonly now: () => number;
}

/**
 * Writes what was counted since the last time into the store. Nothing that goes wrong there reaches the filter: what could not be
 * written is in the next attempt, and is counted.
 */
export class TotalsKeeper {
  readonly #options: TotalsKeeperOptions;
  /** What has been written, by figure. */
  #written = new Map<string, number>();
  #since: number;

  constructor(options: TotalsKeeperOptions) {
    this.#options = options;
    this.#since = options.now();
  }

  /** Writes what is new. An interval belongs to the day in which it began. Never throws. */
  save(): void {
    const { store, statistics, now, figures } = this.#options;
    if (store === undefined) return;
    const at = now();
    const counted = figures();
    const rows = this.#news(counted, dayOf(this.#since));
    if (rows.length > 0 && !this.#add(store, rows, at)) {
      statistics.store.failures += 1;
      return;
    }
    statistics.store.lastSuccess = at;
    this.#written = new Map(counted.map((figure) => [keyOf(figure), figure.count]));
    this.#since = at;
  }

  /**
   * Pages of each market on the last thirty days, as far as they are written: some 240 rows, read within a millisecond.
   * `undefined` where nothing is kept, or where the file cannot be read. Never throws.
   */
  pagesOfMonth(): readonly DayPages[] | undefined {
    const { store, now } = this.#options;
    return store?.read((opened) => opened.pagesSince(dayOf(now() - 30 * DAY)));
  }

  close(): void {
    this.save();
    this.#options.store?.close();
  }

  #news(counted: readonly StatisticsFigure[], day: string): TotalRow[] {
    return counted.flatMap((figure) => {
      const count = figure.count - (this.#written.get(keyOf(figure)) ?? 0);
      return count > 0 ? [{ ...figure, day, count }] : [];
    });
  }

  #add(store: KeptStore, rows: readonly TotalRow[], at: number): boolean {
    const { windowSeconds, ipv6PrefixLength, attemptsPerClientDay } = this.#options.statistics.units;
    const definition = { windowSeconds, ipv6PrefixLength, attemptsPerClientDay };
    return store.write((opened) => opened.add(rows, definition, this.#options.keepDays, at), at);
  }
}

function keyOf({ market, list, unit }: StatisticsFigure): string {
  return `${market}/${list}/${unit}`;
}
