import type { MarketPlan } from '../day/plan.ts';
import type { SeededRandom } from '../day/random.ts';
import { VISITS } from '../day/visits.ts';
import { trafficAt } from './calendar.ts';
import { add, type MonthCounts } from './counts.ts';
import { type Incident, lasts } from './incidents.ts';
import type { Blocked } from './node.ts';
import { MONTH_MARKETS } from './places.ts';
import { STEP } from './recording.ts';

const DAY = 86_400;
/** Requests a second in a working day's busiest hour, for each attempt of a day. */
const PEAK = 0.015;
/** The share of the busiest hour that a working day has on average: a market's attempts of a day are spread by it. */
const MEAN_TRAFFIC = 0.6;
/** Milliseconds. Visits begin in the first part of a step and end within it: none lasts over a change of the day or of a list. */
const [VISITS_END, VISITS_GRID] = [220_000, 10_000] as const;
/** A program that asks for one item so often, in milliseconds: each request is an attempt. */
const BOT_INTERVAL = 20_000;
const BOT_CLIENT = '127.0.200.1';
const WRONG_DELIVERY = 20;
/** The ids of the configured lists, in their order. */
const LISTS = ['shared', ...MONTH_MARKETS.map(({ id }) => id)];

interface Event extends Blocked {
  /** Milliseconds after the beginning of its step. */
  readonly within: number;
}

/** What people and machines ask for. */
export class MonthTraffic {
  readonly truth: Map<string, MonthCounts> = new Map();
  readonly #random: SeededRandom;
  readonly #incidents: readonly Incident[];
  readonly #start: number;
  readonly #rules: ReadonlyMap<string, number>;
  #events: Event[] = [];

  constructor(random: SeededRandom, incidents: readonly Incident[], start: number) {
    this.#random = random;
    this.#incidents = incidents;
    this.#start = start;
    const hosts = new Set(MONTH_MARKETS.flatMap(({ items }) => items.map(({ host }) => host)));
    this.#rules = new Map([...hosts].map((host, i) => [host, i]));
  }

  /** Requests of the step that begins at `second`, over all nodes. */
  requests(market: number, second: number): number {
    const { id = '', attempts = 0 } = MONTH_MARKETS[market] ?? {};
    if (this.#isLost(id, second)) return 0;
    const noise = 0.95 + this.#random.below(1000) / 10_000;
    return PEAK * attempts * STEP * trafficAt(this.#start, second) * noise;
  }

  /** Visits of the step that begins at `second`: their requests are among its events, and in the truth. */
  visit(market: number, plan: MarketPlan, second: number): void {
    if (this.#isLost(plan.id, second) || lasts(this.#incidents, second, 'blocks-lost', plan.id)) return;
    const wrong = lasts(this.#incidents, second, 'wrong-delivery', plan.id) ? WRONG_DELIVERY : 1;
    const mean = (plan.attempts * STEP * trafficAt(this.#start, second) * wrong) / (DAY * MEAN_TRAFFIC);
    const met = new Set<string>();
    for (let left = this.#poisson(mean); left > 0; left -= 1) {
      const client = this.#random.pick(plan.clients);
      const item = this.#random.pick(plan.items);
      const begin = this.#random.below(VISITS_END / VISITS_GRID) * VISITS_GRID;
      const visit = this.#random.weighted(VISITS);
      if (met.has(`${client} ${item.host}`)) continue; // what a second visit would count as depends on the window
      met.add(`${client} ${item.host}`);
      const ask = this.#asking(market, client, item);
      for (const [after, kind] of visit.steps) this.#events.push({ ...ask, kind, within: begin + after });
      add(this.truth, plan.id, [visit.steps.length, visit.attempts, visit.pages]);
    }
    if (lasts(this.#incidents, second, 'bot', plan.id)) this.#automate(market, plan);
  }

  /** The events of the step, in the order of time; they are forgotten. */
  events(): readonly Event[] {
    const events = this.#events.toSorted((a, b) => a.within - b.within);
    this.#events = [];
    return events;
  }

  #automate(market: number, plan: MarketPlan): void {
    const [item] = plan.items;
    if (item === undefined) return;
    const ask = this.#asking(market, BOT_CLIENT, item);
    for (let within = 0; within < STEP * 1000; within += BOT_INTERVAL) {
      this.#events.push({ ...ask, kind: 'program', within });
      add(this.truth, plan.id, [1, 1, 0]);
    }
  }

  #asking(market: number, client: string, item: MarketPlan['items'][number]): Omit<Blocked, 'kind'> {
    return {
      market,
      client,
      rule: this.#rules.get(item.host) ?? 0,
      host: Buffer.from(item.host),
      lists: item.lists.map((id) => LISTS.indexOf(id)),
    };
  }

  #isLost(market: string, second: number): boolean {
    return lasts(this.#incidents, second, 'traffic-lost') || lasts(this.#incidents, second, 'market-lost', market);
  }

  /** A whole number around `mean`, as often as independent people make it (Knuth's method, in parts of at most 30). */
  #poisson(mean: number): number {
    if (mean > 30) return this.#poisson(30) + this.#poisson(mean - 30);
    let [count, product] = [-1, 1];
    for (const end = Math.exp(-mean); product > end; count += 1)
      product *= (this.#random.below(1_000_000) + 1) / 1_000_001;
    return count;
  }
}
