/**
 * Exact linear algebra on small matrices of whole numbers: which combinations of published sums leave only a few unknown figures.
 * Rows are scaled to whole numbers without a common divisor; if one outgrows a safe integer, there is no answer, and callers treat
 * that as unsafe.
 */

/** Rows of the same length. */
export type Matrix = readonly (readonly number[])[];

/** Most columns that {@link supportsOf} looks at: it tries each of their subsets. */
const MOST_COLUMNS = 10;

/**
 * Returns which sets of columns a combination of the rows is not zero in, and zero in all others: what somebody who adds and
 * subtracts the rows can isolate. Each set is a bit mask. `undefined` with more than {@link MOST_COLUMNS} columns.
 *
 * Each subset of the columns is tried: at most 1,024 eliminations.
 */
export function supportsOf(rows: Matrix): readonly number[] | undefined {
  const columns = rows[0]?.length ?? 0;
  if (columns > MOST_COLUMNS) return undefined;
  const supports: number[] = [];
  for (let mask = 1; mask < 1 << columns; mask += 1) {
    const outside = rows.map((row) => row.filter((_, column) => (mask & (1 << column)) === 0));
    const combinations = leftNullSpace(outside);
    if (combinations === undefined) return undefined;
    const isMet = (column: number): boolean => combinations.some((combination) => dot(combination, rows, column) !== 0);
    const inside = rows[0]?.map((_, column) => column).filter((column) => (mask & (1 << column)) !== 0) ?? [];
    if (combinations.length > 0 && inside.every(isMet)) supports.push(mask);
  }
  return supports;
}

/** Returns a basis of the combinations of rows that are zero in every column; `undefined` if a number outgrows a safe integer. */
export function leftNullSpace(rows: Matrix): Matrix | undefined {
  // [row | unit vector]: what becomes zero on the left is a combination on the right.
  const width = rows[0]?.length ?? 0;
  const work = rows.map((row, i) => [...row, ...rows.map((_, j) => (i === j ? 1 : 0))]);
  let rank = 0;
  for (let column = 0; column < width; column += 1) {
    const pivot = work.findIndex((row, i) => i >= rank && row[column] !== 0);
    if (pivot < 0) continue;
    [work[rank], work[pivot]] = [work[pivot] ?? [], work[rank] ?? []];
    const chosen = work[rank] ?? [];
    for (let i = rank + 1; i < work.length; i += 1) {
      const reduced = eliminated(work[i] ?? [], chosen, column);
      if (reduced === undefined) return undefined;
      work[i] = reduced;
    }
    rank += 1;
  }
  return work.slice(rank).map((row) => row.slice(width));
}

/** The entry of a combination of rows in one column. */
export function dot(combination: readonly number[], rows: Matrix, column: number): number {
  return combination.reduce((sum, factor, i) => sum + factor * (rows[i]?.[column] ?? 0), 0);
}

function eliminated(row: readonly number[], pivot: readonly number[], column: number): number[] | undefined {
  const [factor, by] = [row[column] ?? 0, pivot[column] ?? 0];
  if (factor === 0) return [...row];
  const mixed = row.map((value, i) => value * by - (pivot[i] ?? 0) * factor);
  if (!mixed.every(Number.isSafeInteger)) return undefined;
  const divisor = mixed.reduce(gcd, 0);
  return divisor > 1 ? mixed.map((value) => value / divisor) : mixed;
}

function gcd(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
