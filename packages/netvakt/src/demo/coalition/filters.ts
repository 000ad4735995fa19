/** The filters of the operators: real ones, on loopback addresses, through which short days of traffic go over real connections. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { loadConfig } from '../../config/load.ts';
import { Service } from '../../run/service.ts';
import { dayFiles, planOf } from '../day/plan.ts';
import { replay } from '../day/replay.ts';
import { type DayScript, dayScript } from '../day/script.ts';
import { DAY_OF_MONTH, MARKETS, type Operator, operatorsWithNetvakt } from './cast.ts';
import type { PlayStage } from './stage.ts';

/** Which traffic. */
export interface DayTraffic {
  readonly seed: number;
  readonly scale: number;
}

/** What went through one filter. */
interface Passed {
  readonly requests: number;
  readonly blocked: number;
}

/** The traffic of an operator on the day of a month. The same for the same seed. */
export function scriptOf(operator: Operator, month: string, { seed, scale }: DayTraffic): DayScript {
  const number = Number(month.slice(-2)) * 100 + operator.id.charCodeAt(0);
  return dayScript(seed * 10_000 + number, scale * operator.factor, marketsOf(operator));
}

/** The markets in which an operator has subscribers. */
function marketsOf({ subscriptions }: Operator): readonly string[] {
  return MARKETS.filter((market) => market in subscriptions);
}

/** Writes configuration and lists of each filter. */
export async function setUpFilters(stage: PlayStage): Promise<void> {
  for (const operator of operatorsWithNetvakt()) {
    const { id, subscriptions } = operator;
    const folder = stage.of(id, 'filter');
    await mkdir(folder, { recursive: true });
    const ofMarket = Object.fromEntries(
      Object.entries(subscriptions).map(([market, { filtered, total }]) => [
        market,
        `, subscriptions: { filtered: ${filtered}, total: ${total} }`,
      ]),
    );
    const sections = `report: { operator: ${id}, folder: ../reports, key: ../report-key.jwk }\nprobe: { interval_seconds: 3600 }\n`;
    const files = dayFiles({ adminPort: 0, workers: 1, markets: planOf(1, marketsOf(operator)), ofMarket, sections });
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  }
}

/** Runs every operator's filter for one short day in each of the months. */
export async function runFilters(stage: PlayStage, months: readonly string[], traffic: DayTraffic): Promise<Passed> {
  const passed = await Promise.all(
    operatorsWithNetvakt().map(async (operator) => {
      const days: Passed[] = [];
      for (const month of months) days.push(await runDay(stage, operator, month, scriptOf(operator, month, traffic)));
      return days;
    }),
  );
  const all = passed.flat();
  const sumOf = (side: keyof Passed): number => all.reduce((sum, one) => sum + one[side], 0);
  return { requests: sumOf('requests'), blocked: sumOf('blocked') };
}

async function runDay(stage: PlayStage, operator: Operator, month: string, { events }: DayScript): Promise<Passed> {
  const midnight = Date.parse(`${month}-${DAY_OF_MONTH}T00:00:00Z`) / 1000;
  const config = await loadConfig(join(stage.of(operator.id, 'filter'), 'netvakt.yaml'));
  const time = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  const clock = new Float64Array(time);
  const now = (): number => midnight + (clock[0] ?? 0) / 1000;
  const service = new Service({ config, log: stage.log, now, commit: undefined, time });
  await service.start();
  try {
    await probed(service, marketsOf(operator).length * PROTOCOLS);
    const port = service.proxyAddresses[0]?.port ?? 0;
    const blocked = await replay(events, { port, time: clock, hourEnds: () => service.advanceStatistics() });
    return { requests: events.length, blocked };
  } finally {
    await service.close();
  }
}

/** A canary is asked for in clear HTTP, by CONNECT and in a TLS handshake. */
const PROTOCOLS = 3;
const PATIENCE = 10_000;
const ATTEMPTS = /^netvakt_probe_attempts_total\{.*\} (\d+)$/gmu;

/** Waits until the prober has asked for its canary in each market and with each protocol, once. */
async function probed(service: Service, wanted: number): Promise<void> {
  const metrics = `http://127.0.0.1:${service.adminAddresses[0]?.port}/metrics`;
  const deadline = performance.now() + PATIENCE;
  for (let asked = 0; asked < wanted && performance.now() < deadline; await wait(20)) {
    const text = await (await fetch(metrics)).text();
    asked = [...text.matchAll(ATTEMPTS)].reduce((sum, [, count]) => sum + Number(count), 0);
  }
}
