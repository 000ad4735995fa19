/** What a reader of a table of totals has to know. */
import type { UnitPeriod } from './definitions.ts';
import { type EndingPeriod, endingNotes } from './endings.ts';
import type { MarketDay } from './market-days.ts';
import type { NodeTotals } from './nodes.ts';

/** Returns one line for each, after an empty one; empty if there are no notes. */
export function notesOf(
  days: readonly MarketDay[],
  nodes: readonly NodeTotals[],
  definitions: readonly UnitPeriod[],
  endings: readonly EndingPeriod[],
): string {
  const notes = [
    ...zoneNotes(days),
    ...(days.some(({ covered }) => covered !== undefined)
      ? ['hours: how long a filter was ready, of how long the period was. –: no filter, no data; that is not zero.']
      : []),
    ...(definitions.length > 1
      ? ['Attempts were not distinguished in the same way on all of these days; see --json.']
      : []),
    ...endingNotes(endings),
    ...(nodes.length > 1
      ? [`Sums over ${nodes.length} nodes; their hours add up. A client that two nodes see is an attempt at each.`]
      : []),
  ];
  return notes.length === 0 ? '' : `\n${notes.join('\n')}\n`;
}

function zoneNotes(days: readonly MarketDay[]): readonly string[] {
  const current = new Map(days.map(({ market, zones }) => [market, zones.at(-1) ?? 'UTC']));
  const markets = Map.groupBy(current, ([, zone]) => zone);
  const names = [...markets].map(([zone, of]) =>
    markets.size === 1 ? zone : `${zone} (${of.map(([market]) => market).join(', ')})`,
  );
  const other = days.filter(({ market, zones }) => zones.some((zone) => zone !== current.get(market)));
  return [
    ...(names.length === 0 ? [] : [`Days are those of ${names.join(', ')}.`]),
    ...other
      .slice(-1)
      .map(({ day, zones }) => `Up to ${day} some were days of another time zone: ${zones.join(', ')}.`),
  ];
}
