import { describe, expect, test } from '@jest/globals';
import { isSuperLinear, logLogExponent, type SlopePoint, slopeOf } from '../../src/scale/slope.ts';

function points(values: readonly (readonly [at: number, value: number])[], spread = 0): SlopePoint[] {
  return values.map(([at, value]) => ({ at, value, spread }));
}

function rounded(value: number | null): string {
  return value === null ? 'none' : value.toFixed(9);
}

describe('the shape of growth', () => {
  test.each([
    {
      what: 'nothing grows',
      values: [
        [0, 100],
        [10, 102],
        [100, 101],
      ],
      shape: 'flat',
      each: 0.01,
      exponent: null,
    },
    {
      what: 'a line over a large base',
      values: [
        [0, 100],
        [10, 200],
        [100, 1100],
      ],
      shape: 'linear',
      each: 10,
      exponent: 1,
    },
    {
      what: 'a line from 1 on',
      values: [
        [1, 100],
        [11, 200],
        [101, 1100],
      ],
      shape: 'linear',
      each: 10,
      exponent: 1,
    },
    {
      what: 'a square',
      values: [
        [0, 100],
        [10, 200],
        [100, 10_100],
      ],
      shape: 'super-linear',
      each: 100,
      exponent: 2,
    },
    {
      what: 'a root',
      values: [
        [0, 100],
        [100, 200],
        [10_000, 1100],
      ],
      shape: 'sub-linear',
      each: 0.1,
      exponent: 0.5,
    },
    {
      what: 'less with more',
      values: [
        [1, 100],
        [10, 90],
        [100, 80],
      ],
      shape: 'falls',
      each: -20 / 99,
      exponent: null,
    },
    {
      what: 'two points have no exponent',
      values: [
        [1, 100],
        [2, 200],
      ],
      shape: 'grows',
      each: 100,
      exponent: null,
    },
    {
      what: 'growth at the end that a line allows',
      values: [
        [0, 100],
        [10, 101],
        [100, 140],
      ],
      shape: 'grows',
      each: 0.4,
      exponent: null,
    },
    {
      what: 'growth at the end that no line allows',
      values: [
        [0, 100],
        [50, 101],
        [100, 200],
      ],
      shape: 'super-linear',
      each: 1,
      exponent: null,
    },
    { what: 'one step', values: [[1, 100]], shape: 'unknown', each: null, exponent: null },
    { what: 'no step', values: [], shape: 'unknown', each: null, exponent: null },
  ] as const)('$what: $shape', ({ values, shape, each, exponent }) => {
    const slope = slopeOf(points(values), 0.05);
    expect(slope.shape).toBe(shape);
    expect(isSuperLinear(slope)).toBe(shape === 'super-linear');
    expect([slope.each, slope.exponent].map(rounded)).toEqual([each, exponent].map(rounded));
  });
});

test('growth within the spread of the rounds is none', () => {
  const values = [
    [0, 100],
    [10, 120],
    [100, 130],
  ] as const;
  expect(slopeOf(points(values, 5), 0.05).shape).toBe('sub-linear');
  expect(slopeOf(points(values, 30), 0.05).shape).toBe('flat');
});

test.each([{ exponent: 0 }, { exponent: 0.5 }, { exponent: 1 }, { exponent: 1.3 }])(
  'the exponent $exponent is found again',
  ({ exponent }) => {
    const growth = [1, 10, 100, 1000].map((distance) => ({ distance, growth: 3 * distance ** exponent }));
    expect(logLogExponent(growth)).toBeCloseTo(exponent, 9);
  },
);
