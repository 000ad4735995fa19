import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { FigureUnit } from '@netvakt/metrics';
import { BATCH_SCHEMA, markBatch, unwrittenOf } from './batch-table.ts';
import { addEndings, deleteEndingsBefore, ENDINGS_SCHEMA, type EndingDay, endingsBetween } from './endings-table.ts';
import {
  addCoverage,
  addLocal,
  beginLocalDays,
  type CoverageRow,
  deleteLocalBefore,
  LOCAL_SCHEMA,
  type LocalContent,
  type LocalRow,
  localBetween,
} from './local-table.ts';
import { dayOf, type TotalRow } from './rows.ts';
import {
  addService,
  deleteServiceBefore,
  firstServiceDay,
  SERVICE_SCHEMA,
  type ServiceRow,
  serviceBetween,
} from './service-table.ts';

/**
 * Totals by day, market and list in one SQLite file. Nothing finer is in it: no time, no entry, no client, so that whoever reads
 * the file learns the content of the monthly report.
 *
 *   totals   day, market, list, unit ──> count       some 8 markets × 20 lists × 5 units = 800 rows a day
 *   units    day, definition                         how attempts were distinguished on that day
 *   endings  day, ending                             how blocked handshakes ended on that day
 *   service  day, market, indicator ──> two numbers  how well the filter served: 8 markets × 26 indicators = 208 rows a day
 *
 *   marks    list ──> digest                         which version of each list was enforced last
 *   node     one random name                         distinguishes two copies of one store from two stores
 *   batches  journal ──> id                          so that a batch that a journal holds too is added once
 *
 * `local-table.ts` has the same figures by the local days of the markets. Here days are UTC, as in reports to a coalition.
 *
 * Version 1 had no tables `service` and `marks`, version 2 none by local days and no `node`; `endings` came within version 3. A file of them gets what is missing when it is
 * opened to be written, and keeps all its rows. Earlier versions of the program read and write a file of this one; what they write
 * is in no local day.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS totals (
    day TEXT NOT NULL, market TEXT NOT NULL, list TEXT NOT NULL, unit TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (day, market, list, unit)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS units (
    day TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY (day, definition)
  ) WITHOUT ROWID;
  ${SERVICE_SCHEMA}
  ${LOCAL_SCHEMA}
  ${BATCH_SCHEMA}
  ${ENDINGS_SCHEMA}
  CREATE TABLE IF NOT EXISTS node (id TEXT PRIMARY KEY) WITHOUT ROWID;
`;
/** Version of the file's tables; a file of a later version keeps its number. */
const VERSION = 3;
const ADD = `INSERT INTO totals VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (day, market, list, unit) DO UPDATE SET count = count + excluded.count`;
const DAY = 86_400;
/** A reader (`netvakt totals`) may hold the file for a moment, in milliseconds. */
const PATIENCE = 250;

/** How attempts were counted on a day: figures of two definitions must not be compared. */
export interface UnitDefinition {
  readonly windowSeconds: number;
  readonly ipv6PrefixLength: number;
  readonly attemptsPerClientDay: number;
}

/** Counts of one interval, all written or none. */
export interface StoreBatch {
  /** Random. */
  readonly id: string;
  readonly rows: readonly TotalRow[];
  /** The same counts by local day. */
  readonly local: readonly LocalRow[];
  readonly definition: UnitDefinition;
  /** Those that were in force meanwhile. */
  readonly endings: readonly EndingDay[];
}

/** What a file holds for a range of days. */
export interface StoredTotals {
  readonly rows: readonly TotalRow[];
  readonly definitions: readonly { readonly day: string; readonly definition: UnitDefinition }[];
  /** Empty for days that an earlier version of the program wrote. */
  readonly endings: readonly EndingDay[];
  /** Empty if an earlier version of the program wrote the file. */
  readonly service: readonly ServiceRow[];
}

