/** Markets that are too small for a table of their own: one with five visits would hide all months of another. */

/** What is done with them. */
export const SMALL_MARKETS = ['merge', 'leave-out', 'hide'] as const;
export type SmallMarkets = (typeof SMALL_MARKETS)[number];

/** Rows of a publication: which markets each is the sum of, and which are in none. */
export interface Rows {
  /** By the name of the row: a market, or {@link OTHER_MARKETS}. */
  readonly rows: ReadonlyMap<string, readonly string[]>;
  readonly leftOut: readonly string[];
}

/** The row of merged markets. No market can have this name. */
export const OTHER_MARKETS = '(other)';

/**
 * Decides which markets have a row. `merge`: small ones are one row, if there are two and the row is not small itself; else they are left
 * out, and are in no sum. `hide`: each has a row, and others are hidden with it. If all are small, each has a row.
 *
 * @param isSmall - whether the sum of these markets has at least as many figures that must be hidden as others
 */
export function rowsOf(
  markets: readonly string[],
  policy: SmallMarkets,
  isSmall: (markets: readonly string[]) => boolean,
): Rows {
  const small = policy === 'hide' ? [] : markets.filter((market) => isSmall([market]));
  const large = markets.filter((market) => !small.includes(market));
  const isMerged = policy === 'merge' && small.length > 1 && !isSmall(small);
  if (small.length === 0 || (large.length === 0 && !isMerged))
    return { rows: new Map(markets.map((market) => [market, [market]])), leftOut: [] };
  const rows = new Map(large.map((market): [string, readonly string[]] => [market, [market]]));
  if (isMerged) rows.set(OTHER_MARKETS, small);
  return { rows, leftOut: isMerged ? [] : small };
}
