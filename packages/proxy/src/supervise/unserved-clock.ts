/** The reason a queue of netfilter was not served. */
export const UNSERVED = ['dead', 'hung', 'behind'] as const;
export type Unserved = (typeof UNSERVED)[number];

/**
 * For how long the queue of one thread was not served, by reason: `dead`, no thread had it; `hung`, its thread showed no life, as in a
 * process that is stopped; `behind`, more packets waited than the queue may hold, or nearly so many.
 */
export class UnservedClock {
  readonly #now: () => number;
  readonly #milliseconds: Record<Unserved, number> = { dead: 0, hung: 0, behind: 0 };
  #died: number | undefined;

  /** `now` in milliseconds, of a clock that only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Its thread is gone, until {@link served}. */
  died(): void {
    this.#died ??= this.#now();
  }

  /** A thread has begun to serve it. */
  served(): void {
    if (this.#died !== undefined) this.#milliseconds.dead += this.#now() - this.#died;
    this.#died = undefined;
  }

  add(reason: Exclude<Unserved, 'dead'>, milliseconds: number): void {
    this.#milliseconds[reason] += milliseconds;
  }

  /** Up to this moment. */
  seconds(reason: Unserved): number {
    const running = reason === 'dead' && this.#died !== undefined ? this.#now() - this.#died : 0;
    return (this.#milliseconds[reason] + running) / 1000;
  }
}
