import type { DatabaseSync } from 'node:sqlite';
import type { FigureUnit } from '@netvakt/metrics';

/**
 * Totals by local day, in addition to those by UTC day that reports to a coalition use.
 *
 *   local_totals    market, day, zone, list, unit ──> count   as many rows as `totals`
 *   local_coverage  market, day, zone ──> seconds             how long of the day the filter was ready in that market
 *
 * `zone` is the time zone of the day; a day has two if the configuration changed while it ran. A market has local days
 * if it has any coverage, of 0 seconds too.
 */
export const LOCAL_SCHEMA = `
  CREATE TABLE IF NOT EXISTS local_totals (
    market TEXT NOT NULL, day TEXT NOT NULL, zone TEXT NOT NULL, list TEXT NOT NULL, unit TEXT NOT NULL,
    count INTEGER NOT NULL, PRIMARY KEY (day, market, zone, list, unit)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS local_coverage (
    market TEXT NOT NULL, day TEXT NOT NULL, zone TEXT NOT NULL, seconds REAL NOT NULL,
    PRIMARY KEY (market, day, zone)
  ) WITHOUT ROWID;
`;

/** A day of one market in one time zone. */
interface LocalDay {
  /** `2026-01-31`. */
  readonly day: string;
  readonly market: string;
  /** As `Europe/Stockholm`. */
  readonly zone: string;
}

/** One count of a local day. */
export interface LocalRow extends LocalDay {
  /** Empty for the figure of the market itself. */
  readonly list: string;
  readonly unit: FigureUnit;
  readonly count: number;
}

/** How long of a local day the filter was ready. */
export interface CoverageRow extends LocalDay {
  readonly seconds: number;
}

/** What is known of local days. */
export interface LocalContent {
  readonly rows: readonly LocalRow[];
  readonly coverage: readonly CoverageRow[];
}

/** Adds counts; within a transaction of the caller. Throws what SQLite throws. */
export function addLocal(database: DatabaseSync, rows: readonly LocalRow[]): void {
  const add = database.prepare(
    `INSERT INTO local_totals VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (market, day, zone, list, unit) DO UPDATE SET count = count + excluded.count`,
  );
  for (const { market, day, zone, list, unit, count } of rows) add.run(market, day, zone, list, unit, count);
}

/** Adds seconds; within a transaction of the caller. Throws what SQLite throws. */
export function addCoverage(database: DatabaseSync, rows: readonly CoverageRow[]): void {
  const add = database.prepare(
    `INSERT INTO local_coverage VALUES (?, ?, ?, ?)
     ON CONFLICT (market, day, zone) DO UPDATE SET seconds = seconds + excluded.seconds`,
  );
  for (const { market, day, zone, seconds } of rows) add.run(market, day, zone, seconds);
}

/**
 * Begins the local days of the markets that have none yet: copies what an earlier version counted there by UTC days. Call it before
 * `days` are written: from then on, the current UTC day counts the same requests as the local days, and would be added twice.
 */
export function beginLocalDays(database: DatabaseSync, days: readonly LocalDay[]): void {
  const begun = database.prepare('SELECT 1 FROM local_coverage WHERE market = ? LIMIT 1');
  for (const { market, day, zone } of new Map(days.map((row) => [row.market, row])).values()) {
    if (begun.get(market) !== undefined) continue;
    database
      .prepare("INSERT INTO local_totals SELECT market, day, 'UTC', list, unit, count FROM totals WHERE market = ?")
      .run(market);
    database
      .prepare(
        "INSERT INTO local_coverage SELECT market, day, 'UTC', numerator FROM service WHERE market = ? AND indicator = 'uptime'",
      )
      .run(market);
    addCoverage(database, [{ market, day, zone, seconds: 0 }]);
  }
}

/** Drops days before `oldest`. */
export function deleteLocalBefore(database: DatabaseSync, oldest: string): void {
  database.prepare('DELETE FROM local_totals WHERE day < ?').run(oldest);
  database.prepare('DELETE FROM local_coverage WHERE day < ?').run(oldest);
}

/** Which counts are read: a year of all of them is some 300,000 rows. */
const COUNTS = { all: '', pages: "AND list = '' AND unit = 'pages'" } as const;

/**
 * Returns what there is from `since` to `until`, both included. All days of a market that has no local day yet, as in a file that an
 * earlier version wrote, are days of UTC.
 *
 * @param counts - `pages`: those of markets alone
 */
export function localBetween(
  database: DatabaseSync,
  since: string,
  until: string,
  counts: keyof typeof COUNTS = 'all',
): LocalContent {
  const tables = new Set(
    database
      .prepare('SELECT name FROM sqlite_schema')
      .all()
      .map((row) => String(row['name'])),
  );
  const earlier = tables.has('local_coverage') ? 'AND market NOT IN (SELECT market FROM local_coverage)' : '';
  const rows = (columns: string, table: string, condition: string): Record<string, unknown>[] => {
    if (!tables.has(table)) return [];
    const sql = `SELECT market, day, ${columns} FROM ${table} WHERE day BETWEEN ? AND ? ${condition} ORDER BY day, market`;
    return database.prepare(sql).all(since, until);
  };
  return {
    rows: [
      ...rows("'UTC' AS zone, list, unit, count", 'totals', `${earlier} ${COUNTS[counts]}`),
      ...rows('zone, list, unit, count', 'local_totals', COUNTS[counts]),
    ].map(localRow),
    coverage: [
      ...rows("'UTC' AS zone, numerator AS seconds", 'service', `${earlier} AND indicator = 'uptime'`),
      ...rows('zone, seconds', 'local_coverage', ''),
    ].map(coverageRow),
  };
}

function localDay(row: Record<string, unknown>): LocalDay {
  return { market: String(row['market']), day: String(row['day']), zone: String(row['zone']) };
}

function localRow(row: Record<string, unknown>): LocalRow {
  const unit = String(row['unit']) as FigureUnit;
  return { ...localDay(row), list: String(row['list']), unit, count: Number(row['count']) };
}

function coverageRow(row: Record<string, unknown>): CoverageRow {
  return { ...localDay(row), seconds: Number(row['seconds']) };
}
