import { rename, writeFile } from 'node:fs/promises';
import { advanceEvery } from '../../base/advance.ts';
import { codeOf } from '../../base/anonymous.ts';
import type { Log } from '../../base/log.ts';
import type { TotalsDocument } from './totals-document.ts';

/** How often the file is replaced, in seconds. */
const EVERY = 60;
/** The owner's to write, the group's to read: another program is put into the group `netvakt`. */
const MODE = 0o640;

/** What a file needs. */
export interface TotalsFileOptions {
  /** Absolute; `undefined`: no file is written. */
  readonly path: string | undefined;
  readonly compose: () => TotalsDocument;
  /** Unix seconds. */
  readonly now: () => number;
  readonly log: Log;
}

/** Replaces the file at each full minute: a reader sees the whole text of one minute or of the next. */
export class TotalsFile {
  readonly #options: TotalsFileOptions;
  #stop: () => void = () => undefined;
  #failing = false;

  constructor(options: TotalsFileOptions) {
    this.#options = options;
  }

  /** Writes now, and each minute until {@link stop}. */
  start(): void {
    if (this.#options.path === undefined) return;
    void this.write();
    this.#stop = advanceEvery(EVERY, this.#options.now, () => void this.write());
  }

  stop(): void {
    this.#stop();
  }

  /** Writes once. A failure is logged when it begins and when it is over; nothing of it reaches the filter. Never rejects. */
  async write(): Promise<void> {
    const { path, compose, log } = this.#options;
    if (path === undefined) return;
    try {
      const temporary = `${path}.${process.pid}`; // two processes of an upgrade write one after the other, not into each other
      await writeFile(temporary, `${JSON.stringify(compose())}\n`, { mode: MODE });
      await rename(temporary, path);
      if (this.#failing) log.info('the file of totals is written again');
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) log.warn({ code: codeOf(error) ?? 'none' }, 'the file of totals cannot be written');
      this.#failing = true;
    }
  }
}
