/**
 * Tables that every program which writes or reads reports can be tried on: each with what must be found in it. They are published as
 * files, so that an operator with another filter, or a reader in another language, needs nothing of this program.
 */
import { STANDARD_DEFINITIONS } from '../indicator/definitions.ts';
import { quarterOf } from '../indicator/quarter.ts';
import { indicatorOf } from '../indicator/table.ts';
import { reportCsv } from './csv.ts';
import type { ReportFaultCode } from './fault.ts';
import type { Observation, OperatorReport } from './report.ts';
import { emptyReport } from './template.ts';

/** The required result of a reader for a table. */
export type ConformanceVerdict = 'valid' | 'unreadable' | ReportFaultCode;

/** One table. */
export interface ConformanceCase {
  /** File name without its ending. */
  readonly name: string;
  /** What is special about it; a sentence. */
  readonly about: string;
  readonly verdict: ConformanceVerdict;
  readonly csv: string;
}

/** The day on which the tables are read, UTC, or any later one before 2100. */
export const CONFORMANCE_DAY = '2026-10-02';

/** Returns all cases. Their digest of definitions is that of the standard definitions of this version. */
export function conformanceCases(): readonly ConformanceCase[] {
  const whole = reportCsv(filled());
  const [header = '', ...rows] = whole.split('\r\n');
  return [
    valid('valid', 'Every row has a figure.', whole),
    valid('valid-zeros', 'Zero is a value.', reportCsv(filled({ pages: { numerator: 0 } }))),
    valid('valid-missing', 'QUIC was not measured.', reportCsv(filled({ 'canary-quic': gone('missing') }))),
    valid('valid-hidden', 'Pages were measured and are not given.', reportCsv(filled({ pages: gone('hidden') }))),
    valid(
      'valid-endings',
      'Handshakes ended by an alert, later by a reset.',
      reportCsv({ ...filled(), tls_block: ['alert', 'reset'] }),
    ),
    valid(
      'valid-no-endings',
      'Without the column of endings, as earlier versions wrote it.',
      withoutEndings(header, rows),
    ),
    valid('valid-semicolons', 'As spreadsheets of many countries write it.', whole.replaceAll(',', ';')),
    valid('valid-lines', 'Line feeds alone, and a byte order mark.', `\uFEFF${whole.replaceAll('\r\n', '\n')}`),
    wrong('status', 'A value without its denominator.', reportCsv(filled({ pages: { denominator: null } }))),
    wrong('share-above-whole', 'More seconds up than there are.', reportCsv(filled({ uptime: { numerator: 101 } }))),
    wrong('no-base', 'Pages without subscriptions.', reportCsv(filled({ pages: { denominator: 0 } }))),
    wrong('duplicate', 'The first row twice.', [header, rows[0], ...rows].join('\r\n')),
    wrong('incomplete', 'The first row is gone.', [header, ...rows.slice(1)].join('\r\n')),
    wrong('month-outside', 'A row of October in the third quarter.', october(header, rows)),
    wrong('months', 'September with 31 days.', whole.replaceAll('2026-09,30', '2026-09,31')),
    wrong('revision', 'A second revision without a reason.', whole.replaceAll('2026-Q3,1,', '2026-Q3,2,')),
    wrong('quarter-not-over', 'A quarter that has not ended.', reportCsv(filled({}, '2099-Q4'))),
    unreadable('header', 'A column has another name.', whole.replace('numerator', 'count')),
    unreadable('separator', 'A number with a space within it.', whole.replace(',90,100,', ',9 0,100,')),
    unreadable('indicator', 'An indicator that is not in the table.', whole.replaceAll(',uptime,', ',up-time,')),
    unreadable('endings', 'An ending that is none.', whole.replaceAll(/,\r\n/gu, ',slam\r\n')),
    unreadable('two-operators', 'Rows of two operators.', [header, ...rows.slice(0, -2), other(rows), ''].join('\r\n')),
    unreadable('definitions', 'A digest of unknown definitions.', whole.replaceAll(/[\da-f]{64}/gu, '0'.repeat(64))),
  ];
}

/** The last column is gone. */
function withoutEndings(header: string, rows: readonly string[]): string {
  return [header, ...rows].map((line) => line.replace(/,[^,]*$/u, '')).join('\r\n');
}

/** A report of one market with usual figures; `change` gives others to July. */
function filled(change: Readonly<Record<string, Partial<Observation>>> = {}, name = '2026-Q3'): OperatorReport {
  const quarter = quarterOf(name);
  if (quarter === undefined) throw new RangeError(`${name} is no quarter`);
  const head = { operator: 'example', made: CONFORMANCE_DAY, software: 'table', definitions: STANDARD_DEFINITIONS };
  const empty = emptyReport(head, quarter, ['se']);
  const observations = empty.observations.map((one): Observation => {
    const isRate = indicatorOf(one.indicator)?.form === 'rate';
    const usual = { ...one, status: 'value', ...(isRate ? pair(15_000, 400_000) : pair(90, 100)) } as const;
    return one.month === quarter.months[0] ? { ...usual, ...change[one.indicator] } : usual;
  });
  return { ...empty, observations };
}

function pair(numerator: number, denominator: number): Pick<Observation, 'numerator' | 'denominator'> {
  return { numerator, denominator };
}

function gone(status: 'missing' | 'hidden'): Partial<Observation> {
  return { status, numerator: null, denominator: null };
}

function october(header: string, rows: readonly string[]): string {
  const row = (rows[0] ?? '').replace('2026-07', '2026-10');
  return [header, ...rows.slice(0, -1), row, ''].join('\r\n');
}

/** The last row as another operator's. */
function other(rows: readonly string[]): string {
  return (rows.at(-2) ?? '').replace('example', 'another');
}

function valid(name: string, about: string, csv: string): ConformanceCase {
  return { name, about, verdict: 'valid', csv };
}

function wrong(verdict: ReportFaultCode, about: string, csv: string): ConformanceCase {
  return { name: `fault-${verdict}`, about, verdict, csv };
}

function unreadable(name: string, about: string, csv: string): ConformanceCase {
  return { name: `unreadable-${name}`, about, verdict: 'unreadable', csv };
}
