/** A report as a table: RFC 4180, UTF-8, for spreadsheets and for operators whose filter is another one. */
import { checkDocument, faulty } from '../document/read.ts';
import { readTable, type TableKind, type TableRow } from '../document/table.ts';
import { definitionsDigest, type UnitDefinitions } from '../indicator/definitions.ts';
import { quarterOf } from '../indicator/quarter.ts';
import { OPTIONAL_COLUMNS, REPORT_COLUMNS, type ReportColumn } from './columns.ts';
import type { ReportedEnding } from './endings.ts';
import { type OperatorReport, REPORT_SCHEMA_ID } from './report.ts';
import { MOST_OBSERVATIONS, REPORT_KIND } from './schema.ts';

/** What a table does not hold of a report. */
export interface CsvContext {
  /** Definitions that its digest may be that of. */
  readonly definitions: readonly UnitDefinitions[];
  /** Day on which it is read, UTC. */
  readonly made: string;
  readonly software: string;
}

type Row = TableRow<ReportColumn>;

const NAMES = REPORT_COLUMNS.map(({ name }) => name);
const TABLE: TableKind<ReportColumn> = {
  name: 'table of a report',
  columns: NAMES.filter((name) => !OPTIONAL_COLUMNS.has(name)),
  further: /^tls_block$/u,
  mostLength: REPORT_KIND.mostLength,
  mostRows: MOST_OBSERVATIONS,
  mostRowLength: 10_000,
  remedy: 'Start from `netvakt report template`, and save as CSV in UTF-8',
};
/** Fifteen digits are safe integers. */
const WHOLE = /^\d{1,15}$/u;

/** Writes a report as CSV, one row an observation, lines ended by CRLF. */
export function reportCsv(report: OperatorReport): string {
  const { operator, quarter, revision, reason, months, observations } = report;
  const definitions = definitionsDigest(report.definitions);
  const endings = (report.tls_block ?? []).join('+');
  const days = new Map(months.map((one) => [one.month, one.days]));
  const rows = observations.map(({ market, month, indicator, status, numerator, denominator }) =>
    [operator, quarter, revision, reason, month, days.get(month) ?? 0, market, indicator, status]
      .concat([numerator ?? '', denominator ?? '', definitions, endings])
      .join(','),
  );
  return [NAMES.join(','), ...rows, ''].join('\r\n');
}

/**
 * Reads such a table; columns of somebody's own are left out.
 *
 * @throws CoalitionError ERR_DOCUMENT - it is no such table; names lines and columns.
 */
export function reportOfCsv(text: string, context: CsvContext): OperatorReport {
  const table = readTable(text, TABLE);
  const rows = table.map(({ fields }) => fields);
  const [{ line, fields: first }] = table;
  const faults = [...headFaults(table, table[0]), ...numberFaults(table)];
  if (faults.length > 0) throw faulty(TABLE, faults);
  const definitions = context.definitions.find((one) => definitionsDigest(one) === first.definitions);
  if (definitions === undefined)
    throw faulty(TABLE, [
      `line ${line}, definitions: this is the digest of none of the known definitions; see \`netvakt report show --definitions\``,
    ]);
  const days = new Map(rows.map((row) => [row.month, Number(row.days)]));
  return checkDocument(
    {
      schema: REPORT_SCHEMA_ID,
      operator: first.operator,
      quarter: first.quarter,
      revision: Number(first.revision),
      reason: first.reason,
      made: context.made,
      software: context.software,
      definitions,
      ...givenEndings(first.tls_block),
      months: (quarterOf(first.quarter)?.months ?? []).map((month) => ({ month, days: days.get(month) ?? 0 })),
      observations: rows.map(({ market, month, indicator, status, numerator, denominator }) => ({
        market,
        month,
        indicator,
        status,
        numerator: numerator === '' ? null : Number(numerator),
        denominator: denominator === '' ? null : Number(denominator),
      })),
    },
    REPORT_KIND,
  );
}

/** @param text - `alert+reset`; empty, or `undefined` for a table without the column: not known. */
function givenEndings(text: string | undefined): Pick<OperatorReport, 'tls_block'> {
  if (text === undefined || text === '') return {};
  return { tls_block: text.split('+') as ReportedEnding[] }; // checked with the document
}

/** What must be the same in every row. */
function headFaults(rows: readonly Row[], first: Row): string[] {
  const days = new Map<string, string>();
  return rows.flatMap(({ line, fields: row }) => {
    const other = (['operator', 'quarter', 'revision', 'reason', 'definitions', 'tls_block'] as const).filter(
      (name) => row[name] !== first.fields[name],
    );
    const known = days.get(row.month) ?? row.days;
    days.set(row.month, known);
    const differs = known === row.days ? [] : [`line ${line}, days: not as in an earlier row of ${row.month}`];
    return [...other.map((name) => `line ${line}, ${name}: not as in line ${first.line}`), ...differs];
  });
}

function numberFaults(rows: readonly Row[]): string[] {
  return rows.flatMap(({ line, fields: row }) =>
    (['revision', 'days', 'numerator', 'denominator'] as const).flatMap((name) => {
      const mayBeEmpty = name === 'numerator' || name === 'denominator';
      if ((mayBeEmpty && row[name] === '') || WHOLE.test(row[name])) return [];
      return [
        `line ${line}, ${name}: is no whole number of at most 15 digits; write it without spaces, points and signs`,
      ];
    }),
  );
}
