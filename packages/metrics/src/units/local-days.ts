/** Days of the calendar in one time zone: 23 or 25 hours long when clocks are changed. */

const MINUTE = 60;
const DAY = 86_400;
/** No zone is further from UTC than 14 hours. */
const FURTHEST = 15 * 3600;

/**
 * Returns the local day of a moment, and when a day begins. Reads the time zone database of the runtime. A moment costs some 2 µs, the
 * first question for a day some 50 µs; days that were asked for are remembered.
 */
export class LocalDays {
  readonly zone: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #starts = new Map<string, number>();

  /** @param zone - an IANA name, as `Europe/Stockholm`. Throws a `RangeError` for one that the runtime does not know. */
  constructor(zone: string) {
    this.zone = zone;
    this.#format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  }

  /** The day of a moment, as `2026-01-31`. */
  dayOf(unixSeconds: number): string {
    const parts = new Map(this.#format.formatToParts(unixSeconds * 1000).map(({ type, value }) => [type, value]));
    return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  }

  /** The moment at which `day` begins, in Unix seconds. If clocks skip midnight, its first existing moment. */
  startOf(day: string): number {
    const known = this.#starts.get(day);
    if (known !== undefined) return known;
    const midnight = Date.parse(day) / 1000;
    // Local dates never go back, so the first minute of the day can be found by halving.
    let [before, after] = [midnight - FURTHEST, midnight + FURTHEST];
    while (after - before > MINUTE) {
      const middle = before + Math.floor((after - before) / (2 * MINUTE)) * MINUTE;
      if (this.dayOf(middle) < day) before = middle;
      else after = middle;
    }
    this.#starts.set(day, after);
    return after;
  }

  /** Seconds of `day`: 86,400, or an hour less or more when clocks are changed. */
  secondsOf(day: string): number {
    return this.startOf(dayAfter(day)) - this.startOf(day);
  }

  /** The next moment at which a day begins, in Unix seconds; later than `unixSeconds`. */
  nextMidnight(unixSeconds: number): number {
    const next = this.startOf(dayAfter(this.dayOf(unixSeconds)));
    return next > unixSeconds ? next : this.startOf(dayAfter(this.dayOf(next)));
  }
}

/** The day that follows `day` in the calendar, or precedes it if `days` is negative. */
export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(day) + days * DAY * 1000).toISOString().slice(0, 10);
}

/** The time zone of this machine; UTC if it has none, or an invalid one: `TZ=` is `Etc/Unknown` to the runtime. */
export function machineZone(): string {
  const zone: string | undefined = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone !== undefined && isTimeZone(zone) ? zone : 'UTC';
}

/** Whether the runtime knows a time zone of this name. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
