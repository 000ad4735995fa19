import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { TotalsStore } from '../../src/totals/store.ts';
import { runCommand } from '../support/captured.ts';

const store = join(mkdtempSync(join(tmpdir(), 'netvakt-totals-')), 'totals.db');
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

test('a table by day, and a word where days cannot be compared', async () => {
  const { code, stdout } = await runCommand(['totals', '--store', store]);
  expect(code).toBe(0);
  expect(stdout.split('\n').map((line) => line.split(/ {2,}/).join('|'))).toEqual([
    'day|market|list|requests|attempts|pages|attempts one second|attempts bounded',
    '2026-01-30|se|(market)|0|0|5',
    '2026-01-31|se|(market)|0|0|6',
    '2026-01-31|se|urls|0|0|2|0|0',
    '2026-02-01|se|(market)|0|0|7',
    '',
    'Attempts were not told apart in the same way on all of these days; see --json.',
    '',
  ]);
});

test('--json by month, with the definitions and the days they held on', async () => {
  const { stdout } = await runCommand(['totals', '--store', store, '--by', 'month', '--json', '--until', '2026-01-31']);
  expect(JSON.parse(stdout)).toEqual({
    by: 'month',
    definitions: [{ ...TEN, first: '2026-01-30', last: '2026-01-31' }],
    totals: [
      { month: '2026-01', market: 'se', list: null, pages: 11 },
      { month: '2026-01', market: 'se', list: 'urls', pages: 2 },
    ],
  });
});

test.each<{ why: string; words: string[]; code: number; says: RegExp }>([
  { why: 'no file', words: ['--store', `${store}.none`], code: 1, says: /missing, unreadable or damaged/ },
  { why: 'a configuration without a store', words: [], code: 1, says: /statistics\.store/ },
  { why: 'no day', words: ['--store', store, '--since', 'yesterday'], code: 2, says: /--since is no day/ },
  { why: 'no period', words: ['--store', store, '--by', 'week'], code: 2, says: /--by is neither day nor month/ },
])('$why is told, with the exit code', async ({ words, code, says }) => {
  const ran = await runCommand(['totals', ...words]);
  expect([ran.code, ran.stdout]).toEqual([code, '']);
  expect(ran.stderr).toMatch(says);
});
