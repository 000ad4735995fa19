import { expect, test } from '@jest/globals';
import { quarterOf, quarterOfDay, quartersBefore, quartersBetween } from '@netvakt/coalition';

test('a quarter has three months, a first and a last day', () => {
  expect(quarterOf('2028-Q1')).toEqual({
    name: '2028-Q1',
    months: ['2028-01', '2028-02', '2028-03'],
    since: '2028-01-01',
    until: '2028-03-31',
  });
});

test.each(['2026-Q0', '2026-Q5', '2026', '2026-q1', ' 2026-Q1', '1999-Q1'])('%p is no quarter', (text) => {
  expect(quarterOf(text)).toBeUndefined();
});

test('the quarters before one go back over the year, the latest first', () => {
  expect(quartersBefore('2026-Q2', 3)).toEqual(['2026-Q1', '2025-Q4', '2025-Q3']);
  expect(quartersBefore('summer', 3)).toEqual([]);
});

test('the quarters between two are there with both, oldest first', () => {
  expect(quartersBetween('2025-Q4', '2026-Q2')).toEqual(['2025-Q4', '2026-Q1', '2026-Q2']);
  expect(quartersBetween('2026-Q2', '2026-Q2')).toEqual(['2026-Q2']);
  expect([quartersBetween('2026-Q2', '2026-Q1'), quartersBetween('', '2026-Q1')]).toEqual([[], []]);
});

test.each([
  ['2026-01-01', '2026-Q1'],
  ['2026-03-31', '2026-Q1'],
  ['2026-04-01', '2026-Q2'],
  ['2026-12-31', '2026-Q4'],
])('%s is in %s', (day, quarter) => {
  expect(quarterOfDay(day)).toBe(quarter);
});
