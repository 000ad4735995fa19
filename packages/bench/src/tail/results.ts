/** The report of a run, as `--json` prints it. Names of fields are kept from version to version. */
import type { MachineDescription } from '../common/machine.ts';
import { median, threeDigits } from '../common/statistics.ts';
import { atMost, type BenchTarget } from '../common/target.ts';
import type { TailCaseName } from './cases.ts';
import type { TailLoadAnswer } from './load.ts';
import type { QueueDelay } from './run-queue.ts';
import type { TailSettings } from './settings.ts';

/** Share of the measured time; a round in which the proxy or the client waited longer for a core that others had is dropped. */
const MOST_FOREIGN = 0.01;
/** Microseconds; a round in which more than one request of a hundred was sent later than this is dropped. */
export const MOST_DELAY = 250;

/** Rounds that count, at least: one alone may be the one that nobody noticed. */
const LEAST_KEPT = 2;

/** What a round measured. */
export interface TailRound extends TailLoadAnswer {
  readonly proxy: string;
  readonly case: TailCaseName;
  /** Share of the slowest proxy's saturation. */
  readonly share: number;
  readonly queue: QueueDelay;
  readonly clientQueue: QueueDelay;
}

/** One proxy in one case at one rate. Times in microseconds, medians of the rounds that count; NaN if fewer than two do. */
export interface TailResult {
  readonly proxy: string;
  readonly case: TailCaseName;
  readonly share: number;
  readonly rate: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** How long the thread with the connections waited for its core, per second of all rounds, and for others' work. */
  readonly queueMillis: number;
  readonly foreignMillis: number;
  /** How late the client sent, in the rounds that count. */
  readonly delayP99: number;
  readonly requests: number;
  readonly failed: number;
  readonly rounds: number;
  readonly dropped: number;
}

export interface TailReport {
  readonly bench: 'tail';
  readonly command: string;
  readonly revision: string;
  readonly machine: MachineDescription;
  readonly settings: TailSettings;
  readonly proxies: readonly { readonly name: string; readonly version: string }[];
  /** Requests a second that each proxy can answer. */
  readonly saturation: readonly { readonly proxy: string; readonly rate: number }[];
  readonly results: readonly TailResult[];
  readonly targets: readonly BenchTarget[];
}

/** True if the machine, not the proxy, made the round what it is. */
export function isDisturbed({
  seconds,
  queue,
  clientQueue,
  delayP99,
}: Pick<TailRound, 'seconds' | 'queue' | 'clientQueue' | 'delayP99'>): boolean {
  const most = seconds * MOST_FOREIGN;
  return queue.foreign > most || clientQueue.foreign > most || delayP99 > MOST_DELAY;
}

export function resultsOf(rounds: readonly TailRound[]): readonly TailResult[] {
  const groups = Map.groupBy(rounds, ({ proxy, case: name, share }) => `${name} ${share} ${proxy}`);
  return [...groups.values()].flatMap((group) => resultOf(group));
}

function resultOf(rounds: readonly TailRound[]): TailResult[] {
  const [first] = rounds;
  if (first === undefined) return [];
  const kept = rounds.filter((round) => !isDisturbed(round));
  const enough = kept.length >= Math.min(LEAST_KEPT, rounds.length);
  const middle = (of: (round: TailRound) => number): number =>
    enough ? threeDigits(median(kept.map(of))) : Number.NaN;
  const sum = (of: (round: TailRound) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  const seconds = sum((round) => round.seconds);
  return [
    {
      proxy: first.proxy,
      case: first.case,
      share: first.share,
      rate: threeDigits(sum(({ sent }) => sent) / seconds),
      p50: middle(({ p50 }) => p50),
      p90: middle(({ p90 }) => p90),
      p99: middle(({ p99 }) => p99),
      p999: middle(({ p999 }) => p999),
      max: middle(({ max }) => max),
      queueMillis: threeDigits((1000 * sum(({ queue }) => queue.waited)) / seconds),
      foreignMillis: threeDigits((1000 * sum(({ queue }) => queue.foreign)) / seconds),
      delayP99: middle(({ delayP99 }) => delayP99),
      requests: sum(({ sent }) => sent),
      failed: sum(({ failed }) => failed),
      rounds: rounds.length,
      dropped: rounds.length - kept.length,
    },
  ];
}

/** In each case, at each rate. */
export function targetsOf(results: readonly TailResult[]): readonly BenchTarget[] {
  const ours = results.filter(({ proxy }) => proxy === 'netvakt');
  return ours.flatMap((one) => {
    const theirs = results.find(
      ({ proxy, case: name, share }) => proxy === 'haproxy' && name === one.case && share === one.share,
    );
    const where = `${one.case} at ${Math.round(100 * one.share)} %, over HAProxy's`;
    return [
      atMost(`p99 ${where}`, ratio(one.p99, theirs?.p99), 1.2, 'times'),
      atMost(`p99.9 ${where}`, ratio(one.p999, theirs?.p999), 1.5, 'times'),
    ].flat();
  });
}

/** NaN if there is no figure for one of them. */
function ratio(ours: number, theirs: number | undefined): number {
  return theirs === undefined ? Number.NaN : ours / theirs;
}
