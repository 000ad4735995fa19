import type { Config } from '../config/config.ts';
import type { MarketDay } from './market-days.ts';
import type { NodeTotals } from './nodes.ts';

/**
 * Returns the subscriptions behind the filter by market: those that were given; else the mean of what was configured on these days, of
 * several nodes the largest, as each reports the same market; else what is configured now.
 */
export function subscriptionsOf(
  nodes: readonly NodeTotals[],
  days: readonly MarketDay[],
  config: Config | undefined,
  given: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const asked = new Set(days.map(({ day }) => day));
  const now = new Map(config?.fixed.markets.map((market, i) => [market, config.reloadable.subscriptions[i]?.filtered]));
  const markets = new Set(days.map(({ market }) => market));
  return new Map(
    [...markets].flatMap((market) => {
      const kept = keptOf(nodes, asked, market);
      const count = given.get(market) ?? (kept > 0 ? kept : now.get(market));
      return count === undefined ? [] : [[market, count]];
    }),
  );
}

function keptOf(nodes: readonly NodeTotals[], asked: ReadonlySet<string>, market: string): number {
  const largest = new Map<string, number>();
  for (const { subscriptions } of nodes)
    for (const row of subscriptions)
      if (row.market === market && asked.has(row.day))
        largest.set(row.day, Math.max(row.numerator, largest.get(row.day) ?? 0));
  return largest.size === 0 ? 0 : [...largest.values()].reduce((sum, one) => sum + one, 0) / largest.size;
}
