import { expect, test } from '@jest/globals';
import { questionsAbout } from '@netvakt/coalition';
import { madeReport } from '../support/reports.ts';

const HISTORY = ['2025-Q3', '2025-Q4', '2026-Q1', '2026-Q2'].map((quarter) => madeReport(quarter));

/** A report with one figure of Sweden's July changed. */
function typo(indicator: string, side: 'numerator' | 'denominator', factor: number) {
  return madeReport('2026-Q3', (one) =>
    one.market === 'se' && one.month === '2026-07' && one.indicator === indicator
      ? { [side]: Math.round((one[side] ?? 0) * factor) }
      : {},
  );
}

test('usual figures raise no question, with a history and without', () => {
  expect(questionsAbout(madeReport('2026-Q3'), HISTORY)).toEqual([]);
  expect(questionsAbout(madeReport('2026-Q3'), [])).toEqual([]);
  expect(questionsAbout(typo('pages', 'numerator', 2.5), HISTORY)).toEqual([]);
});

test.each([
  ['ten times too many pages', 'pages', 'numerator', 10],
  ['a digit too few', 'attempts', 'numerator', 0.1],
  ['none where there were thousands', 'requests', 'numerator', 0],
  ['ten times the subscriptions', 'coverage', 'denominator', 10],
  ['the wrong base', 'pages', 'denominator', 0.1],
] as const)('%s must be confirmed, by name', (_, indicator, side, factor) => {
  const id = `tenfold:se/2026-07/${indicator}/${side}`;
  for (const history of [HISTORY, []])
    expect(questionsAbout(typo(indicator, side, factor), history).map((one) => one.id)).toEqual([id]);
});

test('only the last four quarters count, and only the last revision of each', () => {
  const old = madeReport('2025-Q1', ({ indicator }) => (indicator === 'pages' ? { numerator: 1_500_000 } : {}));
  const corrected = { ...HISTORY[3], revision: 2, reason: 'mistake' } as (typeof HISTORY)[number];
  const wrong = { ...madeReport('2026-Q2', ({ indicator }) => (indicator === 'pages' ? { numerator: 9e6 } : {})) };
  const history = [old, wrong, corrected, ...HISTORY.slice(0, 3)];
  expect(questionsAbout(typo('pages', 'numerator', 10), history)).toEqual([
    {
      id: 'tenfold:se/2026-07/pages/numerator',
      found: '150000; usual by the last four quarters: 15000',
    },
  ]);
  expect(questionsAbout(madeReport('2026-Q3'), [old])).toEqual([]);
});

test('another operator’s history is not looked at', () => {
  const others = HISTORY.map((one) => ({ ...one, operator: 'second' }));
  expect(questionsAbout(typo('pages', 'numerator', 10), others)).toEqual([
    { id: 'tenfold:se/2026-07/pages/numerator', found: '150000; usual by the other months: 15000' },
  ]);
});

test('a month with figures on some days only must be confirmed', () => {
  const report = madeReport('2026-Q3');
  const months = report.months.map((one, i) => (i === 1 ? { ...one, days: 12 } : one));
  expect(questionsAbout({ ...report, months }, HISTORY)).toEqual([
    { id: 'partial:2026-08', found: 'figures on 12 of 31 days' },
  ]);
});
