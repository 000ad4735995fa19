/**
 * A synthetic day, and what it should come to. The truth is written down visit by visit as the script is made, from the meaning of
 * each visit and not by the rules that the filter counts with: nothing here knows of windows or tables.
 */
import { type MarketPlan, planOf } from './plan.ts';
import { SeededRandom } from './random.ts';

/** How one request reaches the filter. */
export type RequestKind = 'page' | 'image' | 'favicon' | 'prefetch' | 'program' | 'connect';

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

/** One way in which a person, or a machine, meets a block. Times in milliseconds after the first request. */
interface Visit {
  readonly weight: number;
  readonly steps: readonly (readonly [after: number, step: RequestKind])[];
  readonly attempts: number;
  readonly pages: number;
}

const images = (count: number): readonly (readonly [number, RequestKind])[] =>
  Array.from({ length: count }, () => [300, 'image'] as const);

/** What the visits of a day are made of, with how often each comes in a thousand. */
const VISITS: readonly Visit[] = [
  {
    weight: 420,
    steps: [
      [0, 'page'],
      [300, 'favicon'],
    ],
    attempts: 1,
    pages: 1,
  },
  { weight: 60, steps: [[0, 'page'], ...images(6), [300, 'favicon']], attempts: 1, pages: 1 },
  // HTTPS first, then the same over HTTP: one page.
  {
    weight: 250,
    steps: [
      [0, 'connect'],
      [300, 'page'],
      [600, 'favicon'],
    ],
    attempts: 1,
    pages: 1,
  },
  // Two connections race (RFC 8305), both are refused, and the browser falls back.
  {
    weight: 80,
    steps: [
      [0, 'connect'],
      [0, 'connect'],
      [300, 'page'],
    ],
    attempts: 1,
    pages: 1,
  },
  // Somebody presses reload three times.
  {
    weight: 50,
    steps: [
      [0, 'page'],
      [1500, 'page'],
      [3000, 'page'],
      [6000, 'page'],
    ],
    attempts: 1,
    pages: 1,
  },
  // … and comes back half a minute later.
  {
    weight: 20,
    steps: [
      [0, 'page'],
      [30_000, 'page'],
    ],
    attempts: 2,
    pages: 2,
  },
  // HTTPS only, tried again by the browser: nothing says that somebody navigated.
  {
    weight: 70,
    steps: [
      [0, 'connect'],
      [300, 'connect'],
      [1500, 'connect'],
    ],
    attempts: 1,
    pages: 0,
  },
  // A picture on a listed host, within an innocent page.
  { weight: 25, steps: [[0, 'image']], attempts: 1, pages: 0 },
  {
    weight: 10,
    steps: [
      [0, 'program'],
      [3000, 'program'],
    ],
    attempts: 1,
    pages: 0,
  },
  // Fetched ahead: nobody has asked for it yet.
  { weight: 15, steps: [[0, 'prefetch']], attempts: 0, pages: 0 },
];

/** Visits begin on a grid of so many milliseconds, so that many clients are served at one moment of the day's time. */
const GRID = 10_000;
const DAY = 86_400_000;
/** No two visits of one client to one item are nearer than this: what a visit counts as is then beyond doubt. */
const APART = 120_000;

/** Writes the script of a day for `seed`, at `scale` of the size of a real one (1: half a million attempts in 30 days). */
export function dayScript(seed: number, scale: number): DayScript {
  const random = new SeededRandom(seed);
  const events: DayEvent[] = [];
  const counts = new Map<string, [number, number, number]>();
  for (const market of planOf(scale)) writeMarket(market, random, events, counts);
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
  { steps, attempts, pages }: Visit,
): void {
  for (const key of [market, ...lists.map((list) => `${market}/${list}`)]) {
    const [a, b, c] = counts.get(key) ?? [0, 0, 0];
    counts.set(key, [a + steps.length, b + attempts, c + pages]);
  }
}
