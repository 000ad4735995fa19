/** The ending in force, in everything that `netvakt totals` prints. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';
import { keptDays, TEN } from '../support/kept-days.ts';

const folder = mkdtempSync(join(tmpdir(), 'netvakt-endings-'));
const DAYS = [
  ['2026-04-29', 'se', 24, 100],
  ['2026-04-30', 'se', 24, 100],
  ['2026-05-01', 'se', 24, 300],
] as const;
/** Ending `alert` until the 30th, when it changed. */
const CHANGED = keptDays(DAYS, {
  endings: [
    { day: '2026-04-29', ending: 'alert' },
    { day: '2026-04-30', ending: 'alert' },
    { day: '2026-04-30', ending: 'reset' },
    { day: '2026-05-01', ending: 'reset' },
  ],
});
const SAME = keptDays(DAYS, { endings: DAYS.map(([day]) => ({ day, ending: 'alert' })) });
/** As an earlier version wrote it: no table of endings. */
const EARLIER = keptDays(DAYS);
const opened = new DatabaseSync(EARLIER);
opened.exec('DROP TABLE endings');
opened.close();

async function printed(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand(['totals', ...words]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

test('a table names the ending, and both with their days if there were two', async () => {
  expect(await printed('--store', SAME)).toContain('Blocked TLS handshakes ended by an alert.');
  expect(await printed('--store', CHANGED)).toContain(
    'in more than one way: by an alert (2026-04-29 to 2026-04-30), by a reset (2026-04-30 to 2026-05-01).',
  );
  expect(await printed('--store', CHANGED, '--until', '2026-04-29')).toContain('handshakes ended by an alert.');
  expect(await printed('--store', EARLIER)).not.toContain('handshakes');
});

test('a row of CSV and JSON has the endings of its own days, a sum those of all of them', async () => {
  const csv = await printed('--store', CHANGED, '--format', 'csv');
  expect(
    csv
      .trimEnd()
      .split('\r\n')
      .map((line) => line.slice(line.lastIndexOf(',') + 1)),
  ).toEqual(['tls_block', 'alert', 'alert+reset', 'reset']);
  const json = JSON.parse(await printed('--store', CHANGED, '--json')) as Record<string, unknown>;
  expect(json).toMatchObject({
    definitions: [TEN], // one: an ending is no definition, and what was counted goes on being added
    tls_block: [
      { ending: 'alert', first: '2026-04-29', last: '2026-04-30' },
      { ending: 'reset', first: '2026-04-30', last: '2026-05-01' },
    ],
    totals: [{ tls_block: ['alert'] }, { tls_block: ['alert', 'reset'] }, { tls_block: ['reset'] }],
    sum: [{ tls_block: ['alert', 'reset'] }],
  });
  const earlier = JSON.parse(await printed('--store', EARLIER, '--json')) as { readonly totals: readonly object[] };
  expect(earlier).toMatchObject({ tls_block: [] });
  expect(Object.keys(earlier.totals[0] ?? {})).not.toContain('tls_block');
});

test('nodes of two endings are no fault, and both are named', async () => {
  const other = keptDays(
    DAYS.map(([day, market, hours, pages]) => [day, market, hours, pages + 1] as const),
    { endings: DAYS.map(([day]) => ({ day, ending: 'reset' })) },
  );
  expect(await printed('--store', SAME, '--store', other)).toContain('in more than one way: by an alert (2026-04-29');
});

test('what is published names the ending: in text, JSON, CSV by month, and the chart', async () => {
  const chart = join(folder, 'quarter.svg');
  const words = ['publish', '2026-Q2', '--store', CHANGED];
  const text = await printed(...words, '--chart', chart);
  expect(text).toContain('ended in more than one way: by an alert (2026-04-29 to 2026-04-30), by a reset');
  expect(text).toContain('must not be compared or added up; pages may');
  expect(readFileSync(chart, 'utf8')).toContain('Blocked TLS handshakes ended by an alert and by a reset: attempts');
  expect(JSON.parse(await printed(...words, '--json'))).toMatchObject({
    tls_block: [{ ending: 'alert' }, { ending: 'reset' }],
  });
  const rows = (await printed(...words, '--format', 'csv')).split('\r\n');
  expect(rows.filter((row) => row.startsWith('se,')).map((row) => [row.split(',')[1], row.split(',').at(-1)])).toEqual([
    ['2026-04', 'alert+reset'],
    ['2026-05', 'reset'],
    ['2026-06', ''],
    ['all', 'alert+reset'],
  ]);
  expect(await printed('publish', '2026-Q2', '--store', SAME)).toContain('Blocked TLS handshakes ended by an alert.');
});
