import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Interval, intervalOf, type Margins, withMargins } from '../../src/release/margins.ts';
import { suppress } from '../../src/release/suppress.ts';

/** Figures of the tables that are compared with the oracle: no sum of four is above {@link MOST}. */
const LARGEST = 4;
/** How far the oracle looks. What has no bound is cut there. */
const MOST = 4 * LARGEST + 1;

/**
 * The slow oracle: every table of whole numbers up to {@link MOST} that agrees with what is shown. Its intervals are exact
 * up to there.
 */
function consistent(table: Margins, hidden: readonly boolean[]): Map<number, Interval> {
  const { rows, columns, values } = table;
  const width = columns + 1;
  const inner = [...values.keys()].filter((cell) => Math.floor(cell / width) < rows && cell % width < columns);
  const open = inner.filter((cell) => hidden[cell] === true);
  const seen = new Map<number, { low: number; high: number }>();
  const try_ = (at: number, interior: number[]): void => {
    if (at === open.length) {
      const made = withMargins(rows, columns, interior).values;
      if (made.some((value, cell) => hidden[cell] !== true && value !== values[cell])) return;
      for (const [cell, value] of made.entries()) {
        const range = seen.get(cell) ?? { low: value, high: value };
        seen.set(cell, { low: Math.min(range.low, value), high: Math.max(range.high, value) });
      }
      return;
    }
    const cell = open[at] as number;
    for (let value = 0; value <= MOST; value += 1) {
      interior[Math.floor(cell / width) * columns + (cell % width)] = value;
      try_(at + 1, interior);
    }
  };
  try_(
    0,
    inner.map((cell) => values[cell] as number),
  );
  return seen;
}

const figure = fc.integer({ min: 0, max: LARGEST });

test('what can be worked out of a hidden cell is what all tables that agree with the rest say', () => {
  let bounded = 0;
  fc.assert(
    fc.property(
      fc.array(figure, { minLength: 4, maxLength: 4 }),
      fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
      (interior, hidden) => {
        const table = withMargins(2, 2, interior);
        const truth = consistent(table, hidden);
        for (const cell of table.values.keys()) {
          if (hidden[cell] !== true) continue;
          const { low, high } = intervalOf(table, hidden, cell);
          const { low: least = -1, high: most = -1 } = truth.get(cell) ?? {};
          expect({ low, high: Math.min(high, MOST) }).toEqual({ low: least, high: Math.min(most, MOST) });
          if (high <= MOST) bounded += 1;
        }
      },
    ),
    { seed: 42, numRuns: 30 },
  );
  expect(bounded).toBeGreaterThan(25); // or nothing was compared
});

test('no hidden small figure can be told from the rest any better than that it is small', () => {
  let needed = 0;
  let kept = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.oneof(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 5000 })), {
        minLength: 32,
        maxLength: 32,
      }),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 32, maxLength: 32 }),
      (rows, columns, figures, dice) => {
        const table = withMargins(rows, columns, figures.slice(0, rows * columns));
        const width = columns + 1;
        const dominated = table.values.map((_, i) => i % width < columns && i < rows * width && dice[i % 32] === 0);
        const hidden = suppress([table], { minCell: 10, dominated });
        const first = table.values.map((value, i) => (value > 0 && value < 10) || (dominated[i] === true && value > 0));
        for (const [cell, value] of table.values.entries()) {
          if (first[cell] !== true) continue;
          expect(hidden[cell]).toBe(true);
          const { low, high } = intervalOf(table, hidden, cell);
          const [least, most] = value < 10 ? [1, 9] : [value * 0.9, value * 1.1];
          expect(low <= least && high >= most).toBe(true);
        }
        needed += hidden.filter((is, i) => is && first[i] !== true).length;
        kept += hidden.filter((is) => !is).length;
      },
    ),
    { seed: 42, numRuns: 400 },
  );
  expect(needed).toBeGreaterThan(200); // sums would have given something away
  expect(kept).toBeGreaterThan(2000); // and most is still published
});

test('the same by brute force: every small table, with the true figures of a reader’s guess', () => {
  let hid = 0;
  fc.assert(
    fc.property(fc.array(figure, { minLength: 4, maxLength: 4 }), (interior) => {
      const table = withMargins(2, 2, interior);
      const hidden = suppress([table], { minCell: 3, dominated: [] });
      const truth = consistent(table, hidden);
      for (const [cell, value] of table.values.entries()) {
        if (value === 0 || value >= 3) continue;
        hid += 1;
        expect(truth.get(cell)?.low).toBeLessThanOrEqual(1);
        expect(truth.get(cell)?.high).toBeGreaterThanOrEqual(2);
      }
    }),
    { seed: 42, numRuns: 30 },
  );
  expect(hid).toBeGreaterThan(15);
});

test.each([
  {
    why: 'one small figure takes a second in its row, its column and where they meet, and no sum',
    interior: [1200, 1310, 1280, 40, 7, 38, 500, 600, 700],
    shown: ['.', '.', '.', '–', '–', '.', '–', '–', '.'],
    sums: true,
  },
  {
    why: 'large figures are all shown',
    interior: [10, 20, 30, 40, 50, 60, 70, 80, 90],
    shown: Array.from({ length: 9 }, () => '.'),
    sums: true,
  },
  {
    why: 'zero is no small figure',
    interior: [0, 20, 30, 0, 50, 60, 0, 80, 90],
    shown: Array.from({ length: 9 }, () => '.'),
    sums: true,
  },
])('$why', ({ interior, shown, sums }) => {
  const table = withMargins(3, 3, interior);
  const hidden = suppress([table], { minCell: 10, dominated: [] });
  const inner = hidden.filter((_, i) => i % 4 < 3 && i < 12);
  expect(inner.map((is) => (is ? '–' : '.'))).toEqual(shown);
  expect(hidden.filter((_, i) => i % 4 === 3 || i >= 12).some(Boolean)).toBe(!sums);
});

test('a pattern that serves several units hides in all what one of them must hide', () => {
  const pages = withMargins(2, 2, [3, 100, 200, 300]);
  const requests = withMargins(2, 2, [90, 1000, 2000, 3000]);
  const hidden = suppress([requests, pages], { minCell: 10, dominated: [] });
  expect(hidden[0]).toBe(true);
  expect(intervalOf(pages, hidden, 0)).toEqual({ low: 0, high: expect.any(Number) });
});

test('a cell without data is never hidden, and what is hidden is safe without it', () => {
  let empties = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.oneof(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 10, max: 5000 })), {
        minLength: 15,
        maxLength: 15,
      }),
      fc.array(fc.boolean(), { minLength: 15, maxLength: 15 }),
      (rows, columns, figures, dice) => {
        const interior = figures.slice(0, rows * columns).map((value, i) => (dice[i] === true ? 0 : value));
        const table = withMargins(rows, columns, interior);
        const width = columns + 1;
        const empty = table.values.map((value, i) => value === 0 && i % width < columns && i < rows * width);
        empties += empty.filter(Boolean).length;
        const hidden = suppress([table], { minCell: 10, dominated: [], empty });
        for (const [cell, value] of table.values.entries()) {
          expect(empty[cell] === true && hidden[cell] === true).toBe(false);
          if (value === 0 || value >= 10) continue;
          const { low, high } = intervalOf(table, hidden, cell);
          expect([low <= 1, high >= 9]).toEqual([true, true]);
        }
      },
    ),
    { seed: 7, numRuns: 200 },
  );
  expect(empties).toBeGreaterThan(100);
});
