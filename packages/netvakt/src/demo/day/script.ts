/**
 * A synthetic day, and what it should come to. The truth is recorded visit by visit as the script is made. It follows from the meaning
 * of each visit, not from the filter's rules of counting: nothing here knows of windows or tables.
 */
import { type MarketPlan, planOf } from './plan.ts';
import { SeededRandom } from './random.ts';
import { type RequestKind, type ScriptedVisit, VISITS } from './visits.ts';

/** One request of the day. */
export interface DayEvent {
  /** Milliseconds since midnight. */
  readonly at: number;
  readonly client: string;
  readonly host: string;
  readonly step: RequestKind;
}

/** What is counted, by market and by list. */
export interface Truth {
  /** `market` or `market/list` to `[requests, attempts, pages]`. */
  readonly counts: ReadonlyMap<string, readonly [requests: number, attempts: number, pages: number]>;
}

export interface DayScript extends Truth {
  readonly events: readonly DayEvent[];
}

/** Visits begin on a grid of so many milliseconds, so that many clients are served at one moment of the day's time. */
const GRID = 10_000;
const DAY = 86_400_000;
/** No two visits of one client to one item are nearer than this: what a visit counts as is then beyond doubt. */
const APART = 120_000;

/**
 * Writes the script of a day for `seed`, at `scale` of the size of a real one (1: half a million attempts in 30 days).
 *
 * @param markets - Ids of those that take part; default: all.
 */
export function dayScript(seed: number, scale: number, markets?: readonly string[]): DayScript {
  const random = new SeededRandom(seed);
  const events: DayEvent[] = [];
  const counts = new Map<string, [number, number, number]>();
  for (const market of planOf(scale, markets)) writeMarket(market, random, events, counts);
  return { events: events.toSorted((a, b) => a.at - b.at), counts };
}

function writeMarket(
  market: MarketPlan,
  random: SeededRandom,
  events: DayEvent[],
  counts: Map<string, [number, number, number]>,
): void {
  const last = new Map<string, number[]>();
  let attempts = 0;
  while (attempts < market.attempts) {
    const visit = random.weighted(VISITS);
    const client = random.pick(market.clients);
    const item = random.pick(market.items);
    const at = random.below((DAY - APART) / GRID) * GRID;
    const times = last.get(`${client} ${item.host}`) ?? [];
    if (times.some((time) => Math.abs(time - at) < APART)) continue;
    last.set(`${client} ${item.host}`, [...times, at]);
    for (const [after, step] of visit.steps) events.push({ at: at + after, client, host: item.host, step });
    note(counts, market.id, item.lists, visit);
    attempts += visit.attempts;
  }
}

function note(
  counts: Map<string, [number, number, number]>,
  market: string,
  lists: readonly string[],
  { steps, attempts, pages }: ScriptedVisit,
): void {
  for (const key of [market, ...lists.map((list) => `${market}/${list}`)]) {
    const [a, b, c] = counts.get(key) ?? [0, 0, 0];
    counts.set(key, [a + steps.length, b + attempts, c + pages]);
  }
}
