import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Signals that would end the process and leave the folder. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A folder that is removed if a signal ends the process. The process still ends by that signal, as its shell expects. */
export class TemporaryFolder {
  readonly path: string;
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    this.remove();
    process.kill(process.pid, signal);
  };

  private constructor(path: string) {
    this.path = path;
    this.#hear();
  }

  /** Makes `netvakt-NAME-…` in the system's temporary folder. */
  static make(name: string): TemporaryFolder {
    // Not by a promise: a signal could come between the folder and its guard.
    return new TemporaryFolder(mkdtempSync(join(tmpdir(), `netvakt-${name}-`)));
  }

  /** Leaves the signals to `work` until it is done. */
  async leaveSignalsTo(work: () => Promise<void>): Promise<void> {
    const working = work();
    this.keep();
    await working;
    this.#hear();
  }

  /** Removes the folder and what is in it. Does nothing if it is gone. */
  remove(): void {
    this.keep();
    // Other threads may still write into it.
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }

  /** From now on no signal removes the folder. */
  keep(): void {
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }

  #hear(): void {
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }
}
