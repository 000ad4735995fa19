import { expect, test } from '@jest/globals';
import { CoalitionError, reportCsv, reportOfCsv, STANDARD_DEFINITIONS } from '@netvakt/coalition';
import * as fc from 'fast-check';
import { madeReport } from '../support/reports.ts';

const CONTEXT = { definitions: [STANDARD_DEFINITIONS], made: '2026-10-02', software: 'test 1' };
const REPORT = madeReport('2026-Q3', ({ indicator }) =>
  indicator === 'canary-quic' ? { status: 'missing', numerator: null, denominator: null } : {},
);
const CSV = reportCsv(REPORT);

function failure(text: string): CoalitionError {
  try {
    reportOfCsv(text, CONTEXT);
  } catch (error) {
    if (error instanceof CoalitionError) return error;
    throw error;
  }
  throw new Error('it was read');
}

test('a report comes back from its table as it was', () => {
  expect(reportOfCsv(CSV, CONTEXT)).toEqual(REPORT);
});

test('endings come back as well; a table without their column, as earlier versions wrote it, does not say', () => {
  const output = { ...REPORT, tls_block: ['alert', 'fin'] as const };
  expect(reportCsv(output)).toContain(',alert+fin\r\n');
  expect(reportOfCsv(reportCsv(output), CONTEXT)).toEqual(output);
  expect(reportOfCsv(CSV.replaceAll(/,[^,\r]*\r\n/gu, '\r\n'), CONTEXT)).toEqual(REPORT);
  for (const odd of ['slam', 'reset+alert', 'alert+alert'])
    expect(failure(CSV.replaceAll(',\r\n', `,${odd}\r\n`)).message).toContain('tls_block');
  expect(failure(reportCsv(output).replace('alert+fin', 'alert')).message).toContain('tls_block');
});

test.each([
  ['with a byte order mark and line feeds', `\uFEFF${CSV.replaceAll('\r\n', '\n')}`],
  ['with semicolons, as spreadsheets of many countries write it', CSV.replaceAll(',', ';')],
  ['with semicolons, below an empty line', `\r\n${CSV.replaceAll(',', ';')}`],
  ['with quotes', CSV.replaceAll(/[^,\r\n]+/gu, '"$&"')],
  ['with a column of somebody’s own', CSV.replaceAll('\r\n', ',mine\r\n')],
])('%s it is read as well', (_, text) => {
  expect(reportOfCsv(text, CONTEXT)).toEqual(REPORT);
});

test.each([
  ['nothing', '', /no row/u],
  ['another table', 'a,b\r\n1,2\r\n', /line 1: no column operator/u],
  ['a header alone', CSV.slice(0, CSV.indexOf('\r\n')), /no row/u],
  ['a lost column', CSV.replace('numerator', 'numerater'), /no column numerator/u],
  ['a column twice', CSV.replaceAll(/^(?=.)/gmu, '7,').replace('7,', 'numerator,'), /line 1: a column is there twice/u],
  [
    'a fault below empty lines',
    CSV.replace('\r\n', '\r\n\r\n\r\n').replace(',90,100,', ',x,100,'),
    /line 4, numerator/u,
  ],
  ['a number with a separator', CSV.replace(',90,100,', ',9 0,100,'), /line 2, numerator: is no whole number/u],
  ['a number with decimals', CSV.replace(',90,100,', ',90.5,100,'), /line 2, numerator/u],
  ['a row of another operator', CSV.replace(/\r\nfirst(?=.*\r\n$)/u, '\r\nsecond'), /operator: not as in line 2/u],
  ['a row that was cut off', CSV.slice(0, -100), /line \d+: CSV_RECORD_INCONSISTENT_COLUMNS/u],
  ['an unknown indicator', CSV.replaceAll('list-age', 'list-rage'), /observations\[0\]\.indicator/u],
  ['unknown definitions', CSV.replaceAll(/[\da-f]{64}/gu, 'b'.repeat(64)), /none of the known definitions/u],
])('%s is refused with its place', (_, text, found) => {
  const error = failure(text);
  expect(error.code).toBe('ERR_DOCUMENT');
  expect([error.message, ...error.reasons].join('\n')).toMatch(found);
});

/** What reading a text throws that is no error of ours. */
function defectIn(text: string): unknown {
  try {
    reportOfCsv(text, CONTEXT);
    return undefined;
  } catch (error) {
    return error instanceof CoalitionError ? undefined : error;
  }
}

test('whatever a file holds, reading it ends in a report or in an error of ours', () => {
  const cut = fc.tuple(fc.nat(CSV.length), fc.nat(60), fc.string({ maxLength: 20 }));
  fc.assert(
    fc.property(cut, fc.string(), ([at, length, put], any) => {
      expect(defectIn(CSV.slice(0, at) + put + CSV.slice(at + length))).toBeUndefined();
      expect(defectIn(any)).toBeUndefined();
    }),
    { seed: 15, numRuns: 200 },
  );
});
