/**
 * Markets are put into blocks, which are released or not as a whole:
 *
 *     se: 5 members      safe      a block of its own: released
 *     lt: 2 members   ┐  too few   the rest, which is `all` minus `se`
 *     ee: 3 members   ┘
 *     all                          released if the rest is safe; else the lightest market joins the rest until it is
 */
export interface Blocks {
  /** Markets that are released by themselves, ascending. */
  readonly alone: readonly number[];
  /** The others. */
  readonly rest: readonly number[];
  /** Whether the sum over all markets is released, and with it that of the rest. */
  readonly isTotal: boolean;
}

/**
 * Chooses the blocks of markets 0 to `count - 1`. The sum over all markets comes first: in most single markets, operators are too few.
 *
 * @param weightOf - what a market is worth; the lightest is given up first.
 * @param areSafe - whether sums over these blocks may be released together.
 */
export function chooseBlocks(
  count: number,
  weightOf: (market: number) => number,
  areSafe: (blocks: readonly (readonly number[])[]) => boolean,
): Blocks {
  const all = Array.from({ length: count }, (_, market) => market);
  const heaviest = all.toSorted((a, b) => weightOf(b) - weightOf(a) || a - b);
  const good: number[] = [];
  for (const market of heaviest) if (areSafe([...good, market].map((one) => [one]))) good.push(market);
  for (let kept = good.length; kept >= 0; kept -= 1) {
    const alone = good.slice(0, kept).toSorted((a, b) => a - b);
    const rest = all.filter((market) => !alone.includes(market));
    if (areSafe([...alone.map((market) => [market]), rest])) return { alone, rest, isTotal: true };
  }
  const alone = good.toSorted((a, b) => a - b);
  return { alone, rest: all.filter((market) => !alone.includes(market)), isTotal: false };
}
