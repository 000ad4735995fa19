import type { MachineDescription } from '../common/machine.ts';
import { median, quantile, threeDigits } from '../common/statistics.ts';
import { atMost, type BenchTarget } from '../common/target.ts';
import type { AttackName } from './attacks.ts';
import type { FairnessRound, FairnessSettings } from './settings.ts';

/** Which of the rounds counts, from the quietest. */
const QUIETER = 0.25;

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

/** One proxy under one attack, in milliseconds. */
export interface FairnessResult {
  readonly proxy: string;
  readonly attack: AttackName | 'none';
  readonly requests: number;
  readonly failed: number;
  readonly median: number;
  readonly p99: number;
  /** Maximum of all rounds. */
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
  const mine = of(attack);
  if (mine.length === 0) return [];
  return [
    {
      proxy,
      attack,
      requests: mine.reduce((sum, { times }) => sum + times.length, 0),
      failed: mine.reduce((sum, { failed }) => sum + failed, 0),
      median: threeDigits(median(mine.map(({ times }) => quantile(times, 0.5)))),
      p99: threeDigits(p99Of(mine)),
      max: threeDigits(Math.max(...mine.map(({ times }) => Math.max(...times)))),
      ratio: threeDigits(p99Of(mine) / p99Of(of('none'))),
      attackMegabytes: threeDigits(median(mine.map(({ bytes }) => bytes)) / 1e6),
    },
  ];
}

/** Result of the quieter rounds: what else runs on the machine only ever adds to a time. */
function p99Of(rounds: readonly FairnessRound[]): number {
  return quantile(
    rounds.map(({ times }) => quantile(times, 0.99)),
    QUIETER,
  );
}

/** Twice as long as without the attack, and not as long as behind HAProxy. */
export function targetsOf(results: readonly FairnessResult[]): readonly BenchTarget[] {
  const of = (proxy: string, attack: string): FairnessResult | undefined =>
    results.find((one) => one.proxy === proxy && one.attack === attack);
  const mine = results.filter(({ proxy, attack }) => proxy === 'netvakt' && attack !== 'none');
  const theirs = (attack: string): number => of('haproxy', attack)?.p99 ?? Number.NaN;
  return [
    mine.flatMap(({ attack, ratio }) => atMost(`p99 under ${attack}, over undisturbed`, ratio, 2, 'times')),
    mine.flatMap(({ attack, p99 }) => atMost(`p99 under ${attack}, over HAProxy's`, p99 / theirs(attack), 1, 'times')),
  ].flat();
}
