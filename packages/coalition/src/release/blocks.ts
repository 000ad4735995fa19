/**
 * Markets are put into blocks, which are released or not as a whole:
 *
 *     se: 5 members      safe      a block of its own: released
 *     lt: 2 members   ┐  too few   the rest, which is `all` minus `se`
 *     ee: 3 members   ┘
 *     all                          released if the rest is safe; else the lightest market joins the rest until it is
 */
export interface Blocks {
  /** Markets that are released individually, ascending. */
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
 * @param known - what is known before.
 * @param add - what is known with one more block, or `undefined` if that would tell too much. Called at most three times a market.
 */
export function chooseBlocks<Known>(
  count: number,
  weightOf: (market: number) => number,
  known: Known,
  add: (known: Known, block: readonly number[]) => Known | undefined,
): Blocks {
  const all = Array.from({ length: count }, (_, market) => market);
  const heaviest = all.toSorted((a, b) => weightOf(b) - weightOf(a) || a - b);
  const good: number[] = [];
  /** What is known after so many good markets. */
  const reached: Known[] = [known];
  for (const market of heaviest) {
    const next = add(reached[good.length] as Known, [market]);
    if (next === undefined) continue;
    good.push(market);
    reached.push(next);
  }
  for (let kept = good.length; kept >= 0; kept -= 1) {
    const blocks = splitAt(good.slice(0, kept), all);
    if (add(reached[kept] as Known, blocks.rest) !== undefined) return { ...blocks, isTotal: true };
  }
  return { ...splitAt(good, all), isTotal: false };
}

function splitAt(alone: readonly number[], all: readonly number[]): Pick<Blocks, 'alone' | 'rest'> {
  return { alone: alone.toSorted((a, b) => a - b), rest: all.filter((market) => !alone.includes(market)) };
}
