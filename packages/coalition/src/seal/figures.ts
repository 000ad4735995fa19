/** A member's figures of a quarter -> the list of integers that is shared out. */
import { EVERY, type FigureId, Layout, SLOTS } from '../policy/layout.ts';
import type { CoalitionPolicy, PolicyIndicator } from '../policy/policy.ts';

/** One cell as the member knows it. */
export interface OwnCell {
  readonly indicator: string;
  readonly market: string;
  /** `2026-07`. */
  readonly month: string;
  /** Safe integers from 0. */
  readonly numerator: number;
  readonly denominator: number;
}

/** Bits that the count of one bin takes. */
export const BIN_BITS = 10n;

/** A member's figures, as long as the layout. */
export interface OwnFigures {
  readonly layout: Layout;
  /** By slot. Zero if there is nothing. */
  readonly values: BigUint64Array;
  /** By figure: 1 if the member has it, or any cell that it is a sum of. */
  readonly present: Uint8Array;
}

/**
 * Lays out a member's cells, their sums, and the bin of each. Cells of other markets, months and indicators are left out. Linear in
 * the figures.
 */
export function layOut(policy: CoalitionPolicy, quarter: string, cells: readonly OwnCell[]): OwnFigures {
  const layout = new Layout(policy, quarter);
  const values = new BigUint64Array(layout.length);
  const present = new Uint8Array(layout.figures.length);
  for (const { indicator, market, month, numerator, denominator } of cells) {
    const figure = layout.cellOf(indicator, market, month);
    if (figure === undefined) continue;
    present[figure] = 1;
    values[figure * SLOTS] = BigInt(numerator);
    values[figure * SLOTS + 1] = BigInt(denominator);
  }
  for (const [figure, id] of layout.figures.entries()) {
    if (isSum(id)) addCells(layout, values, present, figure);
    if (present[figure] === 1) values[figure * SLOTS + 2] = binBit(id.indicator, values, figure);
  }
  return { layout, values, present };
}

/** The bin of a ratio: the first whose upper bound is above it, else the last. `undefined` without a denominator. */
export function binOf({ per, bins }: PolicyIndicator, numerator: bigint, denominator: bigint): number | undefined {
  if (denominator === 0n) return undefined;
  const at = bins.findIndex((bound) => numerator * BigInt(per) < BigInt(bound) * denominator);
  return at < 0 ? bins.length : at;
}

function binBit(indicator: PolicyIndicator, values: BigUint64Array, figure: number): bigint {
  const bin = binOf(indicator, values[figure * SLOTS] ?? 0n, values[figure * SLOTS + 1] ?? 0n);
  return bin === undefined ? 0n : 1n << (BIN_BITS * BigInt(bin));
}

function addCells(layout: Layout, values: BigUint64Array, present: Uint8Array, figure: number): void {
  for (const cell of layout.cellsOf(figure)) {
    if (present[cell] !== 1) continue;
    present[figure] = 1;
    for (const slot of [0, 1]) {
      const at = figure * SLOTS + slot;
      values[at] = (values[at] ?? 0n) + (values[cell * SLOTS + slot] ?? 0n);
    }
  }
}

function isSum({ market, month }: FigureId): boolean {
  return market === EVERY || month === EVERY;
}
