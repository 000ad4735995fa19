import type { CounterTotals } from '../counters/totals.ts';
import type { Units } from '../units/units.ts';

/**
 * The statistics series: they advance together, at the end of an interval, so that no scrape can tell when one block
 * happened. Between two advances every scrape reads the same numbers.
 */
export class Statistics {
  readonly units: Units;
  /** Unix seconds of the last advance; 0 before the first. */
  lastAdvance = 0;
  /** What the store of totals has to say. */
  store: { failures: number; lastSuccess: number } = { failures: 0, lastSuccess: 0 };
  readonly #live: CounterTotals;
  #shown: CounterTotals;

  constructor(live: CounterTotals, units: Units) {
    this.units = units;
    this.#live = live;
    this.#shown = live.frozen();
  }

  /** What a scrape may see. */
  get totals(): CounterTotals {
    return this.units.intervalSeconds === 0 ? this.#live : this.#shown;
  }

  /** The interval is over: shows what has been counted until now. */
  advance(unixSeconds: number): void {
    this.#shown = this.#live.frozen();
    this.lastAdvance = unixSeconds;
  }
}
