/**
 * Tables and patterns of hidden cells that GaussSuppression 1.2 (Statistics Norway) prints in its reference manual and vignettes. It
 * hides as much as Gaussian elimination needs so that no hidden cell is a combination of shown ones; ours also knows that counts are
 * not negative, and keeps small ones apart from their neighbours.
 */
import { expect, test } from '@jest/globals';
import { type Interval, intervalOf, type Margins, withMargins } from '../../src/release/margins.ts';
import { suppress } from '../../src/release/suppress.ts';

interface PublishedTable {
  readonly name: string;
  /** Rows without sums; a hidden cell is written with a minus sign before it. */
  readonly rows: readonly (readonly string[])[];
  /** Which cells were hidden first. */
  readonly isSmall: (value: number) => boolean;
  /** Whether somebody who knows that counts are not negative finds nothing. */
  readonly isSafe: boolean;
}

const upTo =
  (most: number, least = 1) =>
  (value: number): boolean =>
    value >= least && value <= most;

const TABLES: readonly PublishedTable[] = [
  {
    name: 'GaussSuppressionFromData(z1, 1:2, 3): regions and main income',
    rows: [
      '11 11 55 36',
      '-7 -1 29 18',
      '5 8 35 25',
      '-13 -2 17 13',
      '9 14 63 52',
      '12 9 24 22',
      '6 4 22 8',
      '-9 -3 38 15',
    ].map(cells),
    isSmall: upTo(3),
    isSafe: true,
  },
  {
    name: 'SuppressSmallCounts(dataset_a, maxN = 1): age and country',
    rows: ['-2 -0 5', '-3 -4 6'].map(cells),
    isSmall: upTo(1, 0),
    isSafe: true,
  },
  {
    name: 'GaussSuppressionFromData(df, c("var1", "var2"), "values"), zeros protected',
    rows: ['-1 -1 -1 5 -5', '9 9 9 9 9', '-0 -0 -0 7 -7'].map(cells),
    isSmall: upTo(3, 0),
    isSafe: true,
  },
  {
    name: 'the same with protectZeros = FALSE, secondaryZeros = FALSE',
    rows: ['-1 -1 -1 5 5', '-9 -9 -9 9 9', '0 0 0 7 7'].map(cells),
    isSmall: upTo(3),
    isSafe: true,
  },
  {
    name: 'the same with secondaryZeros = TRUE: a row of hidden zeros adds up to zero',
    rows: ['-1 -1 -1 5 5', '9 9 9 9 9', '-0 -0 -0 7 7'].map(cells),
    isSmall: upTo(3),
    isSafe: false,
  },
  {
    name: 'GaussSuppressionFromData(z, 1:2, 3, singleton = NULL): zeros as singletons',
    rows: ['-0 -2 5', '-0 -0 6', '7 8 9'].map(cells),
    isSmall: upTo(3, 0),
    isSafe: false,
  },
];

function cells(row: string): string[] {
  return row.split(' ');
}

/** The table with its sums, and which of its cells are hidden in the publication. */
function read({ rows }: PublishedTable): { readonly table: Margins; readonly hidden: boolean[] } {
  const columns = rows[0]?.length ?? 0;
  const table = withMargins(
    rows.length,
    columns,
    rows.flat().map((cell) => Math.abs(Number(cell))),
  );
  const hidden = table.values.map((_, at) => {
    const [row, column] = [Math.floor(at / (columns + 1)), at % (columns + 1)];
    return rows[row]?.[column]?.startsWith('-') === true;
  });
  return { table, hidden };
}

function isKnown({ low, high }: Interval): boolean {
  return low === high;
}

test.each(TABLES)('$name: their pattern is judged as it should be', (published) => {
  const { table, hidden } = read(published);
  const intervals = hidden.flatMap((isHidden, cell) => (isHidden ? [intervalOf(table, hidden, cell)] : []));
  expect(intervals.length).toBeGreaterThan(0);
  expect(intervals.some(isKnown)).toBe(!published.isSafe);
});

test.each(TABLES.filter(({ isSafe }) => isSafe))(
  '$name: each cell that they hid in addition is needed',
  (published) => {
    const { table, hidden } = read(published);
    const first = table.values.map((value, cell) => hidden[cell] === true && published.isSmall(value));
    const added = [...hidden.keys()].filter((cell) => hidden[cell] === true && first[cell] !== true);
    for (const cell of added) {
      const without = hidden.map((isHidden, at) => isHidden && at !== cell);
      const known = [...without.keys()].filter((at) => first[at] === true && isKnown(intervalOf(table, without, at)));
      expect(known.length).toBeGreaterThan(0);
    }
  },
);

test.each(TABLES)(
  '$name: ours hides the same small counts, none is recovered, and most of the table stays',
  (published) => {
    const { table } = read(published);
    const hidden = suppress([table], { minCell: 4, dominated: [] });
    for (const [cell, value] of table.values.entries()) {
      if (value === 0 || value >= 4) continue;
      expect(hidden[cell]).toBe(true);
      expect(intervalOf(table, hidden, cell)).toEqual({ low: expect.any(Number), high: expect.any(Number) });
      expect(isKnown(intervalOf(table, hidden, cell))).toBe(false);
    }
    expect(hidden.filter((isHidden) => !isHidden).length).toBeGreaterThan(table.values.length / 3);
  },
);

test('a small count next to its published neighbours: the same three pairs as theirs', () => {
  const [published] = TABLES as [PublishedTable];
  const { table, hidden } = read(published);
  const ours = suppress([table], { minCell: 4, dominated: [] });
  expect(ours.filter(Boolean).length).toBeLessThanOrEqual(hidden.filter(Boolean).length + 2);
});
