import type { DatabaseSync } from 'node:sqlite';

/**
 * How well the filter served on one day: an indicator of the coalition's table as two whole numbers. Nothing of a client, an entry or a
 * host is in it.
 */
export interface ServiceRow {
  /** UTC, `2026-01-31`. */
  readonly day: string;
  readonly market: string;
  /** Id of an indicator; or `rules-added`, `rules-removed`, which only a report to the public has. */
  readonly indicator: string;
  /** Safe integers from 0. */
  readonly numerator: number;
  readonly denominator: number;
  /** `add`: to what the day holds. `set`: in its place, as for what is looked at once a day. */
  readonly write: 'add' | 'set';
}

export const SERVICE_SCHEMA = `
  CREATE TABLE IF NOT EXISTS service (
    day TEXT NOT NULL, market TEXT NOT NULL, indicator TEXT NOT NULL, write TEXT NOT NULL,
    numerator INTEGER NOT NULL, denominator INTEGER NOT NULL,
    PRIMARY KEY (day, market, indicator)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

const INSERT = 'INSERT INTO service (day, market, indicator, write, numerator, denominator) VALUES (?, ?, ?, ?, ?, ?)';
const CONFLICT = 'ON CONFLICT (day, market, indicator) DO UPDATE SET';
const WRITES = {
  add: `${INSERT} ${CONFLICT} numerator = numerator + excluded.numerator, denominator = denominator + excluded.denominator`,
  set: `${INSERT} ${CONFLICT} numerator = excluded.numerator, denominator = excluded.denominator`,
} as const;

/** Writes rows; within a transaction of the caller. Throws what SQLite throws. */
export function addService(database: DatabaseSync, rows: readonly ServiceRow[]): void {
  const statements = { add: database.prepare(WRITES.add), set: database.prepare(WRITES.set) };
  for (const { day, market, indicator, write, numerator, denominator } of rows)
    statements[write].run(day, market, indicator, write, numerator, denominator);
}

/** Drops days before `oldest`. */
export function deleteServiceBefore(database: DatabaseSync, oldest: string): void {
  database.prepare('DELETE FROM service WHERE day < ?').run(oldest);
}

/** False for a file that an earlier version wrote, and that was not opened to be written since. */
function hasService(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'service'").get() !== undefined;
}

/** The first day on which the filter ran; `undefined` if none is known. What was entered by hand for earlier days does not count. */
export function firstServiceDay(database: DatabaseSync): string | undefined {
  if (!hasService(database)) return undefined;
  const row = database.prepare("SELECT MIN(day) AS day FROM service WHERE indicator = 'uptime'").get();
  return typeof row?.['day'] === 'string' ? row['day'] : undefined;
}

/** What there is from `since` to `until`, both included; empty in a file that an earlier version wrote. */
export function serviceBetween(database: DatabaseSync, since: string, until: string): readonly ServiceRow[] {
  if (!hasService(database)) return [];
  return database
    .prepare(
      'SELECT day, market, indicator, write, numerator, denominator FROM service WHERE day BETWEEN ? AND ? ORDER BY day, market, indicator',
    )
    .all(since, until)
    .map((row) => ({
      day: String(row['day']),
      market: String(row['market']),
      indicator: String(row['indicator']),
      write: row['write'] === 'set' ? 'set' : 'add',
      numerator: Number(row['numerator']),
      denominator: Number(row['denominator']),
    }));
}
