import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runCommand } from '../../support/captured.ts';
import { type KeptDay, keptDays } from '../../support/kept-days.ts';
import { oldFile } from '../../support/old-file.ts';

/** Every day from one to another. */
function days(since: string, until: string, market: string, pages: number): KeptDay[] {
  const all: KeptDay[] = [];
  for (let at = Date.parse(since); at <= Date.parse(until); at += 86_400_000)
    all.push([new Date(at).toISOString().slice(0, 10), market, 24, pages]);
  return all;
}

const SE = days('2026-07-01', '2026-09-30', 'se', 40);
const publish = (store: string, ...words: string[]): ReturnType<typeof runCommand> =>
  runCommand(['totals', 'publish', '2026-Q3', '--store', store, ...words]);
const firstTable = (stdout: string): string[] => stdout.split('\n\n')[0]?.split('\n') ?? [];

test('a market that began in September has no zeros before, and one in which nothing was blocked is there', async () => {
  const store = keptDays([
    ...SE,
    ...days('2026-09-01', '2026-09-30', 'lt', 20),
    ...days('2026-07-01', '2026-09-30', 'ee', 0),
  ]);
  const { code, stdout } = await publish(store);
  expect(firstTable(stdout)).toEqual([
    'Blocked pages, 2026-Q3',
    'market  2026-07  2026-08  2026-09   all',
    'ee            0        0        0     0',
    'lt      no data  no data      600   600',
    'se         1240     1240     1200  3680',
    'all        1240     1240     1800  4280',
  ]);
  expect(code).toBe(0);
});

test('half a month without a filter is said', async () => {
  const store = keptDays([
    ...days('2026-07-01', '2026-08-16', 'se', 40),
    ...days('2026-09-01', '2026-09-30', 'se', 40),
  ]);
  const { stdout } = await publish(store);
  expect(stdout).toContain(
    'Time with a filter, 2026-Q3\nmarket  2026-07  2026-08  2026-09    all\nse       100.0%    51.6%   100.0%  83.7%',
  );
});

test('five visits in a small market hide nothing of others: it is left out, of the sums too', async () => {
  const store = keptDays([...SE, ['2026-08-03', 'no', 24, 5], ...days('2026-08-04', '2026-09-30', 'no', 0)]);
  const { stdout } = await publish(store);
  expect(firstTable(stdout)).toEqual([
    'Blocked pages, 2026-Q3',
    'market  2026-07  2026-08  2026-09   all',
    'se         1240     1240     1200  3680',
    'all        1240     1240     1200  3680',
  ]);
  expect(stdout).toContain('Left out, also of the sums, because too few were blocked there: no.');
  const hidden = await publish(store, '--small-markets', 'hide');
  expect(firstTable(hidden.stdout).join()).toContain('–');
});

test('small markets are one row, if that is not small', async () => {
  const small = ['ee', 'lt', 'lv'].flatMap((market, i) =>
    days('2026-07-01', '2026-07-04', market, i === 0 ? 2 : 1).concat(
      days('2026-08-01', '2026-08-04', market, 2),
      days('2026-09-01', '2026-09-04', market, 2),
    ),
  );
  const store = keptDays([...SE, ...small]);
  const { stdout } = await publish(store, '--round-to', '1');
  expect(firstTable(stdout)).toEqual([
    'Blocked pages, 2026-Q3',
    'market   2026-07  2026-08  2026-09   all',
    'se          1240     1240     1200  3680',
    '(other)       16       24       24    64',
    'all         1256     1264     1224  3744',
  ]);
  expect(stdout).toContain('(other): ee, lt, lv together');
  const apart = await publish(store, '--small-markets', 'leave-out', '--json');
  expect(JSON.parse(apart.stdout)).toMatchObject({ merged: [], left_out: ['ee', 'lt', 'lv'] });
});

test('as CSV, and as a drawing that needs nothing else', async () => {
  const store = keptDays([...SE, ...days('2026-09-01', '2026-09-30', 'lt', 20)]);
  const file = join(dirname(store), 'chart.svg');
  const old = oldFile(file);
  const { stdout } = await publish(store, '--format', 'csv', '--chart', file);
  old.expectWhole();
  expect(stdout.split('\r\n').slice(0, 3)).toEqual([
    'market,month,pages,attempts,requests,covered,tls_block',
    'lt,2026-07,no data,no data,no data,,',
    'lt,2026-08,no data,no data,no data,,',
  ]);
  const svg = readFileSync(file, 'utf8');
  expect(svg).toMatch(/^<svg role="img" aria-label="Blocked attempts, 2026-Q3"/);
  expect(svg).toContain('2480'); // se in July
  expect(svg).toContain('no data'); // lt in July
  expect(svg).not.toMatch(/<script|href=|url\(http|@import/);
});
