/** A report as a table: RFC 4180, UTF-8, for spreadsheets and for operators whose filter is another one. */
import { CsvError, parse } from 'csv-parse/sync';
import { CoalitionError } from '../document/error.ts';
import { checkDocument } from '../document/read.ts';
import { definitionsDigest, type UnitDefinitions } from '../indicator/definitions.ts';
import { quarterOf } from '../indicator/quarter.ts';
import { REPORT_COLUMNS, type ReportColumn } from './columns.ts';
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

type Row = Readonly<Record<ReportColumn, string>>;

const NAMES = REPORT_COLUMNS.map(({ name }) => name);
const REMEDY = 'Start from `netvakt report template`, and save as CSV in UTF-8';
/** Fifteen digits are safe integers. */
const WHOLE = /^\d{1,15}$/u;
/** More faults than this are not listed. */
const MOST_FAULTS = 20;

/** Writes a report as CSV, one row an observation, lines ended by CRLF. */
export function reportCsv(report: OperatorReport): string {
  const { operator, quarter, revision, reason, months, observations } = report;
  const definitions = definitionsDigest(report.definitions);
  const days = new Map(months.map((one) => [one.month, one.days]));
  const rows = observations.map(({ market, month, indicator, status, numerator, denominator }) =>
    [operator, quarter, revision, reason, month, days.get(month) ?? 0, market, indicator, status]
      .concat([numerator ?? '', denominator ?? '', definitions])
      .join(','),
  );
  return [NAMES.join(','), ...rows, ''].join('\r\n');
}

/**
 * Reads such a table. Commas or semicolons, with or without a byte order mark, columns in any order.
 *
 * @throws CoalitionError ERR_DOCUMENT - it is no such table; names lines and columns.
 */
export function reportOfCsv(text: string, context: CsvContext): OperatorReport {
  const rows = rowsOf(text);
  const [first] = rows;
  if (first === undefined) throw wrong(['it has no row below its header']);
  const faults = [...headFaults(rows, first), ...numberFaults(rows)];
  if (faults.length > 0) throw wrong(faults);
  const definitions = context.definitions.find((one) => definitionsDigest(one) === first.definitions);
  if (definitions === undefined)
    throw wrong([
      'line 2, definitions: this is the digest of none of the known definitions; see `netvakt report show --definitions`',
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

function rowsOf(text: string): readonly Row[] {
  if (text.length > REPORT_KIND.mostLength) throw wrong([`it has more than ${REPORT_KIND.mostLength} characters`]);
  const header = text.slice(0, text.search(/[\r\n]|$/u));
  try {
    const rows: Row[] = parse(text, {
      bom: true,
      delimiter: header.includes(';') ? ';' : ',',
      trim: true,
      skip_empty_lines: true,
      max_record_size: 10_000,
      to: MOST_OBSERVATIONS + 1,
      columns: (names: string[]) => {
        const absent = NAMES.filter((name) => !names.includes(name));
        if (absent.length > 0) throw wrong([`line 1: no column ${absent.join(', ')}`]);
        return names.map((name) => ((NAMES as readonly string[]).includes(name) ? name : false));
      },
    });
    if (rows.length > MOST_OBSERVATIONS) throw wrong([`it has more than ${MOST_OBSERVATIONS} rows`]);
    return rows;
  } catch (error) {
    if (error instanceof CsvError) throw wrong([`line ${Number(error['lines'] ?? 1)}: ${error.code}`]);
    throw error;
  }
}

/** What must be the same in every row. */
function headFaults(rows: readonly Row[], first: Row): string[] {
  const days = new Map<string, string>();
  return rows.flatMap((row, i) => {
    const line = `line ${i + 2}`;
    const other = (['operator', 'quarter', 'revision', 'reason', 'definitions'] as const).filter(
      (name) => row[name] !== first[name],
    );
    const known = days.get(row.month) ?? row.days;
    days.set(row.month, known);
    const differs = known === row.days ? [] : [`${line}, days: not as in an earlier row of ${row.month}`];
    return [...other.map((name) => `${line}, ${name}: not as in line 2`), ...differs];
  });
}

function numberFaults(rows: readonly Row[]): string[] {
  return rows.flatMap((row, i) =>
    (['revision', 'days', 'numerator', 'denominator'] as const).flatMap((name) => {
      const mayBeEmpty = name === 'numerator' || name === 'denominator';
      if ((mayBeEmpty && row[name] === '') || WHOLE.test(row[name])) return [];
      return [
        `line ${i + 2}, ${name}: is no whole number of at most 15 digits; write it without spaces, points and signs`,
      ];
    }),
  );
}

function wrong(faults: readonly string[]): CoalitionError {
  const more = faults.length > 1 ? `, and ${faults.length - 1} more` : '';
  return new CoalitionError('ERR_DOCUMENT', {
    found: `This is no valid table of a report: ${faults[0]}${more}`,
    remedy: REMEDY,
    reasons: [`This is no valid table of a report. ${REMEDY}`, ...faults.slice(0, MOST_FAULTS)],
  });
}
