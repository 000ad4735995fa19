import { closeSync, constants, openSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flock } from '@netvakt/blocklist';

/** `f_type` of statfs(2): tmpfs and ramfs. */
const IN_MEMORY: ReadonlySet<number> = new Set([0x01_02_19_94, 0x85_84_58_f6]);
const NAME = 'counts.json';
/** For the user of the filter alone, who may read the memory of the process as well. */
const MODE = 0o600;

/** Whether what is written below `folder` stays in memory and ends with the machine. Throws if there is no such folder. */
export function isInMemory(folder: string): boolean {
  return IN_MEMORY.has(statfsSync(folder).type);
}

/**
 * The folder of a journal, held by one process at a time: the kernel keeps the lock (flock(2)) on the folder itself and releases it
 * however the process ends. Every call may throw what the system throws.
 */
export class JournalFolder {
  readonly #folder: string;
  readonly #lock: number;

  private constructor(folder: string, lock: number) {
    this.#folder = folder;
    this.#lock = lock;
  }

  /** Opens and locks `folder`, which must be there. Returns `undefined` if another process holds it. */
  static open(folder: string): JournalFolder | undefined {
    const lock = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      if (flock(lock)) return new JournalFolder(folder, lock);
    } catch (error) {
      closeSync(lock);
      throw error;
    }
    closeSync(lock);
    return undefined;
  }

  /** Returns the text; `undefined` if there is none. */
  read(): string | undefined {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Replaces the text: who reads it finds the whole old one or the whole new one, whenever this process is killed. */
  write(text: string): void {
    // A killed process may have left one; and in a folder that others can write to, somebody may have made one that they can read.
    rmSync(this.#temporary, { force: true });
    writeFileSync(this.#temporary, text, { mode: MODE, flag: 'wx' });
    renameSync(this.#temporary, this.#path);
  }

  /** Removes the text, and what is left of one that was not written to its end. */
  remove(): void {
    rmSync(this.#path, { force: true });
    rmSync(this.#temporary, { force: true });
  }

  /** Gives the folder free for another process. */
  close(): void {
    closeSync(this.#lock);
  }

  get #path(): string {
    return join(this.#folder, NAME);
  }

  get #temporary(): string {
    return `${this.#path}.new`;
  }
}
