/** One case: all proxies that are able, in turns, so that a slow minute of the machine hits all of them alike. */

import { type ProxyCase, roundsOf } from '../cases.ts';
import type { Lineup, ProxyContestant } from '../lineup.ts';
import type { ProxyResult } from '../results.ts';
import { type Bench, loadOn, type MeasuredRound, measure } from './cases.ts';
import { resultOf } from './result.ts';

/** The results of one case, in the order of the lineup; none if the run has no rounds of it. */
export async function runCase(one: ProxyCase, { present }: Lineup, bench: Bench): Promise<ProxyResult[]> {
  const { name, warmRounds } = one;
  const able = present.filter((contestant) => takesPart(contestant, one));
  const counted = new Map<ProxyContestant, MeasuredRound[]>(able.map((contestant) => [contestant, []]));
  const direct: number[] = [];
  const rounds = roundsOf(one, bench.settings.quick, bench.settings.rounds);
  if (rounds === 0) return [];
  for (let round = -warmRounds; round < rounds; round += 1) {
    if (round > 0 && performance.now() > bench.endBy) break;
    if (name === 'latency' && round >= 0)
      direct.push((await loadOn(bench.scene.originPort, bench, 'latency')).p50Micros);
    for (const contestant of able) {
      if (round < 0 && !contestant.entry.warmsUp) continue;
      const measured = await measure(name, contestant.proxy, bench);
      if (round >= 0) counted.get(contestant)?.push(measured);
    }
  }
  return able.map((contestant) => {
    const { entry, scene } = contestant;
    const reference = able.find((other) => other.entry.name === 'netvakt' && other.scene.rules === scene.rules);
    const netvakt = (reference !== contestant && reference && counted.get(reference)) || [];
    return resultOf(entry.name, name, scene.rules, counted.get(contestant) ?? [], { direct, netvakt });
  });
}

/** Lists matter to few cases; some proxies make no tunnels, or cannot learn the destination of a connection. */
function takesPart({ scene, proxy }: ProxyContestant, { name, withRules }: ProxyCase): boolean {
  if (!withRules && scene.rules > 0) return false;
  if (name === 'tunnel') return proxy.tunnelEntry > 0;
  return name !== 'transparent' || proxy.transparentEntry > 0;
}
