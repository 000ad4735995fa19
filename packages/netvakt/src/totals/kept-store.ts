import { codeOf } from '../base/anonymous.ts';
import type { Log } from '../base/log.ts';
import { DamagedError, TotalsStore } from './store.ts';

/**
 * The store of a running filter: opened when it is first needed, opened again after a failure. Nothing that goes wrong there reaches the
 * filter; a damaged file is put aside and another begun.
 */
export class KeptStore {
  readonly #path: string;
  readonly #log: Log;
  #store: TotalsStore | undefined;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /** Runs `write`, if the file is damaged with another file. Returns whether it was done. Never throws. @param at - Unix seconds. */
  write(write: (store: TotalsStore) => void, at: number): boolean {
    try {
      write(this.#opened());
      return true;
    } catch (error) {
      this.#forget();
      const damaged = isDamaged(error);
      this.#log.error({ code: codeOf(error) ?? 'none', damaged }, 'totals not written, they are kept in memory');
      if (!damaged) return false;
    }
    try {
      TotalsStore.putAside(this.#path, at);
      write(this.#opened());
      return true;
    } catch {
      this.#forget();
      return false;
    }
  }

  /** Returns what `read` does; `undefined` if the file cannot be read: the next write repairs it if it can. Never throws. */
  read<T>(read: (store: TotalsStore) => T): T | undefined {
    try {
      return read(this.#opened());
    } catch {
      this.#forget();
      return undefined;
    }
  }

  close(): void {
    this.#forget();
  }

  #opened(): TotalsStore {
    this.#store ??= TotalsStore.open(this.#path);
    return this.#store;
  }

  #forget(): void {
    try {
      this.#store?.close();
    } catch {
      // It is of no use any more, closed or not.
    }
    this.#store = undefined;
  }
}

/** SQLITE_CORRUPT, SQLITE_NOTADB, and what the check at opening found. A full disk or a missing folder is not damage. */
function isDamaged(error: unknown): boolean {
  if (error instanceof DamagedError) return true;
  const number = typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  return number === 11 || number === 26;
}
