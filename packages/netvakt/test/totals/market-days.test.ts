import { expect, test } from '@jest/globals';
import { LocalDays } from '@netvakt/metrics';
import * as fc from 'fast-check';
import { figureTable } from '../../src/totals/figure-lines.ts';
import type { LocalContent } from '../../src/totals/local-table.ts';
import { marketDays } from '../../src/totals/market-days.ts';
import { daysOfPeriod, PERIODS, STEPS, stepOf } from '../../src/totals/period.ts';

const zone = 'Europe/Stockholm';
const LATER = Date.UTC(2027, 0) / 1000;

function content(
  days: readonly (readonly [day: string, market: string, hours: number, pages: number])[],
): LocalContent {
  return {
    coverage: days.map(([day, market, hours]) => ({ day, market, zone, seconds: hours * 3600 })),
    rows: days.flatMap(([day, market, , count]) =>
      count === 0 ? [] : [{ day, market, zone, list: '', unit: 'pages' as const, count }],
    ),
  };
}

function lines(days: Parameters<typeof content>[0], last?: string): string[] {
  const known = marketDays([content(days)], last === undefined ? undefined : (): string => last, LATER);
  return figureTable(known, 'day', new Map()).lines.map(
    ({ period, market, seconds, covered, counts }) =>
      `${period} ${market} ${(covered ?? 0) / 3600}/${seconds / 3600} ${counts?.pages ?? 'no data'}`,
  );
}

test('a quiet day is 0, a day without a filter is no data, half a day says so, and a day has its own length', () => {
  expect(
    lines(
      [
        ['2026-10-24', 'se', 24, 7],
        ['2026-10-25', 'se', 25, 0],
        ['2026-10-27', 'se', 12, 3],
        ['2026-10-28', 'se', 0, 0], // a process without lists
      ],
      '2026-10-29',
    ),
  ).toEqual([
    '2026-10-24 se 24/24 7',
    '2026-10-25 se 25/25 0',
    '2026-10-26 se 0/24 no data',
    '2026-10-27 se 12/24 3',
    '2026-10-28 se 0/24 no data',
    '2026-10-29 se 0/24 no data',
  ]);
});

test('a market has no line from before it began or from after it was given up; one in which nothing was blocked is there', () => {
  expect(
    lines([
      ['2026-09-01', 'se', 24, 5],
      ['2026-09-02', 'se', 24, 6],
      ['2026-09-02', 'lt', 24, 0],
      ['2026-09-03', 'lt', 24, 0],
    ]),
  ).toEqual(['2026-09-01 se 24/24 5', '2026-09-02 lt 24/24 0', '2026-09-02 se 24/24 6', '2026-09-03 lt 24/24 0']);
});

test('of today, what is still to come is not missed', () => {
  const at = new LocalDays(zone).startOf('2026-10-25') + 6 * 3600;
  const [today] = marketDays([content([['2026-10-25', 'se', 6, 1]])], () => '2026-10-25', at);
  expect(today).toMatchObject({ seconds: 6 * 3600, covered: 6 * 3600 });
});

test('nodes add up, hours as well; one that is gone is missed from then on', () => {
  const a = content([
    ['2026-05-01', 'se', 24, 5],
    ['2026-05-02', 'se', 24, 5],
  ]);
  const b = content([['2026-05-01', 'se', 12, 2]]);
  expect(
    marketDays([a, b], undefined, LATER).map(({ day, seconds, covered, counts }) => [
      day,
      (covered ?? 0) / 3600,
      seconds / 3600,
      counts.get('')?.pages,
    ]),
  ).toEqual([
    ['2026-05-01', 36, 48, 7],
    ['2026-05-02', 24, 48, 5],
  ]);
});

function sum(added: readonly { readonly counts: { readonly pages?: number } | undefined }[]): number {
  return added.reduce((all, { counts }) => all + (counts?.pages ?? 0), 0);
}

test('sums over markets and periods are those of the rows, whatever they are added up by', () => {
  const days = fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 800 }).map((n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10)),
      fc.constantFrom('se', 'lt', 'no'),
      fc.constantFrom(24, 3, 0),
      fc.nat(1000),
    ),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(days, fc.constantFrom(...STEPS), (rows, step) => {
      const table = figureTable(marketDays([content(rows)], undefined, LATER), step, new Map());
      const want = rows.reduce((all, [, , , pages]) => all + pages, 0);
      expect(sum(table.lines)).toBe(want);
      expect(table.markets.length === 0 ? want : sum(table.markets)).toBe(want);
      const all = table.periods.filter(({ market }) => market === undefined);
      expect(all.length === 0 ? want : sum(all)).toBe(want);
    }),
    { seed: 10, numRuns: 60 },
  );
});

test.each([
  ['2026-01-01', '2026-W01', '2025-12-29'],
  ['2027-01-01', '2026-W53', '2026-12-28'],
  ['2026-11-29', '2026-W48', '2026-11-23'],
])('%s is in week %s, which begins on %s', (day, week, monday) => {
  expect([stepOf(day, 'week'), daysOfPeriod('week', day).since]).toEqual([week, monday]);
});

test('every period ends today, but for yesterday', () => {
  expect(PERIODS.map((period) => Object.values(daysOfPeriod(period, '2026-03-01')).join(' '))).toEqual([
    '2026-03-01 2026-03-01',
    '2026-02-28 2026-02-28',
    '2026-02-23 2026-03-01',
    '2026-03-01 2026-03-01',
    '2026-01-01 2026-03-01',
  ]);
});
