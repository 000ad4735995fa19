import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { CATEGORY_ROWS, FILTER_CATEGORY } from '../../src/report/dsa/categories.ts';
import { csvText } from '../../src/report/dsa/tables.ts';
import type { ServiceRow } from '../../src/totals/service-table.ts';
import { TotalsStore } from '../../src/totals/store.ts';
import { runCommand } from '../support/captured.ts';
import { LEAST } from '../support/config-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'netvakt-dsa-'));
const config = join(folder, 'netvakt.yaml');

beforeAll(() => {
  writeFileSync(config, `${LEAST}statistics: { store: totals.db }\n`);
  const row = { day: '2025-05-01', market: 'se', write: 'add' } as const;
  const rows: readonly ServiceRow[] = [
    { ...row, indicator: 'uptime', numerator: 86_400, denominator: 0 },
    { ...row, indicator: 'rules-added', numerator: 123, denominator: 0 },
    { ...row, indicator: 'addition-delay', numerator: 900, denominator: 7 },
    { ...row, indicator: 'addition-within-hour', numerator: 6, denominator: 7 },
    { ...row, indicator: 'addition-within-day', numerator: 7, denominator: 7 },
    { ...row, indicator: 'appeals-received', numerator: 4, denominator: 0, write: 'set' },
    { ...row, indicator: 'appeals-upheld', numerator: 1, denominator: 3, write: 'set' },
    { ...row, market: 'lt', indicator: 'rules-added', numerator: 9999, denominator: 0 },
  ];
  const store = TotalsStore.open(join(folder, 'totals.db'));
  store.addService(rows);
  store.close();
});

/** Writes the report of 2025 and returns its files. */
async function made(name: string, ...words: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const output = join(folder, name);
  const ran = await runCommand([...command(output), ...words]);
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  const files = readdirSync(output).map(
    (file) => [file, readFileSync(join(output, file), 'utf8').split('\r\n')] as const,
  );
  return new Map(files);
}

const command = (output: string): string[] => [
  'report',
  'dsa',
  '2025',
  '--config',
  config,
  '--output',
  output,
  '--market',
  'se',
];

/** The line of the only category that a filter acts in. */
const lineOf = (lines: readonly string[] | undefined): string =>
  lines?.find((line) => line.includes(`,${FILTER_CATEGORY},`)) ?? '';

test('every category of the template is there, each in its place', () => {
  expect(CATEGORY_ROWS).toHaveLength(90);
  expect(CATEGORY_ROWS.filter((row) => row.startsWith('STATEMENT_CATEGORY_'))).toHaveLength(14);
  expect(
    CATEGORY_ROWS.slice(CATEGORY_ROWS.indexOf('STATEMENT_CATEGORY_PROTECTION_OF_MINORS')).indexOf(FILTER_CATEGORY),
  ).toBe(2);
});

test('measures of one market are filled in if lists are applied on the provider’s own initiative', async () => {
  const files = await made('own');
  expect([...files.keys()].toSorted()).toHaveLength(6);
  const measures = lineOf(files.get('5_own_initiative_illegal.csv'));
  expect(measures).toMatch(/^All,Operator,2025-01-01\/2025-12-31,KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL,,123,0,,123,/u);
  expect(measures).toContain('Figures of 1 of 365 days.');
  expect(measures).toContain('6 took effect within an hour');
  expect(lineOf(files.get('3_member_states_orders.csv'))).not.toContain('123');
  expect(files.get('5_own_initiative_illegal.csv')?.[1]).toMatch(/^All,Operator,2025-01-01\/2025-12-31,TOTAL,,,/u);
  expect(files.get('7_appeals_and_recidivism.csv')?.[1]).toContain('Total number,4,');
  expect(files.get('7_appeals_and_recidivism.csv')?.[1]).toContain('Decided: 3, of which 1');
});

test('if authorities order what is blocked, items of their orders are filled in instead', async () => {
  const files = await made('orders', '--basis', 'orders', '--previous', '2025-02-01');
  expect(lineOf(files.get('3_member_states_orders.csv'))).toContain('Figures of 1 of 365 days.');
  expect(lineOf(files.get('3_member_states_orders.csv'))).toMatch(
    /,KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL,,TOTAL,,123,,/u,
  );
  expect(lineOf(files.get('5_own_initiative_illegal.csv'))).not.toContain('123');
  expect(files.get('1_summary.csv')).toContain(
    'All,Operator,Date of the publication of the latest previous report,2025-02-01',
  );
});

test('every line of a file has as many fields as its header', async () => {
  for (const lines of (await made('fields')).values()) {
    const fields = lines.slice(0, -1).map((line) => line.replaceAll(/"(?:[^"]|"")*"/gu, '').split(',').length);
    expect(new Set(fields).size).toBe(1);
  }
});

test('nothing that somebody may have filled in is overwritten', async () => {
  await made('again');
  const ran = await runCommand(command(join(folder, 'again')));
  expect([ran.code, ran.stderr]).toEqual([1, expect.stringMatching(/EEXIST.*another folder/u)]);
});

test.each([
  ['no year', ['report', 'dsa', 'last', '--output', 'x'], 2, /is no year/u],
  ['a year that is not over', ['report', 'dsa', '2099', '--output', 'x', '--market', 'se'], 1, /is not over/u],
  ['several markets', ['report', 'dsa', '2025', '--output', 'x'], 2, /--market, one of se, lt/u],
  ['no basis', ['report', 'dsa', '2025', '--output', 'x', '--basis', 'law'], 2, /--basis is neither/u],
] as const)('%s is an error with a remedy', async (_, words, code, message) => {
  const ran = await runCommand([...words, '--config', config]);
  expect([ran.code, ran.stderr]).toEqual([code, expect.stringMatching(message)]);
});

test('a field with a comma, a quote or a line end is quoted', () => {
  expect(csvText([['a,b', 'c"d', 'e', undefined, 0]])).toBe('"a,b","c""d",e,,0\r\n');
});