/** SQLite opened the file and found it damaged. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';
}

/** The open file. Every call may throw what SQLite throws; the keeper decides what then. */
export class TotalsStore {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Opens the file to be written, and makes it if there is none. Throws if it is damaged or cannot be made. */
  static open(path: string): TotalsStore {
    const database = new DatabaseSync(path, { timeout: PATIENCE });
    try {
      const [check] = database.prepare('PRAGMA quick_check(1)').all();
      if (check?.['quick_check'] !== 'ok') throw new DamagedError();
      database.exec('PRAGMA synchronous = FULL');
      database.exec(SCHEMA);
      const [stored] = database.prepare('PRAGMA user_version').all();
      if (Number(stored?.['user_version']) < VERSION) database.exec(`PRAGMA user_version = ${VERSION}`);
      database.prepare('INSERT INTO node SELECT ? WHERE NOT EXISTS (SELECT 1 FROM node)').run(randomUUID());
      chmodSync(path, 0o600);
      return new TotalsStore(database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Opens the file to be read while a filter may be writing it. Throws if there is none. */
  static read(path: string): TotalsStore {
    if (!existsSync(path)) throw new Error('There is no such file');
    return new TotalsStore(new DatabaseSync(path, { readOnly: true, timeout: 10 * PATIENCE }));
  }

  /** Renames a damaged file to a name with the time. */
  static putAside(path: string, unixSeconds: number): void {
    if (existsSync(path)) renameSync(path, `${path}.damaged-${Math.floor(unixSeconds)}`);
  }

  /**
   * Adds `rows`, the same counts by local day, and the endings that were in force meanwhile, all or none; drops what is older than
   * `keepDays`.
   */
  add(
    rows: readonly TotalRow[],
    definition: UnitDefinition,
    keepDays: number,
    unixSeconds: number,
    {
      local = [],
      endings = [],
    }: { readonly local?: readonly LocalRow[]; readonly endings?: readonly EndingDay[] } = {},
  ): void {
    this.addBatches([{ id: '', rows, local, definition, endings }], keepDays, unixSeconds);
  }

  /**
   * Adds `batches`, all or none, and drops what is older than `keepDays`.
   *
   * @param journal - a name of the journal that holds the batches too: of its batches, those that were added before are left out
   */
  addBatches(batches: readonly StoreBatch[], keepDays: number, unixSeconds: number, journal?: string): void {
    this.#whole((database) => {
      const wanted = journal === undefined ? batches : unwrittenOf(database, journal, batches);
      for (const batch of wanted) addBatch(database, batch);
      const last = batches.at(-1);
      if (journal !== undefined && last !== undefined) markBatch(database, journal, last.id);
      const oldest = dayOf(unixSeconds - keepDays * DAY);
      database.prepare('DELETE FROM totals WHERE day < ?').run(oldest);
      database.prepare('DELETE FROM units WHERE day < ?').run(oldest);
      deleteEndingsBefore(database, oldest);
      deleteServiceBefore(database, oldest);
      deleteLocalBefore(database, oldest);
    });
  }

  /** Adds to what the days hold, or takes the place of it, all rows or none; see {@link ServiceRow}. `coverage` is of local days. */
  addService(rows: readonly ServiceRow[], coverage: readonly CoverageRow[] = []): void {
    this.#whole((database) => {
      beginLocalDays(database, coverage);
      addCoverage(database, coverage);
      addService(database, rows);
    });
  }

  /** Remembers a value under each name, in the place of the one before it. */
  mark(values: readonly (readonly [name: string, value: string])[]): void {
    this.#whole((database) => {
      const replace = database.prepare('INSERT OR REPLACE INTO marks VALUES (?, ?)');
      for (const [name, value] of values) replace.run(name, value);
    });
  }

  /** Every remembered name with its value. */
  marks(): [name: string, value: string][] {
    const rows = this.#database.prepare('SELECT name, value FROM marks').all();
    return rows.map((row) => [String(row['name']), String(row['value'])]);
  }

  /** The first day of which anything of the filter's service is known; `undefined` if nothing is. */
  firstServiceDay(): string | undefined {
    return firstServiceDay(this.#database);
  }

  /** What there is from `since` to `until`, both included. */
  between(since: string, until: string): StoredTotals {
    const rows = this.#database
      .prepare(
        'SELECT day, market, list, unit, count FROM totals WHERE day BETWEEN ? AND ? ORDER BY day, market, list, unit',
      )
      .all(since, until)
      .map((row) => ({
        day: String(row['day']),
        market: String(row['market']),
        list: String(row['list']),
        unit: String(row['unit']) as FigureUnit,
        count: Number(row['count']),
      }));
    const definitions = this.#database
      .prepare('SELECT day, definition FROM units WHERE day BETWEEN ? AND ? ORDER BY day, definition')
      .all(since, until)
      .map((row) => ({ day: String(row['day']), definition: JSON.parse(String(row['definition'])) as UnitDefinition }));
    const endings = endingsBetween(this.#database, since, until);
    return { rows, definitions, endings, service: serviceBetween(this.#database, since, until) };
  }

  /** What there is of local days from `since` to `until`, both included; of counts perhaps the pages of markets alone. */
  localBetween(since: string, until: string, counts: 'all' | 'pages' = 'all'): LocalContent {
    return localBetween(this.#database, since, until, counts);
  }

  /** The random name of the store, the same in each copy of it; `undefined` if an earlier version wrote it. */
  node(): string | undefined {
    const hasNode = this.#database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'node'").get() !== undefined;
    return hasNode ? String(this.#database.prepare('SELECT id FROM node').get()?.['id']) : undefined;
  }

  close(): void {
    this.#database.close();
  }

  /** Does all of `work`, or nothing. */
  #whole(work: (database: DatabaseSync) => void): void {
    const database = this.#database;
    database.exec('BEGIN IMMEDIATE');
    try {
      work(database);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
}

function addBatch(database: DatabaseSync, { rows, local, definition, endings }: StoreBatch): void {
  beginLocalDays(database, local);
  addLocal(database, local);
  const add = database.prepare(ADD);
  const mark = database.prepare('INSERT OR IGNORE INTO units VALUES (?, ?)');
  for (const { day, market, list, unit, count } of rows) add.run(day, market, list, unit, count);
  for (const day of new Set(rows.map((row) => row.day))) mark.run(day, JSON.stringify(definition));
  addEndings(database, endings);
}
