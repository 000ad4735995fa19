import { randomUUID } from 'node:crypto';
import type { DayPages, LocalDays, Statistics, StatisticsFigure } from '@netvakt/metrics';
import type { EndingDay } from './endings-table.ts';
import { MOST_BATCHES, type UnwrittenBatch } from './journal/content.ts';
import type { KeptStore } from './kept-store.ts';
import type { LocalRow } from './local-table.ts';
import { pagesByDay } from './pages-by-day.ts';
import type { RecentDays } from './recent-days.ts';
import { dayOf, type TotalRow } from './rows.ts';
import type { StoreBatch } from './store.ts';

const DAY = 86_400;
/** Days that the operator's page looks back: a month of any length, and the day at either end that UTC may add. */
const MONTH = 33;

/** What a keeper needs. */
export interface TotalsKeeperOptions {
  /** `undefined`: nothing is kept. */
  readonly store: KeptStore | undefined;
  readonly keepDays: number;
  readonly statistics: Statistics;
  /** The counters now, since the start of the process. */
  readonly figures: () => readonly StatisticsFigure[];
  readonly now: () => number;
  /** Gets what is new. */
  readonly recent?: Pick<RecentDays, 'add'> | undefined;
  /**
   * Names the journal that holds what is not written yet; see {@link TotalsKeeper.unwritten}. `undefined` while another process has it:
   * a note in the store about this process's batches would take the place of the note about those in the journal.
   */
  readonly journal?: (() => string | undefined) | undefined;
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
  /** Id of the interval that is running. */
  #id: string = randomUUID();
  /** Counts of processes that ended without warning, and not written yet. */
  #owed: readonly UnwrittenBatch[] = [];
  readonly #calendars: ReadonlyMap<string, LocalDays>;

  constructor(options: TotalsKeeperOptions) {
    this.#options = options;
    this.#since = options.now();
    const { calendars, totals } = options.statistics;
    this.#calendars = new Map(calendars.map((calendar, i) => [totals.shape.markets[i] ?? '', calendar]));
  }

  /** Writes what is new. An interval belongs to the day in which it began. Never throws. */
  save(): void {
    const { now, figures } = this.#options;
    const at = now();
    const counted = figures();
    const batch = this.#batch(counted);
    // A quiet interval is written as well: its days have the endings that were in force, and no other interval gets them.
    const isEmpty = batch.figures.length + batch.endings.length === 0;
    if (!this.#write([...this.#owed, ...(isEmpty ? [] : [batch])], at)) return;
    this.#options.statistics.endings.written();
    this.#written = new Map(counted.map((figure) => [keyOf(figure), figure.count]));
    this.#since = at;
    this.#id = randomUUID();
  }

  /** Returns what the store has not got of `counted` and of earlier processes: a journal keeps it until it has. */
  unwritten(counted: readonly StatisticsFigure[]): readonly UnwrittenBatch[] {
    const batch = this.#batch(counted);
    return batch.figures.length === 0 ? this.#owed : [...this.#owed, batch];
  }

  /**
   * Takes over what a process that ended without warning left in its journal, and writes it: it belongs to the days on which its intervals
   * began. What the store has got already is not written again. Never throws.
   *
   * @param carried - those of its counts that are among this process's figures from now on
   */
  takeOver(batches: readonly UnwrittenBatch[], carried: readonly StatisticsFigure[]): void {
    for (const figure of carried) {
      const key = keyOf(figure);
      this.#written.set(key, figure.count + (this.#written.get(key) ?? 0));
    }
    this.#owed = [...this.#owed, ...batches].slice(0, MOST_BATCHES - 1);
    this.#write(this.#owed, this.#options.now());
  }

  /**
   * Pages of each market on its local days of the last month, as far as they are written: some 500 rows, read in about 10 ms.
   * `undefined` if nothing is kept, or if the file cannot be read. Never throws.
   */
  pagesOfMonth(): readonly DayPages[] | undefined {
    const { store, now } = this.#options;
    const at = now();
    return store?.read((opened) => pagesByDay(opened.localBetween(dayOf(at - MONTH * DAY), dayOf(at + DAY), 'pages')));
  }

  close(): void {
    this.save();
    this.#options.store?.close();
  }

  #batch(counted: readonly StatisticsFigure[]): UnwrittenBatch {
    const { units, endings } = this.#options.statistics;
    const { windowSeconds, ipv6PrefixLength, attemptsPerClientDay } = units;
    return {
      id: this.#id,
      since: this.#since,
      definition: { windowSeconds, ipv6PrefixLength, attemptsPerClientDay },
      endings: endings.unwritten,
      figures: this.#news(counted),
    };
  }

  #news(counted: readonly StatisticsFigure[]): StatisticsFigure[] {
    return counted.flatMap((figure) => {
      const count = figure.count - (this.#written.get(keyOf(figure)) ?? 0);
      return count > 0 ? [{ ...figure, count }] : [];
    });
  }

  /** Writes `unwritten`, all or nothing. Returns whether there is nothing left to write. */
  #write(unwritten: readonly UnwrittenBatch[], at: number): boolean {
    const { store, statistics, keepDays, recent, journal } = this.#options;
    const batches = unwritten.map((batch) => this.#storeBatch(batch));
    if (store !== undefined) {
      const add = batches.length > 0;
      if (add && !store.write((opened) => opened.addBatches(batches, keepDays, at, journal?.()), at)) {
        statistics.store.failures += 1;
        return false;
      }
      statistics.store.lastSuccess = at;
    }
    this.#owed = [];
    recent?.add(batches.flatMap(({ local }) => local));
    return true;
  }

  #storeBatch({ id, since, definition, endings, figures }: UnwrittenBatch): StoreBatch {
    const day = dayOf(since);
    return {
      id,
      definition,
      rows: figures.map((figure): TotalRow => ({ ...figure, day })),
      local: figures.flatMap((figure) => this.#localRow(figure, since)),
      endings: endings.flatMap((ending) => this.#daysOf(since).map((of): EndingDay => ({ day: of, ending }))),
    };
  }

  /** The UTC day of a moment and the days of the markets, each once. */
  #daysOf(since: number): readonly string[] {
    return [...new Set([dayOf(since), ...Array.from(this.#calendars.values(), (calendar) => calendar.dayOf(since))])];
  }

  /** Returns one row; none for an unknown market, which has no calendar. */
  #localRow({ market, list, unit, count }: StatisticsFigure, since: number): LocalRow[] {
    const calendar = this.#calendars.get(market);
    if (calendar === undefined) return [];
    return [{ day: calendar.dayOf(since), market, zone: calendar.zone, list, unit, count }];
  }
}

function keyOf({ market, list, unit }: StatisticsFigure): string {
  return `${market}/${list}/${unit}`;
}
