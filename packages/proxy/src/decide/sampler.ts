import type { ProxyObserver } from '../observe/observer.ts';

/** One decision in so many is timed: a power of two. Two readings of the clock take about 60 ns, a decision from 400. */
const SAMPLE = 64;

/** Times decisions now and then. One instance a worker. */
export class Sampler {
  readonly #observer: ProxyObserver;
  #count = 0;
  #begun = 0;

  constructor(observer: ProxyObserver) {
    this.#observer = observer;
  }

  /** A decision begins. */
  begin(): void {
    this.#count = (this.#count + 1) % SAMPLE;
    if (this.#count === 0) this.#begun = performance.now();
  }

  /** It has been made. */
  end(): void {
    if (this.#count === 0) this.#observer.decided((performance.now() - this.#begun) / 1000);
  }
}
