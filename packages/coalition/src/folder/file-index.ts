/**
 * A table of the folder's files, so that thousands of them are not read again to see what is new. It holds nothing that the folder
 * does not: without it, or if it is damaged, it is made again.
 *
 *   file   path (key) | kind | size | changed (ms) | sha256 | recorded (0 or 1)
 *
 * It belongs next to the folder and not in it: a web server of the folder must not hand it out. Its lock keeps a second process from
 * signing the log at the same time, and ends with the process.
 */
import { hash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CoalitionError } from '../document/error.ts';
import type { LogKind } from '../log/entry.ts';
import { filePlace, LISTED_FOLDERS } from './layout.ts';
import type { ListedStore, StoredFile } from './store.ts';

/** Goes up with every change of the tables; an index of another version is made again. */
const VERSION = 1;

const TABLES = `
  CREATE TABLE file (path TEXT PRIMARY KEY, kind TEXT, size INTEGER NOT NULL, changed INTEGER NOT NULL,
    sha256 TEXT NOT NULL, recorded INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${VERSION};`;

/** One file of the folder. */
export interface IndexedFile {
  readonly path: string;
  /** Absent for a letter to the secretariat. */
  readonly kind?: LogKind;
  readonly size: number;
  readonly sha256: string;
  readonly isRecorded: boolean;
}

export class FileIndex {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Opens the index, makes it if there is none, and makes it again if it is damaged. The caller has the folder to itself until
   * {@link FileIndex.close}.
   *
   * @throws CoalitionError ERR_FOLDER - another process has it.
   */
  static open(path: string): FileIndex {
    mkdirSync(dirname(path), { recursive: true });
    try {
      return new FileIndex(prepared(path));
    } catch (error) {
      if (isBusy(error)) throw busy();
      for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
      return new FileIndex(prepared(path));
    }
  }

  /** Brings the table up to date with the folder. Reads the files that are new or have changed. */
  async update(store: ListedStore): Promise<void> {
    const listed = (await Promise.all(LISTED_FOLDERS.map((folder) => store.list(folder)))).flat();
    const known = new Map(this.#rows().map((row) => [row.path, row]));
    for (const file of listed) {
      const row = known.get(file.path);
      known.delete(file.path);
      if (row?.size !== file.size || row.changed !== file.changed) await this.#take(store, file);
    }
    const forget = this.#database.prepare('DELETE FROM file WHERE path = ?');
    for (const path of known.keys()) forget.run(path);
  }

  /** Marks the files that the log records. @param digests - of its entries, each after its kind and a space. */
  mark(digests: ReadonlySet<string>): void {
    const mark = this.#database.prepare('UPDATE file SET recorded = ? WHERE path = ?');
    for (const { path, kind, sha256 } of this.#rows()) mark.run(digests.has(`${kind} ${sha256}`) ? 1 : 0, path);
  }

  /** Every file that has a place, sorted by path. */
  files(): readonly IndexedFile[] {
    return this.#rows().map(fileOf);
  }

  /** Keeps what was found, and gives the folder free. */
  close(): void {
    this.#database.exec('COMMIT');
    this.#database.close();
  }

  async #take(store: ListedStore, { path, size, changed }: StoredFile): Promise<void> {
    const place = filePlace(path);
    const bytes = place === undefined ? undefined : await store.read(path, place.most);
    if (bytes === undefined) {
      this.#database.prepare('DELETE FROM file WHERE path = ?').run(path);
      return;
    }
    this.#database
      .prepare('INSERT OR REPLACE INTO file (path, kind, size, changed, sha256) VALUES (?, ?, ?, ?, ?)')
      .run(path, place?.kind ?? null, size, changed, hash('sha256', bytes));
  }

  #rows(): readonly Row[] {
    return this.#database.prepare('SELECT * FROM file ORDER BY path').all() as unknown as readonly Row[];
  }
}

interface Row {
  readonly path: string;
  readonly kind: LogKind | null;
  readonly size: number;
  readonly changed: number;
  readonly sha256: string;
  readonly recorded: number;
}

function fileOf({ path, kind, size, sha256, recorded }: Row): IndexedFile {
  return { path, ...(kind === null ? {} : { kind }), size, sha256, isRecorded: recorded === 1 };
}

/** Opens the file with the lock, and with the tables of this version. Throws what SQLite throws. */
function prepared(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
    if (version !== VERSION) {
      database.exec('DROP TABLE IF EXISTS file');
      database.exec(TABLES);
    }
    database.prepare('SELECT count(path), count(recorded) FROM file').get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return (error as { readonly errcode?: number }).errcode === SQLITE_BUSY;
}

function busy(): CoalitionError {
  return new CoalitionError('ERR_FOLDER', {
    found: 'Another process is recording files of this coalition',
    remedy: 'Wait until it has ended, and try again',
  });
}
