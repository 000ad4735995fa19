/** Serves tasks one after the other, in the order in which they came; one that fails holds up nobody. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `task` when all before it have ended. Rejects as it does. */
  take(task: () => Promise<void>): Promise<void> {
    const done = this.#last.then(task);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
