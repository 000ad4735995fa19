/** Which cells of a table are hidden so that no small figure can be read, nor worked out from the sums. */
import { type Interval, intervalOf, type Margins } from './margins.ts';

export interface SuppressionRule {
  /** A count from 1 to below this is hidden, and nothing narrower than that can be worked out of it. */
  readonly minCell: number;
  /** Interior cells that few contribute to, whatever they count: hidden, and not to be worked out within a tenth. */
  readonly dominated: readonly boolean[];
  /** Interior cells without data. Everybody knows that they are empty, so they are never hidden and cannot hide others. Default: none. */
  readonly empty?: readonly boolean[];
}

/** How close to a dominated cell nobody may come, as a share of it. */
const DOMINATED = 0.1;

/**
 * Hides what the rule demands, and then as little more as it takes: for each cell that the sums would give away, the cheapest
 * three others that close a rectangle with it (one in its row, one in its column, the one where those meet), interior
 * before sums. Hiding more never uncovers anything, so this ends; in the worst case nothing is left.
 */
export function suppress(tables: readonly Margins[], { minCell, dominated, empty = [] }: SuppressionRule): boolean[] {
  const [first] = tables;
  if (first === undefined) return [];
  const cells = [...first.values.keys()];
  const reasons = tables.map((table) => cells.map((cell) => reasonOf(table, cell, minCell, dominated[cell] === true)));
  const hidden = cells.map((cell) => reasons.some((reason) => reason[cell] !== undefined));
  const isSafe = (cell: number, of: readonly boolean[]): boolean =>
    tables.every((table, i) => reasons[i]?.[cell]?.(intervalOf(table, of, cell)) !== false);
  for (let exposed = cells.find((cell) => !isSafe(cell, hidden)); exposed !== undefined; ) {
    for (const cell of cheapest(first, hidden, exposed, isSafe, empty)) hidden[cell] = true;
    exposed = cells.find((cell) => !isSafe(cell, hidden));
  }
  return hidden;
}

/** For a cell that has to be hidden, whether an interval reveals little enough; `undefined` for all others. */
function reasonOf(
  table: Margins,
  cell: number,
  minCell: number,
  isDominated: boolean,
): ((interval: Interval) => boolean) | undefined {
  const value = table.values[cell] ?? 0;
  if (value > 0 && value < minCell) return ({ low, high }) => low <= 1 && high >= minCell - 1;
  if (!isDominated || value === 0) return undefined;
  return ({ low, high }) => low <= value * (1 - DOMINATED) && high >= value * (1 + DOMINATED);
}

/** The corners that protect `cell` at the least loss; if no single rectangle does, everything. */
function cheapest(
  table: Margins,
  hidden: readonly boolean[],
  cell: number,
  isSafe: (cell: number, hidden: readonly boolean[]) => boolean,
  empty: readonly boolean[],
): readonly number[] {
  let best: readonly number[] | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const corners of rectangles(table, cell)) {
    if (corners.some((corner) => empty[corner] === true)) continue;
    const fresh = corners.filter((corner) => hidden[corner] !== true);
    const loss = fresh.reduce((sum, corner) => sum + lossOf(table, corner), 0);
    if (fresh.length === 0 || loss >= least) continue;
    const trial = [...hidden];
    for (const corner of fresh) trial[corner] = true;
    if (!isSafe(cell, trial)) continue;
    best = fresh;
    least = loss;
  }
  return best ?? [...table.values.keys()].filter((other) => empty[other] !== true);
}

function* rectangles({ rows, columns }: Margins, cell: number): Generator<[number, number, number]> {
  const width = columns + 1;
  const [row, column] = [Math.floor(cell / width), cell % width];
  for (let other = 0; other <= rows; other += 1) {
    for (let across = 0; across <= columns; across += 1) {
      if (other === row || across === column) continue;
      yield [row * width + across, other * width + column, other * width + across];
    }
  }
}

/** A sum is missed more than any one figure in it. */
function lossOf({ rows, columns, values }: Margins, cell: number): number {
  const width = columns + 1;
  const margins = Number(Math.floor(cell / width) === rows) + Number(cell % width === columns);
  return (values[cell] ?? 0) + margins * (values.at(-1) ?? 0) + 1;
}
