import type { MarketDay } from './market-days.ts';
import type { NodeTotals } from './nodes.ts';
import type { UnitDefinition } from './store.ts';

/** How attempts were distinguished, and the days on which it held. */
export interface UnitPeriod extends UnitDefinition {
  readonly first: string;
  readonly last: string;
}

/** Returns each definition of the days once. */
export function definitionsOf(nodes: readonly NodeTotals[], days: readonly MarketDay[]): readonly UnitPeriod[] {
  const asked = new Set(days.map(({ day }) => day));
  const held = nodes.flatMap(({ definitions }) => definitions.filter(({ day }) => asked.has(day)));
  const groups = Map.groupBy(held, ({ definition }) => JSON.stringify(definition));
  return [...groups].map(([key, rows]) => {
    const on = rows.map(({ day }) => day).toSorted();
    const { windowSeconds, ipv6PrefixLength, attemptsPerClientDay } = JSON.parse(key) as UnitDefinition;
    return { windowSeconds, ipv6PrefixLength, attemptsPerClientDay, first: on[0] ?? '', last: on.at(-1) ?? '' };
  });
}
