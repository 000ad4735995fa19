import type { LocalDays } from '@netvakt/metrics';
import type { KeptStore } from './kept-store.ts';
import type { CoverageRow } from './local-table.ts';
import type { RecentDays } from './recent-days.ts';
import { dayOf } from './rows.ts';
import type { ServiceRow } from './service-table.ts';

/** Between two looks, in seconds. A process that is killed loses what it noted since the last one. */
export const SERVICE_LOOK = 60;
/** A look that comes later than this reveals nothing of the time before it: the machine slept, or its clock was set. */
const LATEST_LOOK = 3 * SERVICE_LOOK;
const HOUR = 3600;

/** An indicator of one market as two numbers. */
export interface ServiceFigure {
  readonly market: string;
  readonly indicator: string;
  readonly numerator: number;
  readonly denominator: number;
}

/** What the filter knows of its own service at one moment. */
export interface ServiceReading {
  /** It judges requests. */
  readonly isReady: boolean;
  /** The rules that lead traffic to it are not in force: what they should bring passes by. */
  readonly isBypassed: boolean;
  /** Counts since the start of the process. They never fall. */
  readonly counts: readonly ServiceFigure[];
  /** What is so now: written once an hour, in the place of what the day had. */
  readonly states: readonly ServiceFigure[];
  /** Measured now: added once an hour. */
  readonly samples: readonly ServiceFigure[];
}

/** What a keeper needs. */
export interface ServiceKeeperOptions {
  /** `undefined`: nothing is kept. */
  readonly store: KeptStore | undefined;
  readonly markets: readonly string[];
  /** The calendar of each market, in their order. */
  readonly calendars: readonly LocalDays[];
  readonly read: () => ServiceReading;
  /** Unix seconds. */
  readonly now: () => number;
  /** Called for each write that came to nothing. */
  readonly failed?: () => void;
  /** Gets the time in which the filter was ready. */
  readonly recent?: Pick<RecentDays, 'cover'> | undefined;
}

/**
 * Keeps how well the filter served, by day and market. Time is measured by looks: what is so at a look was so since the last one. What
 * could not be written is in the next attempt.
 */
export class ServiceKeeper {
  readonly #options: ServiceKeeperOptions;
  /** Not yet written, by day, market and indicator. */
  readonly #pending = new Map<string, ServiceRow>();
  /** Counts that are in `#pending` or written, and the last day of which they are. */
  readonly #noted = new Map<string, ServiceFigure & { readonly day: string }>();
  /** Time not yet written, by local day and market. */
  readonly #covered = new Map<string, CoverageRow>();
  #seconds = { up: 0, bypassed: 0 };
  #lastLook: number;
  #hour = -1;

  constructor(options: ServiceKeeperOptions) {
    this.#options = options;
    this.#lastLook = options.now();
  }

  /** From now on time counts: what was before was no service. */
  begin(): void {
    this.#lastLook = this.#options.now();
  }

  /** Looks, and writes what is new. Never throws. */
  look(): void {
    const { store, now, read } = this.#options;
    const at = now();
    const reading = read();
    const elapsed = at - this.#lastLook;
    const counted = elapsed > 0 && elapsed <= LATEST_LOOK ? elapsed : 0;
    if (reading.isReady) this.#seconds.up += counted;
    if (reading.isBypassed) this.#seconds.bypassed += counted;
    this.#cover(reading.isReady ? counted : 0);
    const day = dayOf(this.#lastLook);
    for (const figure of [...this.#times(), ...reading.counts]) this.#count(figure, day);
    this.#lastLook = at;
    const hour = Math.floor(at / HOUR);
    if (hour !== this.#hour) {
      this.#hour = hour;
      for (const figure of reading.samples) this.#pend({ ...figure, day: dayOf(at), write: 'add' });
      for (const figure of reading.states) this.#pend({ ...figure, day: dayOf(at), write: 'set' });
    }
    if (store === undefined) this.#pending.clear();
    else this.#write(store, at);
  }

  /** Adds figures to this day, as of an update that took effect. */
  add(figures: readonly ServiceFigure[]): void {
    if (this.#options.store === undefined) return;
    for (const figure of figures) this.#pend({ ...figure, day: dayOf(this.#options.now()), write: 'add' });
  }

  /** Notes seconds of readiness of the local day of the last look; 0 too, so that the day is known. */
  #cover(seconds: number): void {
    const { markets, calendars, recent, store } = this.#options;
    const rows = markets.flatMap((market, i): CoverageRow[] => {
      const calendar = calendars[i];
      return calendar === undefined
        ? []
        : [{ market, day: calendar.dayOf(this.#lastLook), zone: calendar.zone, seconds }];
    });
    recent?.cover(rows);
    if (store === undefined) return;
    for (const row of rows) {
      const key = `${row.market}/${row.day}`;
      this.#covered.set(key, { ...row, seconds: seconds + (this.#covered.get(key)?.seconds ?? 0) });
    }
  }

  #times(): readonly ServiceFigure[] {
    const { up, bypassed } = this.#seconds;
    return this.#options.markets.flatMap((market) => [
      { market, indicator: 'uptime', numerator: Math.round(up), denominator: 0 },
      { market, indicator: 'fail-open-rules', numerator: Math.round(bypassed), denominator: 0 },
    ]);
  }

  /** Notes how much a count has grown. The first look of a day notes zeros, too: they are figures. */
  #count(figure: ServiceFigure, day: string): void {
    const key = `${figure.market}/${figure.indicator}`;
    const before = this.#noted.get(key);
    const numerator = figure.numerator - (before?.numerator ?? 0);
    const denominator = figure.denominator - (before?.denominator ?? 0);
    if (numerator === 0 && denominator === 0 && before?.day === day) return;
    this.#noted.set(key, { ...figure, day });
    this.#pend({ ...figure, numerator, denominator, day, write: 'add' });
  }

  #pend(row: ServiceRow): void {
    const key = `${row.day}/${row.market}/${row.indicator}`;
    const before = row.write === 'add' ? this.#pending.get(key) : undefined;
    const { numerator = 0, denominator = 0 } = before ?? {};
    this.#pending.set(key, {
      ...row,
      numerator: row.numerator + numerator,
      denominator: row.denominator + denominator,
    });
  }

  #write(store: KeptStore, at: number): void {
    if (this.#pending.size === 0 && this.#covered.size === 0) return;
    const [rows, coverage] = [[...this.#pending.values()], [...this.#covered.values()]];
    if (!store.write((opened) => opened.addService(rows, coverage), at)) {
      this.#options.failed?.();
      return;
    }
    this.#pending.clear();
    this.#covered.clear();
  }
}
