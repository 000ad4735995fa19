import type { MachineDescription } from '../common/machine.ts';
import { median, quantile, threeDigits } from '../common/statistics.ts';
import { atMost, type BenchTarget } from '../common/target.ts';
import type { AttackName } from './attacks.ts';
import type { FairnessRound, FairnessSettings } from './settings.ts';

/** What a run measured. */
export interface FairnessReport {
  readonly bench: 'fairness';
  readonly command: string;
  readonly revision: string;
  readonly machine: MachineDescription;
  readonly settings: FairnessSettings;
  readonly proxies: readonly { readonly name: string; readonly version: string }[];
  readonly results: readonly FairnessResult[];
  readonly targets: readonly BenchTarget[];
}

/** One proxy under one attack: medians over rounds, in milliseconds. */
export interface FairnessResult {
  readonly proxy: string;
  readonly attack: AttackName | 'none';
  readonly requests: number;
  readonly failed: number;
  readonly median: number;
  readonly p99: number;
  /** Of all rounds. */
  readonly max: number;
  /** p99 over that of the same proxy without an attack. */
  readonly ratio: number;
  /** What passed of the attack, in MB a round. */
  readonly attackMegabytes: number;
}

export function resultsOf(rounds: readonly FairnessRound[]): readonly FairnessResult[] {
  const names = [...new Set(rounds.map(({ proxy }) => proxy))];
  const attacks = [...new Set(rounds.map(({ attack }) => attack))];
  return attacks.flatMap((attack) => names.flatMap((proxy) => resultOf(rounds, proxy, attack)));
}

function resultOf(rounds: readonly FairnessRound[], proxy: string, attack: AttackName | 'none'): FairnessResult[] {
  const of = (one: AttackName | 'none'): readonly FairnessRound[] =>
    rounds.filter((round) => round.proxy === proxy && round.attack === one);
  const p99 = (some: readonly FairnessRound[]): number => median(some.map(({ times }) => quantile(times, 0.99)));
  const mine = of(attack);
  if (mine.length === 0) return [];
  return [
    {
      proxy,
      attack,
      requests: mine.reduce((sum, { times }) => sum + times.length, 0),
      failed: mine.reduce((sum, { failed }) => sum + failed, 0),
      median: threeDigits(median(mine.map(({ times }) => quantile(times, 0.5)))),
      p99: threeDigits(p99(mine)),
      max: threeDigits(Math.max(...mine.flatMap(({ times }) => times))),
      ratio: threeDigits(p99(mine) / p99(of('none'))),
      attackMegabytes: threeDigits(median(mine.map(({ bytes }) => bytes)) / 1e6),
    },
  ];
}

/** Twice as long as without the attack, and not as long as behind HAProxy. */
export function targetsOf(results: readonly FairnessResult[]): readonly BenchTarget[] {
  const of = (proxy: string, attack: string): FairnessResult | undefined =>
    results.find((one) => one.proxy === proxy && one.attack === attack);
  return results
    .filter(({ proxy, attack }) => proxy === 'netvakt' && attack !== 'none')
    .flatMap(({ attack, ratio, p99 }) => [
      ...atMost(`p99 under ${attack}, over undisturbed`, ratio, 2, 'times'),
      ...atMost(`p99 under ${attack}, over HAProxy's`, p99 / (of('haproxy', attack)?.p99 ?? Number.NaN), 1, 'times'),
    ]);
}
