/** Node's timers hold 24 days at most, and the wall clock may be set: the alarm checks the time at least once an hour. */
const LONGEST_WAIT = 3_600_000;

/** Calls back once, at a time of the wall clock. Does not keep the process alive. */
export class AlarmClock {
  readonly #ring: () => void;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;

  /** @param now - milliseconds since 1970. */
  constructor(ring: () => void, now: () => number = Date.now) {
    this.#ring = ring;
    this.#now = now;
  }

  /** Sets the alarm to `at`, milliseconds since 1970, or clears it. Replaces the time set before. */
  set(at: number | undefined): void {
    clearTimeout(this.#timer);
    if (at === undefined) return;
    const wait = at - this.#now();
    const look = (): void => (wait > LONGEST_WAIT ? this.set(at) : this.#ring());
    this.#timer = setTimeout(look, Math.min(Math.max(wait, 0), LONGEST_WAIT));
    this.#timer.unref();
  }
}
