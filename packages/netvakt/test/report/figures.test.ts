import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { INDICATORS, type Quarter, quarterOf } from '@netvakt/coalition';
import { daysOf, observationsOf } from '../../src/report/figures.ts';
import type { MachineTotals } from '../../src/report/machine-totals.ts';
import { readTotalsOf } from '../../src/totals/read.ts';
import { TotalsStore } from '../../src/totals/store.ts';
import { keepQuarter } from '../support/kept-quarter.ts';

const QUARTER = quarterOf('2026-Q3') as Quarter;
const folder = mkdtempSync(join(tmpdir(), 'netvakt-figures-'));

/** A machine's totals of the quarter. */
function machine(name: string): MachineTotals {
  const path = join(folder, `${name}.db`);
  keepQuarter(path, '2026-Q2', ['se', 'lt'], 100);
  keepQuarter(path, '2026-Q3', ['se', 'lt'], 100);
  const [totals] = readTotalsOf([path], QUARTER.since, QUARTER.until);
  if (totals === undefined) throw new Error('nothing was read');
  return totals;
}

const ONE = machine('one');
const at = (machines: readonly MachineTotals[], indicator: string, month = '2026-07') =>
  observationsOf(machines, QUARTER, ['se', 'lt']).find(
    (one) => one.market === 'se' && one.month === month && one.indicator === indicator,
  );

test('each indicator is there once in each market and month; what nobody measured is missing', () => {
  const observations = observationsOf([ONE], QUARTER, ['se', 'lt']);
  expect(observations).toHaveLength(2 * 3 * INDICATORS.length);
  const missing = observations.filter(({ status }) => status === 'missing').map(({ indicator }) => indicator);
  expect([...new Set(missing)].toSorted()).toEqual(['appeals-received', 'appeals-upheld', 'canary-quic']);
  expect(daysOf([ONE], QUARTER).map(({ days }) => days)).toEqual([31, 31, 30]);
});

test('volume is the market’s own figure over the subscriptions behind the filter', () => {
  expect(at([ONE], 'pages')).toMatchObject({ status: 'value', numerator: 3100, denominator: 400_000 });
  expect(at([ONE], 'requests')).toMatchObject({ numerator: 21_700 });
});

test('time is a share of all seconds of the month, over all machines', () => {
  const seconds = 31 * 86_400;
  expect(at([ONE], 'uptime')).toMatchObject({ numerator: 31 * 86_300, denominator: seconds });
  expect(at([ONE, ONE], 'uptime')).toMatchObject({ numerator: 62 * 86_300, denominator: 2 * seconds });
  expect(at([ONE], 'fail-open-overload')).toMatchObject({ status: 'value', numerator: 0, denominator: seconds });
});

test('what each machine reports of the same market is not added up', () => {
  expect(at([ONE, ONE], 'coverage')).toMatchObject({ numerator: 400_000, denominator: 500_000 });
  expect(at([ONE, ONE], 'lists')).toMatchObject({ numerator: 2, denominator: 1 });
  expect(at([ONE, ONE], 'canary-tls')).toMatchObject({ numerator: 31 * 18, denominator: 31 * 20 });
});

test('a machine counts from its first day on; a day without a row was a day without a filter', () => {
  const young: MachineTotals = { ...ONE, firstDay: '2026-07-30' };
  const service = ONE.service.filter(({ day }) => day === '2026-07-30');
  expect(at([{ ...young, service }], 'uptime')).toMatchObject({ numerator: 86_300, denominator: 86_300 + 86_400 });
  expect(at([{ ...young, firstDay: '2026-09-01' }], 'uptime')).toMatchObject({ status: 'missing' });
});

test('a market in which nothing was blocked has zeros; a store of nothing has none', () => {
  expect(at([{ ...ONE, rows: [] }], 'pages')).toMatchObject({ status: 'value', numerator: 0 });
  const nothing = { rows: [], definitions: [], endings: [], service: [], firstDay: undefined };
  for (const { status } of observationsOf([nothing], QUARTER, ['se'])) expect(status).toBe('missing');
});

test('appeals that were entered are rates and shares', () => {
  const path = join(folder, 'appeals.db');
  keepQuarter(path, '2026-Q3', ['se'], 100);
  const store = TotalsStore.open(path);
  const row = { day: '2026-07-14', market: 'se', write: 'set' } as const;
  store.addService([
    { ...row, indicator: 'appeals-received', numerator: 3, denominator: 0 },
    { ...row, indicator: 'appeals-upheld', numerator: 1, denominator: 2 },
  ]);
  store.close();
  const machines = readTotalsOf([path], QUARTER.since, QUARTER.until);
  expect(at(machines, 'appeals-received')).toMatchObject({ numerator: 3, denominator: 400_000 });
  expect(at(machines, 'appeals-upheld')).toMatchObject({ numerator: 1, denominator: 2 });
  expect(at(machines, 'appeals-upheld', '2026-08')).toMatchObject({ status: 'missing' });
});
