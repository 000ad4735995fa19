/**
 * Where each figure of a quarter is in a list of integers, the same for everybody who has the policy.
 *
 *     figure = ((indicator × (markets + 1)) + market) × 4 + month       market, month: the last one is `all`
 *     slots of a figure: 3 × figure      numerator
 *                        3 × figure + 1  denominator
 *                        3 × figure + 2  which bin the member's own ratio is in: 1 << (10 × bin)
 *
 * A cell is a figure of one market and one month; the others are sums of cells.
 */
import { type Quarter, quarterOf } from '../indicator/quarter.ts';
import type { CoalitionPolicy, PolicyIndicator } from './policy.ts';

/** Stands for the sum over all markets, or over all months. */
export const EVERY = 'all';
/** Integers a figure. */
export const SLOTS = 3;
const MONTHS = 3;

/** One figure of a quarter. */
export interface FigureId {
  readonly indicator: PolicyIndicator;
  /** A market, or {@link EVERY}. */
  readonly market: string;
  /** `2026-07`, or {@link EVERY}. */
  readonly month: string;
}

/** The figures of one quarter under one policy. */
export class Layout {
  readonly quarter: Quarter;
  readonly figures: readonly FigureId[];
  /** Integers in a list. */
  readonly length: number;
  readonly #policy: CoalitionPolicy;
  readonly #cells: readonly (readonly number[])[];

  /** @throws TypeError - for text that is no quarter. */
  constructor(policy: CoalitionPolicy, quarter: string) {
    const known = quarterOf(quarter);
    if (known === undefined) throw new TypeError(`Cannot lay out "${quarter}": it is no quarter`);
    this.#policy = policy;
    this.quarter = known;
    this.figures = policy.indicators.flatMap((indicator) =>
      [...policy.markets, EVERY].flatMap((market) =>
        [...known.months, EVERY].map((month) => ({ indicator, market, month })),
      ),
    );
    this.length = this.figures.length * SLOTS;
    this.#cells = this.figures.map((_, figure) => this.#findCells(figure));
  }

  /** The cell of these names, or `undefined` if the policy does not have it. */
  cellOf(indicator: string, market: string, month: string): number | undefined {
    const at = [
      this.#policy.indicators.findIndex(({ id }) => id === indicator),
      this.#policy.markets.indexOf(market),
      this.quarter.months.indexOf(month),
    ] as const;
    return at.includes(-1) ? undefined : this.figureAt(...at);
  }

  /** The figure of an indicator, market and month by their positions; {@link Layout.markets} and 3 are `all`. */
  figureAt(indicator: number, market: number, month: number): number {
    return (indicator * (this.markets + 1) + market) * (MONTHS + 1) + month;
  }

  /** The cells that a figure is the sum of; itself, if it is one. */
  cellsOf(figure: number): readonly number[] {
    return this.#cells[figure] ?? [];
  }

  #findCells(figure: number): readonly number[] {
    const month = figure % (MONTHS + 1);
    const row = Math.floor(figure / (MONTHS + 1));
    const market = row % (this.markets + 1);
    const indicator = Math.floor(row / (this.markets + 1));
    const markets = market === this.markets ? range(this.markets) : [market];
    const months = month === MONTHS ? range(MONTHS) : [month];
    return markets.flatMap((one) => months.map((other) => this.figureAt(indicator, one, other)));
  }

  /** Markets, without `all`. */
  get markets(): number {
    return this.#policy.markets.length;
  }

  /** Positions of the indicators that share a count, directly or through others, each in the order of the policy. */
  get groups(): readonly (readonly number[])[] {
    const { indicators } = this.#policy;
    let groups: number[][] = [];
    for (const [at, { sharedCounts }] of indicators.entries()) {
      const isLinked = (other: number): boolean =>
        indicators[other]?.sharedCounts.some((count) => sharedCounts.includes(count)) === true;
      const linked = groups.filter((group) => group.some(isLinked));
      groups = [...groups.filter((group) => !linked.includes(group)), [...linked.flat(), at].toSorted((a, b) => a - b)];
    }
    return groups;
  }
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, i) => i);
}
