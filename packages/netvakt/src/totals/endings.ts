/** How blocked handshakes ended on days that are shown: attempts in TLS of two endings must not be compared. */
import type { MarketDay } from './market-days.ts';
import type { NodeTotals } from './nodes.ts';

/** An ending, and the first and last day on which any node had it in force. */
export interface EndingPeriod {
  readonly ending: string;
  readonly first: string;
  readonly last: string;
}

type Nodes = readonly Pick<NodeTotals, 'endings'>[];
type Days = readonly Pick<MarketDay, 'day'>[];

/** Returns each ending of the days once, by name. Empty if nobody knows, as of days that an earlier version counted. */
export function endingPeriods(nodes: Nodes, days: Days): readonly EndingPeriod[] {
  const asked = new Set(days.map(({ day }) => day));
  const held = nodes.flatMap(({ endings }) => endings.filter(({ day }) => asked.has(day)));
  const groups = Map.groupBy(held, ({ ending }) => ending);
  return [...groups].toSorted(byName).map(([ending, rows]) => {
    const on = rows.map(({ day }) => day).toSorted();
    return { ending, first: on[0] ?? '', last: on.at(-1) ?? '' };
  });
}

/** Returns the endings of each day, by name. A day of which nobody knows is absent. */
export function endingsByDay(nodes: Nodes): ReadonlyMap<string, readonly string[]> {
  const groups = Map.groupBy(
    nodes.flatMap(({ endings }) => endings),
    ({ day }) => day,
  );
  return new Map(Array.from(groups, ([day, rows]) => [day, unionOf(rows.map(({ ending }) => [ending]))]));
}

/** Returns the endings in any of the lists, each once, by name. */
export function unionOf(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].toSorted();
}

/** Returns what a reader of attempts has to know; empty if no ending is known. */
export function endingNotes(periods: readonly EndingPeriod[]): readonly string[] {
  const [first, second] = periods;
  if (first === undefined) return [];
  if (second === undefined) {
    return [
      `Blocked TLS handshakes ended by ${wordOfEnding(first.ending)}. Compare attempts only with those of filters that do the same.`,
    ];
  }
  const when = periods.map(({ ending, first: from, last }) => `by ${wordOfEnding(ending)} (${from} to ${last})`);
  return [
    `Blocked TLS handshakes ended in more than one way: ${when.join(', ')}. Browsers load a page again after a reset and not after an alert: attempts of these days must not be compared or added up; pages may.`,
  ];
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['alert', 'an alert'],
  ['reset', 'a reset'],
]);

/** As `an alert`; an unknown ending by its name. */
export function wordOfEnding(ending: string): string {
  return WORDS.get(ending) ?? ending;
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
