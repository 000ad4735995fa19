import type { DayPages, Statistics, StatisticsFigure } from '@netvakt/metrics';
import { codeOf } from '../base/anonymous.ts';
import type { Log } from '../base/log.ts';
import { dayOf, type TotalRow } from './rows.ts';
import { DamagedError, TotalsStore } from './store.ts';

const DAY = 86_400;

/** What a keeper needs. */
export interface TotalsKeeperOptions {
  /** Absolute; `undefined`: nothing is kept. */
  readonly path: string | undefined;
  readonly keepDays: number;
  readonly statistics: Statistics;
  /** The counters now, since the start of the process. */
  readonly figures: () => readonly StatisticsFigure[];
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Writes what was counted since the last time into the store. Nothing that goes wrong there reaches the filter: what could not be
 * written is in the next attempt, a damaged file is put aside and another begun, and both are counted and logged.
 */
export class TotalsKeeper {
  readonly #options: TotalsKeeperOptions;
  #store: TotalsStore | undefined;
  /** What has been written, by figure. */
  #written = new Map<string, number>();
  #since: number;

  constructor(options: TotalsKeeperOptions) {
    this.#options = options;
    this.#since = options.now();
  }

  /** Writes what is new. An interval belongs to the day in which it began. Never throws. */
  save(): void {
    const { path, statistics, now, figures } = this.#options;
    if (path === undefined) return;
    const at = now();
    const counted = figures();
    const rows = this.#news(counted, dayOf(this.#since));
    if (rows.length > 0 && !this.#tryTo(() => this.#add(path, rows, at), path, at)) {
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
    const { path, now } = this.#options;
    if (path === undefined) return undefined;
    try {
      this.#store ??= TotalsStore.open(path);
      return this.#store.pagesSince(dayOf(now() - 30 * DAY));
    } catch {
      this.#forget(); // the next save says what is wrong, and repairs it where it can
      return undefined;
    }
  }

  close(): void {
    this.save();
    this.#store?.close();
    this.#store = undefined;
  }

  #news(counted: readonly StatisticsFigure[], day: string): TotalRow[] {
    return counted.flatMap((figure) => {
      const count = figure.count - (this.#written.get(keyOf(figure)) ?? 0);
      return count > 0 ? [{ ...figure, day, count }] : [];
    });
  }

  #add(path: string, rows: readonly TotalRow[], at: number): void {
    this.#store ??= TotalsStore.open(path);
    const { windowSeconds, ipv6PrefixLength, attemptsPerClientDay } = this.#options.statistics.units;
    const definition = { windowSeconds, ipv6PrefixLength, attemptsPerClientDay };
    this.#store.add(rows, definition, this.#options.keepDays, at);
  }

  /** Whether it was done; where the file is damaged, with another file. */
  #tryTo(write: () => void, path: string, at: number): boolean {
    try {
      write();
      return true;
    } catch (error) {
      this.#forget();
      const damaged = isDamaged(error);
      this.#options.log.error(
        { code: codeOf(error) ?? 'none', damaged },
        'totals not written, they are kept in memory',
      );
      if (!damaged) return false;
    }
    try {
      TotalsStore.putAside(path, at);
      write();
      return true;
    } catch {
      this.#forget();
      return false;
    }
  }

  #forget(): void {
    try {
      this.#store?.close();
    } catch {
      // It is of no use any more, closed or not.
    }
    this.#store = undefined;
  }
}

function keyOf({ market, list, unit }: StatisticsFigure): string {
  return `${market}/${list}/${unit}`;
}

/** SQLITE_CORRUPT, SQLITE_NOTADB, and what the check at opening found. A full disk or a missing folder is not damage. */
function isDamaged(error: unknown): boolean {
  if (error instanceof DamagedError) return true;
  const number = typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  return number === 11 || number === 26;
}
