import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
  CONFORMANCE_DAY,
  CoalitionError,
  checkReport,
  conformanceCases,
  REPORT_FAULTS,
  reportOfCsv,
  STANDARD_DEFINITIONS,
} from '@netvakt/coalition';

/** The result of this program for a table. */
function verdictOf(csv: string, today: string = CONFORMANCE_DAY): string {
  try {
    const context = { definitions: [STANDARD_DEFINITIONS], made: CONFORMANCE_DAY, software: 'table' };
    const faults = checkReport(reportOfCsv(csv, context), { today });
    return faults.length === 0 ? 'valid' : [...new Set(faults.map(({ code }) => code))].join(' ');
  } catch (error) {
    if (error instanceof CoalitionError) return 'unreadable';
    throw error;
  }
}

test.each(conformanceCases().map(({ name, verdict, csv }) => [name, verdict, csv] as const))(
  '%s is found to be: %s',
  (_, verdict, csv) => {
    expect(verdictOf(csv)).toBe(verdict);
  },
);

test('the verdicts hold for whoever reads the tables years later', () => {
  const later = conformanceCases().filter(({ verdict, csv }) => verdictOf(csv, '2040-01-01') !== verdict);
  expect(later.map(({ name }) => name)).toEqual([]);
});

test('each fault that a table can have is among them', () => {
  const verdicts = new Set(conformanceCases().map(({ verdict }) => verdict));
  const notInTables = new Set<string>(['template', 'definitions']); // a table names its definitions by a digest, which is known or not
  for (const fault of REPORT_FAULTS) expect(verdicts.has(fault)).toBe(!notInTables.has(fault));
});

test('the published files are these', () => {
  const folder = new URL('../../../../docs/coalition/conformance/', import.meta.url);
  for (const { name, csv } of conformanceCases())
    expect(readFileSync(new URL(`${name}.csv`, folder), 'utf8')).toBe(csv);
});
