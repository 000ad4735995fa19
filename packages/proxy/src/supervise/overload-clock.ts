/** How long all workers were full at once: nobody took a connection, and the listeners' overload policy held. */
export class OverloadClock {
  readonly #now: () => number;
  #before = 0;
  #since: number | undefined;

  /** `now` in milliseconds, of a clock that only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Sets the state from now on; true if it has changed. */
  set(full: boolean): boolean {
    if (full === (this.#since !== undefined)) return false;
    if (this.#since !== undefined) this.#before += this.#now() - this.#since;
    this.#since = full ? this.#now() : undefined;
    return true;
  }

  /** Up to this moment. */
  get seconds(): number {
    const running = this.#since === undefined ? 0 : this.#now() - this.#since;
    return (this.#before + running) / 1000;
  }
}
