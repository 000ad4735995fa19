/** Something that must not go on forever. `deadline` is in the milliseconds of {@link Deadlines.now}. */
export interface Expiring {
  deadline: number;
  /** The deadline has passed. Called again at every sweep until the deadline is moved or the thing is removed. */
  expire(): void;
  /** Ends at once, whatever is under way: the worker is going. */
  cut(): void;
}

/**
 * One timer for all connections of a worker. Moving a deadline is writing a number, at each packet if need be; the price
 * is that it is noticed late by up to two sweeps. Never early: what is added to {@link Deadlines.now} may be added a sweep after
 * that was read, so a sweep lets everything live for one more (a first byte that had 3 s was cut at 2.75).
 */
export class Deadlines {
  /** Milliseconds of a clock that only goes forward, as of the last sweep. */
  now: number;

  readonly #all = new Set<Expiring>();
  readonly #clock: () => number;
  readonly #sweepEvery: number;
  readonly #timer: NodeJS.Timeout;

  constructor(sweepEvery: number, clock: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#sweepEvery = sweepEvery;
    this.now = clock();
    this.#timer = setInterval(() => this.sweep(), sweepEvery);
    this.#timer.unref();
  }

  get size(): number {
    return this.#all.size;
  }

  add(one: Expiring): void {
    this.#all.add(one);
  }

  remove(one: Expiring): void {
    this.#all.delete(one);
  }

  each(visit: (one: Expiring) => void): void {
    for (const one of this.#all) visit(one);
  }

  sweep(): void {
    this.now = this.#clock();
    const due = this.now - this.#sweepEvery;
    for (const one of this.#all) {
      if (one.deadline <= due) one.expire();
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
