import type { Config } from '../../config/config.ts';
import { SeededRandom } from '../day/random.ts';
import type { MonthCounts } from './counts.ts';
import { MonthFleet } from './fleet.ts';
import { type Incident, incidentsOf } from './incidents.ts';
import type { MonthClock, MonthNode } from './node.ts';
import { MONTH_MARKETS, NODES } from './places.ts';
import { Recording, STEP } from './recording.ts';
import { MonthTraffic } from './traffic.ts';

const DAY = 86_400;

/** A month, and what is known of it. */
export interface Month {
  readonly recording: Recording;
  readonly incidents: readonly Incident[];
  /** By market: what the script knows, what the filters counted, and what they exported before they ended. */
  readonly truth: ReadonlyMap<string, MonthCounts>;
  readonly counted: ReadonlyMap<string, MonthCounts>;
  readonly exported: ReadonlyMap<string, MonthCounts>;
}

export interface MonthPlan {
  readonly config: Config;
  readonly seed: number;
  readonly days: number;
  /** Unix seconds of a midnight (UTC). */
  readonly start: number;
  /** Whether a family is recorded. */
  readonly isWanted: (family: string) => boolean;
}

/** Makes a month: step by step, what happens in it is counted by the nodes that are there, and their samples are recorded. */
export function makeMonth({ config, seed, days, start, isWanted }: MonthPlan): Month {
  const clock: MonthClock = { start, second: 0 };
  const steps = Math.floor((days * DAY) / STEP);
  const whole = incidentsOf(
    MONTH_MARKETS.map(({ id }) => id),
    NODES,
  );
  const incidents = whole.filter(({ end }) => end < days * DAY);
  const recording = new Recording(start, steps);
  const fleet = new MonthFleet(config, clock, recording, isWanted);
  const traffic = new MonthTraffic(new SeededRandom(seed), incidents, start);
  for (let step = 0; step < steps; step += 1) {
    clock.second = step * STEP;
    fleet.begin(incidents);
    const { alive } = fleet;
    for (const [market, plan] of MONTH_MARKETS.entries()) {
      const requests = traffic.requests(market, clock.second);
      for (const node of alive) node.forward(market, Math.round(requests / alive.length));
      if (alive.length > 0) traffic.visit(market, plan, clock.second);
    }
    for (const event of traffic.events()) nodeOf(alive, event.client)?.block(event, event.within);
    clock.second += STEP;
    fleet.end(step, incidents);
  }
  fleet.close();
  return { recording, incidents, truth: traffic.truth, counted: fleet.counted, exported: fleet.exported };
}

/** The router's choice: one client, one node. */
function nodeOf(alive: readonly MonthNode[], client: string): MonthNode | undefined {
  return alive[Number(client.slice(client.lastIndexOf('.') + 1)) % alive.length];
}
