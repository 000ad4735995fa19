import { expect, test } from '@jest/globals';
import { quarterOf, quartersBefore } from '@netvakt/coalition';

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
