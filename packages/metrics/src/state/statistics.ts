import type { ListSlots } from '../counters/slots.ts';
import { CounterTotals } from '../counters/totals.ts';
import { LocalDays } from '../units/local-days.ts';
import type { Units } from '../units/units.ts';
import type { DayFigure } from './day-figures.ts';
import { EndingLedger } from './endings.ts';
import { type PendingCount, pendingCounts, regionWith } from './pending.ts';

/**
 * The statistics series: they advance together, at the end of an interval, so that no scrape reveals when one page
 * was blocked. Between two advances every scrape reads the same numbers.
 */
export class Statistics {
  readonly units: Units;
  /** Unix seconds of the last advance; 0 before the first. */
  lastAdvance = 0;
  /** Failed writes of the store of totals, and Unix seconds of the last successful one; 0 before it. */
  store: { failures: number; lastSuccess: number } = { failures: 0, lastSuccess: 0 };
  /** How blocked handshakes ended while this was counted. */
  readonly endings: EndingLedger = new EndingLedger();
  /** Subscriptions behind the filter, by market; a market that says none is absent. */
  subscriptions: ReadonlyMap<string, number> = new Map();
  /** The calendar of each market, in the order of the configuration. */
  readonly calendars: readonly LocalDays[];
  /** Figures of the local day that is running in each market, and of the one before it, as of the last advance. */
  days: readonly DayFigure[] = [];
  /** Unix seconds at which the journal was last written; 0 if there is none. */
  journalWritten = 0;
  #live: CounterTotals;
  #shown: CounterTotals;

  /** @param zones - the time zone of each market; UTC for those that are left out. */
  constructor(live: CounterTotals, units: Units, zones: readonly string[] = []) {
    this.units = units;
    const calendars = new Map([...new Set([...zones, 'UTC'])].map((zone) => [zone, new LocalDays(zone)]));
    this.calendars = live.shape.markets.flatMap((_, i) => calendars.get(zones[i] ?? 'UTC') ?? []);
    this.#live = live;
    this.#shown = live.frozen();
  }

  /** The counters that a scrape shows. */
  get totals(): CounterTotals {
    return this.units.intervalSeconds === 0 ? this.#live : this.#shown;
  }

  /** Returns a copy of what has been counted until now, whether it is shown or not. No scrape may see it. */
  counted(): CounterTotals {
    return this.#live.frozen();
  }

  /** Returns what of `counted` is not shown yet: nothing if the series move at once. */
  pending(counted: CounterTotals, slots: ListSlots): PendingCount[] {
    return pendingCounts(counted, this.totals, slots);
  }

  /**
   * Takes over counts of a process that ended before it showed them: the next advance shows them.
   *
   * @returns those whose market, protocol and list this process knows; the others are dropped.
   */
  carry(counts: readonly PendingCount[], slots: ListSlots): CounterTotals {
    const region = regionWith(counts, this.#live.shape, slots);
    this.#live = this.#live.with(region);
    return new CounterTotals([region]);
  }

  /** The interval is over: shows what has been counted until now. */
  advance(unixSeconds: number): void {
    this.#shown = this.#live.frozen();
    this.lastAdvance = unixSeconds;
  }
}
