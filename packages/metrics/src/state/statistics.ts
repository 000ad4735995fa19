import type { CounterTotals } from '../counters/totals.ts';

/** How requests are made into attempts and pages. Told in every HELP text that depends on it. */
export interface Units {
  /** Blocked requests of one client for one item within so many seconds of the first are one attempt. */
  readonly windowSeconds: number;
  /** Clients whose IPv6 addresses share so many bits are one client. */
  readonly ipv6PrefixLength: number;
  /** At most so many attempts of one client a day are in the bounded series. */
  readonly attemptsPerClientDay: number;
  /** The statistics series advance so often, in seconds; 0: at once, for demonstrations. */
  readonly intervalSeconds: number;
}

/** The units as they are where the configuration says nothing. */
export const DEFAULT_UNITS: Units = {
  windowSeconds: 10,
  ipv6PrefixLength: 64,
  attemptsPerClientDay: 10,
  intervalSeconds: 3600,
};

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
