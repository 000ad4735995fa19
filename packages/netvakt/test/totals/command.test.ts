import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { TotalsStore } from '../../src/totals/store.ts';
import { runCommand } from '../support/captured.ts';
import { LEAST } from '../support/config-text.ts';

const store = join(mkdtempSync(join(tmpdir(), 'netvakt-totals-')), 'totals.db');
const LEAST_FILE = join(mkdtempSync(join(tmpdir(), 'netvakt-least-')), 'netvakt.yaml');
writeFileSync(LEAST_FILE, LEAST);
const other = join(dirname(LEAST_FILE), 'other.db');
writeFileSync(other, 'no store');
/** As root, nothing is unreadable but what leads nowhere. */
const loop = join(dirname(LEAST_FILE), 'loop');
symlinkSync(loop, loop);
const TEN = { windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10 };

beforeAll(() => {
  const open = TotalsStore.open(store);
  const row = { market: 'se', list: '', unit: 'pages' } as const;
  const now = Date.UTC(2026, 1, 2) / 1000;
  open.add([{ ...row, day: '2026-01-30', count: 5 }], TEN, 100, now);
  open.add(
    [
      { ...row, day: '2026-01-31', count: 6 },
      { ...row, day: '2026-01-31', list: 'urls', count: 2 },
    ],
    TEN,
    100,
    now,
  );
  open.add([{ ...row, day: '2026-02-01', count: 7 }], { ...TEN, windowSeconds: 30 }, 100, now);
  open.close();
});

test('a table by day, and a word if days cannot be compared', async () => {
  const { code, stdout } = await runCommand(['totals', '--store', store]);
  expect(code).toBe(0);
  expect(stdout.split('\n').map((line) => line.split(/ {2,}/).join('|'))).toEqual([
    'day|market|list|hours|requests|attempts|pages|attempts one second|attempts bounded',
    '2026-01-30|se|(market)|?/24|0|0|5',
    '2026-01-31|se|(market)|?/24|0|0|6',
    '2026-01-31|se|urls|0|0|2|0|0',
    '2026-02-01|se|(market)|?/24|0|0|7',
    'sum|se|(market)|?/72|0|0|18',
    '',
    'Days are those of UTC.',
    'Attempts were not distinguished in the same way on all of these days; see --json.',
    '',
  ]);
});

test('--json by month, with the definitions and the days they held on', async () => {
  const { stdout } = await runCommand(['totals', '--store', store, '--by', 'month', '--json', '--until', '2026-01-31']);
  expect(JSON.parse(stdout)).toEqual({
    by: 'month',
    nodes: 1,
    time_zones: { se: 'UTC' },
    definitions: [{ ...TEN, first: '2026-01-30', last: '2026-01-31' }],
    tls_block: [],
    totals: [
      { month: '2026-01', market: 'se', list: null, hours: 48, hours_covered: null, pages: 11 },
      { month: '2026-01', market: 'se', list: 'urls', pages: 2 },
    ],
  });
});

test.each<{ why: string; words: string[]; code: number; message: RegExp }>([
  {
    why: 'no file',
    words: ['--store', `${store}.none`],
    code: 1,
    message: /check the path. A filter makes it when it starts/,
  },
  {
    why: 'a path that leads nowhere',
    words: ['--store', loop],
    code: 1,
    message: /There is no such file: check the path/,
  },
  { why: 'another file', words: ['--store', other], code: 1, message: /is damaged, or holds no totals: name another/ },
  { why: 'a configuration without a store', words: ['-c', LEAST_FILE], code: 1, message: /statistics\.store/ },
  { why: 'no day', words: ['--store', store, '--since', 'yesterday'], code: 2, message: /--since is no day/ },
  {
    why: 'no step',
    words: ['--store', store, '--by', 'decade'],
    code: 2,
    message: /--by is none of day, week, month, year/,
  },
  {
    why: 'no period',
    words: ['fortnight', '--store', store],
    code: 2,
    message: /is no period: today, yesterday, week/,
  },
  {
    why: 'a period and a day',
    words: ['week', '--since', '2026-01-01'],
    code: 2,
    message: /omit --since and --until/,
  },
  {
    why: 'no format',
    words: ['--store', store, '--format', 'xml'],
    code: 2,
    message: /--format is none of table, csv, json/,
  },
  { why: 'no number', words: ['--store', store, '--subscriptions', 'se'], code: 2, message: /se=400000/ },
  { why: 'a folder without stores', words: ['--store', tmpdir()], code: 1, message: /There is no store in the folder/ },
])('$why is reported, with the exit code', async ({ words, code, message }) => {
  const ran = await runCommand(['totals', ...words]);
  expect([ran.code, ran.stdout]).toEqual([code, '']);
  expect(ran.stderr).toMatch(message);
});
