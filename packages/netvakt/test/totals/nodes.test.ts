import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';
import { keptDays, TEN } from '../support/kept-days.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'netvakt-nodes-'));
const totals = (...words: string[]): ReturnType<typeof runCommand> => runCommand(['totals', ...words]);

test('a folder of stores is one table: sums over nodes and markets, for 100,000 subscriptions, the longest days in full', async () => {
  const path = folder();
  keptDays(
    [
      ['2026-10-24', 'se', 24, 100],
      ['2026-10-25', 'se', 25, 50],
      ['2026-10-25', 'lt', 25, 10],
    ],
    { path: join(path, 'a.db') },
  );
  keptDays([['2026-10-25', 'se', 12.5, 30]], { path: join(path, 'b.db') });
  const { code, stdout } = await totals('--store', path, '--subscriptions', 'se=200000,lt=50000');
  expect(stdout.split('\n').map((line) => line.split(/ {2,}/).join('|'))).toEqual([
    'day|market|list|hours|requests|attempts|pages|attempts one second|attempts bounded|pages per 100,000|attempts per 100,000',
    '2026-10-24|se|(market)|24/24|700|200|100|50.0|100.0',
    '2026-10-24|(all)|(market)|24/24|700|200|100|50.0|100.0',
    '2026-10-25|lt|(market)|25/25|70|20|10|20.0|40.0',
    '2026-10-25|se|(market)|37.5/50|560|160|80|40.0|80.0',
    '2026-10-25|(all)|(market)|62.5/75|630|180|90|36.0|72.0',
    'sum|lt|(market)|25/25|70|20|10|20.0|40.0',
    'sum|se|(market)|61.5/74|1260|360|180|90.0|180.0',
    'sum|(all)|(market)|86.5/99|1330|380|190|76.0|152.0',
    '',
    'Days are those of Europe/Stockholm.',
    'hours: how long a filter was ready, of how long the period was. –: no filter, no data; that is not zero.',
    'Sums over 2 nodes; their hours add up. A client that two nodes see is an attempt at each.',
    '',
  ]);
  expect(code).toBe(0);
});

test('CSV has no sums, and an empty cell for no data; JSON has null', async () => {
  const store = keptDays([
    ['2026-05-01', 'se', 24, 0],
    ['2026-05-03', 'se', 24, 3],
  ]);
  const csv = await totals('--store', store, '--format', 'csv');
  expect(csv.stdout.split('\r\n')).toEqual([
    'day,market,list,hours,hours_covered,requests,attempts,pages,attempts_one_second,attempts_bounded,tls_block',
    '2026-05-01,se,,24,24,0,0,0,,,',
    '2026-05-02,se,,24,0,,,,,,',
    '2026-05-03,se,,24,24,21,6,3,,,',
    '',
  ]);
  const json = JSON.parse((await totals('--store', store, '--json')).stdout) as Record<string, unknown>;
  expect(json).toMatchObject({
    nodes: 1,
    time_zones: { se: 'Europe/Stockholm' },
    totals: [
      { day: '2026-05-01', pages: 0, hours_covered: 24 },
      { day: '2026-05-02', pages: null, hours_covered: 0 },
      { day: '2026-05-03', pages: 3 },
    ],
    sum: [{ market: 'se', pages: 3, hours: 72, hours_covered: 48 }],
  });
});

test('a copy of a store is refused, also one of an earlier version', async () => {
  const path = keptDays([
    ['2026-05-01', 'se', 24, 1],
    ['2026-05-02', 'se', 24, 3],
  ]);
  copyFileSync(path, `${path}.copy`);
  const twice = await totals('--store', path, '--store', `${path}.copy`);
  expect([twice.code, twice.stdout]).toEqual([1, '']);
  expect(twice.stderr).toMatch(/stores of one machine/);
  const old = new DatabaseSync(`${path}.copy`);
  old.exec('DROP TABLE node');
  old.close();
  expect((await totals('--store', path, '--store', `${path}.copy`)).stderr).toMatch(/stores of one machine/);
});

test.each([
  {
    why: 'another window',
    second: { definition: { ...TEN, windowSeconds: 30 } },
    wanted: /did not distinguish attempts in the same way on 2026-05-01/,
  },
  { why: 'another time zone', second: { zone: 'Asia/Kathmandu' }, wanted: /different time zones on 2026-05-01/ },
])('$why on one day is refused, and says where', async ({ second, wanted }) => {
  const a = keptDays([['2026-05-01', 'se', 24, 1]]);
  const b = keptDays([['2026-05-01', 'se', 24, 2]], second);
  const { code, stdout, stderr } = await totals('--store', a, '--store', b);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(wanted);
});

test('days that differ hinder no others: those from a later day on are added up', async () => {
  const a = keptDays([
    ['2026-05-01', 'se', 24, 1],
    ['2026-05-02', 'se', 24, 2],
  ]);
  const b = keptDays([['2026-05-01', 'se', 24, 4]], {
    zone: 'Asia/Kathmandu',
    definition: { ...TEN, windowSeconds: 30 },
  });
  keptDays([['2026-05-02', 'se', 24, 8]], { path: b });
  const { code, stdout } = await totals('--store', a, '--store', b, '--since', '2026-05-02', '--format', 'csv');
  expect([code, stdout.split('\r\n')[1]]).toEqual([0, '2026-05-02,se,,48,48,70,20,10,,,']);
});

test('what cannot be read is named', async () => {
  const good = keptDays([['2026-05-01', 'se', 24, 1]]);
  const bad = join(folder(), 'bad.db');
  writeFileSync(bad, 'no database '.repeat(100));
  const { code, stderr } = await totals('--store', good, '--store', bad);
  expect(code).toBe(1);
  expect(stderr).toContain(bad);
});

test('appeals go into one store', async () => {
  const { code, stderr } = await totals('appeals', '--market', 'se', '--store', 'a.db', '--store', 'b.db');
  expect([code, stderr]).toEqual([2, expect.stringContaining('give --store once')]);
});
