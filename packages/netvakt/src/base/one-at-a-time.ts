/** Runs tasks one after the other, in the order in which they came; one that fails holds up no other. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `task` when all before it have ended. Resolves and rejects as it does. */
  run(task: () => Promise<void>): Promise<void> {
    const done = this.#last.then(task);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
