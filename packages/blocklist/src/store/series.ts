/**
 * Numbered records in a folder, of which the newest whole one counts:
 *
 *   list-0000000041   the previous one, kept
 *   list-0000000042   the current one
 *   .list-0000000043  being written; swept away at the next write, never read
 *
 * Writing: a temporary name, fsync, rename, fsync of the folder. Until the rename the new record does not exist, after it it is
 * whole; a process killed between any two system calls leaves the old one or the new one. A record that a disk has damaged does
 * not open, and the one before it counts.
 */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type RecordBeginning, type StoredRecord, seal, unseal, unsealBeginning } from './seal.ts';

/** A record, its number, and how many newer ones did not open. */
export interface FoundRecord extends StoredRecord {
  readonly number: number;
  readonly damaged: number;
}

const DIGITS = 10;
/** More than the label of a delivery takes. */
const BEGINNING_BYTES = 4096;
const NEW_FILE = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;

/** One series. One process writes it; any number may read. */
export class SealedSeries {
  readonly #folder: string;
  readonly #name: string;
  readonly #key: Buffer;
  readonly #kept: number;

  /**
   * @param name - lower-case letters and hyphens; part of what is authenticated.
   * @param kept - records that stay, the newest included.
   */
  constructor(folder: string, name: string, key: Buffer, kept: number) {
    this.#folder = folder;
    this.#name = name;
    this.#key = key;
    this.#kept = kept;
  }

  /** The numbers that are there, newest first. None if there is no folder. */
  async numbers(): Promise<readonly number[]> {
    const pattern = new RegExp(`^${this.#name}-(\\d{${DIGITS}})$`, 'u');
    const names = await namesIn(this.#folder);
    return names
      .map((name) => pattern.exec(name)?.[1])
      .filter((digits) => digits !== undefined)
      .map(Number)
      .toSorted((a, b) => b - a);
  }

  /** Opens record `number`; `undefined` if it is not there, or is damaged. */
  async read(number: number): Promise<StoredRecord | undefined> {
    try {
      return unseal(await readFile(this.#path(number)), this.#place(number), this.#key);
    } catch {
      return undefined;
    }
  }

  /** The newest record that opens, below `before`, if given. */
  async newest(before: number = Number.POSITIVE_INFINITY): Promise<FoundRecord | undefined> {
    let damaged = 0;
    for (const number of (await this.numbers()).filter((one) => one < before)) {
      const record = await this.read(number);
      if (record !== undefined) return { ...record, number, damaged };
      damaged += 1;
    }
    return undefined;
  }

  /** The beginning of the newest record; `undefined` if there is none, or it cannot be read: then {@link newest} knows more. */
  async beginning(): Promise<RecordBeginning | undefined> {
    const [number] = await this.numbers();
    if (number === undefined) return undefined;
    try {
      const handle = await open(this.#path(number), constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0);
        return unsealBeginning(buffer.subarray(0, bytesRead), (await handle.stat()).size, this.#key);
      } finally {
        await handle.close();
      }
    } catch {
      return undefined;
    }
  }

  /**
   * Adds a record. When the promise is fulfilled it is on the disk; when it is rejected, with the error of the file system, the
   * series is as it was.
   *
   * @returns the new record's number.
   */
  async write(record: StoredRecord): Promise<number> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const number = ((await this.numbers())[0] ?? 0) + 1;
    const temporary = join(this.#folder, `.${this.#nameOf(number)}`);
    await rm(temporary, { force: true });
    try {
      await writeDurably(temporary, seal(record, this.#place(number), this.#key));
      await rename(temporary, this.#path(number));
      await syncFolder(this.#folder);
    } catch (error) {
      for (const path of [temporary, this.#path(number)]) await rm(path, { force: true }).catch(() => undefined);
      throw error;
    }
    await this.#sweep();
    return number;
  }

  /** Old records and left-over temporary ones. That they stay longer does no harm, so no error counts. */
  async #sweep(): Promise<void> {
    for (const number of (await this.numbers()).slice(this.#kept)) await rm(this.#path(number)).catch(() => undefined);
    for (const name of await namesIn(this.#folder)) {
      if (name.startsWith(`.${this.#name}-`)) await rm(join(this.#folder, name)).catch(() => undefined);
    }
  }

  #path(number: number): string {
    return join(this.#folder, this.#nameOf(number));
  }

  #nameOf(number: number): string {
    return `${this.#name}-${number.toString().padStart(DIGITS, '0')}`;
  }

  #place(number: number): string {
    return this.#nameOf(number);
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function writeDurably(path: string, pieces: readonly Buffer[]): Promise<void> {
  await using(await open(path, NEW_FILE, 0o600), async (handle) => {
    for (const piece of pieces) await handle.writeFile(piece);
    await handle.sync();
  });
}

/** Makes a rename outlive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  await using(await open(folder, constants.O_RDONLY | constants.O_DIRECTORY), (handle) => handle.sync());
}

async function using(handle: FileHandle, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(handle);
  } finally {
    await handle.close();
  }
}
