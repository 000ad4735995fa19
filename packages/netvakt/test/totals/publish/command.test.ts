import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { quarterOf } from '@netvakt/coalition';
import type { PublishedQuarter } from '../../../src/totals/publish/publication.ts';
import type { TotalRow } from '../../../src/totals/rows.ts';
import { TotalsStore } from '../../../src/totals/store.ts';
import { runCommand } from '../../support/captured.ts';
import { LEAST } from '../../support/config-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'netvakt-publish-'));
const [store, mixed] = [join(folder, 'totals.db'), join(folder, 'mixed.db')];
const least = join(folder, 'netvakt.yaml');
writeFileSync(least, LEAST);
const TEN = { windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10 };
const NOW = Date.UTC(2026, 6, 1) / 1000;

function rows(market: string, day: string, pages: number): TotalRow[] {
  const row = { market, day, list: '' };
  return [
    { ...row, unit: 'pages', count: pages },
    { ...row, unit: 'attempts', count: pages * 2 },
    { ...row, unit: 'requests', count: pages * 7 },
  ];
}

beforeAll(() => {
  const open = TotalsStore.open(store);
  const figures = [
    ...rows('se', '2026-04-01', 1201),
    ...rows('se', '2026-05-31', 1312),
    ...rows('lt', '2026-04-30', 40),
    ...rows('lt', '2026-05-01', 7),
    ...rows('no', '2026-04-15', 523),
    ...rows('no', '2026-05-15', 611),
    ...rows('ee', '2026-05-15', 700),
    // Nearly all of it is one client's.
    { market: 'ee', day: '2026-05-15', list: 'urls', unit: 'attempts', count: 1400 },
    { market: 'ee', day: '2026-05-15', list: 'urls', unit: 'attempts_bounded', count: 10 },
    ...rows('se', '2026-07-01', 9999), // of the next quarter
  ] as const;
  open.add(figures, TEN, 1000, NOW);
  open.close();
  const two = TotalsStore.open(mixed);
  two.add(rows('se', '2026-04-01', 100), TEN, 1000, NOW);
  two.add(rows('se', '2026-05-01', 100), { ...TEN, windowSeconds: 30 }, 1000, NOW);
  two.close();
});

test('small figures and those of few clients are hidden with what would give them away, the rest is rounded', async () => {
  const { code, stdout } = await runCommand([
    'totals',
    'publish',
    '2026-Q2',
    '--store',
    store,
    '--small-markets',
    'hide',
  ]);
  expect(code).toBe(0);
  expect(stdout.split('\n').slice(0, 7)).toEqual([
    'Blocked pages, 2026-Q2',
    'market  2026-04  2026-05  2026-06   all',
    'ee      no data        –  no data     –',
    'lt            –        –  no data    45',
    'no            –        –  no data     –',
    'se         1200     1310  no data  2515',
    'all        1765     2630  no data  4395',
  ]);
  expect(stdout).toContain('within 10 s of the first; later ones do not prolong it'); // as docs/counting.md, and as it is counted
  expect(stdout).toContain('Days with figures: 2026-04 3, 2026-05 3, 2026-06 0.');
});

test('--json has the same, with the definition; zero, hidden and missing are three things', async () => {
  const { stdout } = await runCommand([
    'totals',
    'publish',
    '2026-Q2',
    '--store',
    store,
    '--json',
    '--round-to',
    '1',
    '--small-markets',
    'hide',
  ]);
  const { figures, definition, quarter, control } = JSON.parse(stdout) as PublishedQuarter;
  expect({ definition, quarter, control }).toEqual({
    definition: TEN,
    quarter: '2026-Q2',
    control: { minCell: 10, roundTo: 1, smallMarkets: 'hide' },
  });
  const cell = (market: string, month: string): unknown =>
    figures.find((one) => one.market === market && one.month === month);
  expect(cell('se', '2026-04')).toEqual({
    market: 'se',
    month: '2026-04',
    pages: 1201,
    attempts: 2402,
    requests: 8407,
    covered: null,
  });
  expect(cell('lt', '2026-05')).toMatchObject({ pages: 'suppressed', attempts: 'suppressed', requests: 'suppressed' });
  expect(cell('lt', '2026-06')).toMatchObject({ pages: 'no data' });
});

test.each<{ why: string; words: string[]; code: number; message: RegExp }>([
  { why: 'no quarter', words: ['2026-05', '--store', store], code: 2, message: /Write it as 2026-Q3/ },
  {
    why: 'a minimum that hides nothing',
    words: ['2026-Q2', '--store', store, '--min-cell', '1'],
    code: 2,
    message: /--min-cell is/,
  },
  { why: 'no multiple', words: ['2026-Q2', '--store', store, '--round-to', 'x'], code: 2, message: /--round-to is/ },
  { why: 'a quarter that is not over', words: ['2099-Q1', '--store', store], code: 1, message: /is not over/ },
  { why: 'a quarter without figures', words: ['2025-Q1', '--store', store], code: 1, message: /no figures of 2025-Q1/ },
  {
    why: 'two definitions',
    words: ['2026-Q2', '--store', mixed],
    code: 1,
    message: /not distinguished in the same way/,
  },
  {
    why: 'no file',
    words: ['2026-Q2', '--store', `${store}.none`],
    code: 1,
    message: /There is no such file: check the path/,
  },
  { why: 'a configuration without a store', words: ['2026-Q2', '-c', least], code: 1, message: /statistics\.store/ },
])('$why is refused, with what to do', async ({ words, code, message }) => {
  const outcome = await runCommand(['totals', 'publish', ...words]);
  expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code, stdout: '' });
  expect(outcome.stderr).toMatch(message);
});

test.each([
  { text: '2026-Q1', since: '2026-01-01', until: '2026-03-31' },
  { text: '2024-Q4', since: '2024-10-01', until: '2024-12-31' },
  { text: '2026-Q5', since: undefined, until: undefined },
  { text: '2026-q1', since: undefined, until: undefined },
])('$text is the time from $since to $until', ({ text, since, until }) => {
  const quarter = quarterOf(text);
  expect([quarter?.since, quarter?.until]).toEqual([since, until]);
});

test.each([
  { where: '', says: ' is a folder. Name a file in it\n' },
  { where: 'none/chart.svg', says: ' (ENOENT). There is no such folder: make it, or name another file\n' },
])('a chart that cannot be written to "$where": why, and what to do', async ({ where, says }) => {
  const chart = join(folder, where);
  const words = ['totals', 'publish', '2026-Q2', '--store', store, '--small-markets', 'hide', '--chart', chart];
  const { code, stdout, stderr } = await runCommand(words);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.split('\n')).toHaveLength(2);
  expect(stderr).toContain(`${chart}${says}`);
});
