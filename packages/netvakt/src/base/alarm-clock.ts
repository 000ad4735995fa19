/** A timer holds 24 days at most; a clock that is set must not be missed for long, so it looks at least once an hour. */
const LONGEST_WAIT = 3_600_000;

/** Rings once at a time of the wall clock. Does not keep the process alive. */
export class AlarmClock {
  readonly #ring: () => void;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;

  /** @param now - milliseconds since 1970. */
  constructor(ring: () => void, now: () => number = Date.now) {
    this.#ring = ring;
    this.#now = now;
  }

  /** Sets it to `at`, milliseconds since 1970, or to nothing; what it was set to is forgotten. */
  set(at: number | undefined): void {
    clearTimeout(this.#timer);
    if (at === undefined) return;
    const wait = at - this.#now();
    const look = (): void => (wait > LONGEST_WAIT ? this.set(at) : this.#ring());
    this.#timer = setTimeout(look, Math.min(Math.max(wait, 0), LONGEST_WAIT));
    this.#timer.unref();
  }
}
