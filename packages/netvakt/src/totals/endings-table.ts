import type { DatabaseSync } from 'node:sqlite';

/** Which endings of blocked handshakes were in force on a day; a day of UTC or of a market, whichever figures are of. */
export const ENDINGS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS endings (
    day TEXT NOT NULL, ending TEXT NOT NULL, PRIMARY KEY (day, ending)
  ) WITHOUT ROWID;
`;

/** One ending of one day; a day in which the configuration changed has two. */
export interface EndingDay {
  /** `2026-01-31`. */
  readonly day: string;
  /** `alert` or `reset`; a later version may write another. */
  readonly ending: string;
}

/** Notes endings that were in force; those that are there already stay. Within a transaction of the caller. Throws what SQLite throws. */
export function addEndings(database: DatabaseSync, endings: readonly EndingDay[]): void {
  const note = database.prepare('INSERT OR IGNORE INTO endings VALUES (?, ?)');
  for (const { day, ending } of endings) note.run(day, ending);
}

/** Drops days before `oldest`. */
export function deleteEndingsBefore(database: DatabaseSync, oldest: string): void {
  database.prepare('DELETE FROM endings WHERE day < ?').run(oldest);
}

/** Returns what there is from `since` to `until`, both included; nothing if an earlier version wrote the file. */
export function endingsBetween(database: DatabaseSync, since: string, until: string): readonly EndingDay[] {
  const isKept = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'endings'").get() !== undefined;
  if (!isKept) return [];
  return database
    .prepare('SELECT day, ending FROM endings WHERE day BETWEEN ? AND ? ORDER BY day, ending')
    .all(since, until)
    .map((row) => ({ day: String(row['day']), ending: String(row['ending']) }));
}
