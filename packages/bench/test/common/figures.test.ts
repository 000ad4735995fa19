import { expect, test } from '@jest/globals';
import { median, quantile, threeDigits } from '../../src/common/statistics.ts';
import { countInWords, figure, markdownTable } from '../../src/common/table.ts';
import { UsageError, wholeNumber } from '../../src/common/usage.ts';

test('medians and quartiles lie where they should', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2);
  expect(median([])).toBeNaN();
});

test('figures show three digits and no exponent', () => {
  expect([0, 0.0123456, 12.345, 1234.5, 1_234_567, null].map(figure)).toEqual([
    '0',
    '0.0123',
    '12.3',
    '1 235',
    '1 234 567',
    '-',
  ]);
  expect(threeDigits(1234.5)).toBe(1230);
  expect([100, 100_000, 1_000_000, 10_000_000].map(countInWords)).toEqual([
    '100',
    '100 thousand',
    '1 million',
    '10 million',
  ]);
});

test('figures stand to the right, words to the left', () => {
  expect(markdownTable(['a', 'b'], [['x', '1']])).toBe('| a | b |\n| --- | ---: |\n| x | 1 |\n');
});

test('sizes may be written short', () => {
  const bounds = { most: 10_000_000, example: '100k' };
  expect(['1', '1000', '100k', '10M'].map((text) => wholeNumber('--entries', text, bounds))).toEqual([
    1, 1000, 100_000, 10_000_000,
  ]);
  for (const text of ['', 'k', '0', '-1', '1.5', '10G', '1e6', '10000001', '11M', '9'.repeat(400)])
    expect(() => wholeNumber('--entries', text, bounds)).toThrow(UsageError);
  expect(wholeNumber('--rules', '0', { ...bounds, least: 0 })).toBe(0);
});
