import { median, quantile, threeDigits } from '../../common/statistics.ts';
import type { CaseName } from '../cases.ts';
import type { ProxyResult, RatioSpread } from '../results.ts';
import type { MeasuredRound } from './cases.ts';

type Figures = Omit<ProxyResult, 'proxy' | 'case' | 'rules' | 'rounds' | 'requests' | 'errors'>;

const NOT_MEASURED: Figures = {
  cpuMicrosPerRequest: null,
  cpuMicrosPerRequestMin: null,
  cpuMicrosPerRequestMax: null,
  kernelShare: null,
  netvaktRatio: null,
  requestsPerSecond: null,
  p50Micros: null,
  p99Micros: null,
  addedP50Micros: null,
  cpuSecondsPerGigabyte: null,
  bytesPerIdleConnection: null,
};

/** What else was measured in the rounds of a case. */
export interface SameRounds {
  /** Median latencies of the origin alone, in case `latency`. */
  readonly direct: readonly number[];
  /** Netvakt's rounds with the same rules. Empty for Netvakt itself. */
  readonly netvakt: readonly MeasuredRound[];
}

/** The medians of a case's rounds. */
export function resultOf(
  proxy: string,
  name: CaseName,
  rules: number,
  rounds: readonly MeasuredRound[],
  { direct, netvakt }: SameRounds,
): ProxyResult {
  return {
    proxy,
    case: name,
    rules,
    ...NOT_MEASURED,
    ...figuresOf(name, rounds, direct),
    netvaktRatio: ratioSpread(netvakt, rounds),
    rounds: rounds.length,
    requests: rounds.reduce((sum, { requests }) => sum + requests, 0),
    errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
  };
}

function figuresOf(name: CaseName, rounds: readonly MeasuredRound[], direct: readonly number[]): Partial<Figures> {
  switch (name) {
    case 'bulk':
      return {
        kernelShare: kernelShare(rounds),
        cpuSecondsPerGigabyte: medianOf(rounds, ({ cpuSeconds, bytes }) => (1e9 * cpuSeconds) / (bytes ?? 0)),
      };
    case 'idle':
      return { bytesPerIdleConnection: medianOf(rounds, ({ bytesPerConnection }) => bytesPerConnection) };
    case 'latency':
      return {
        ...requestFigures(rounds),
        addedP50Micros: medianOf(rounds, ({ p50Micros }) => (p50Micros ?? Number.NaN) - median(direct)),
      };
    case 'keep-alive':
    case 'hosts-in-turn':
    case 'tunnel':
    case 'transparent':
      return requestFigures(rounds);
    default:
      throw new TypeError(`Cannot report ${String(name satisfies never)}`);
  }
}

/** The machine's speed drifts, so only figures of one round are compared. */
function ratioSpread(netvakt: readonly MeasuredRound[], rounds: readonly MeasuredRound[]): RatioSpread | null {
  const own = cpuMicros(netvakt);
  const ratios = cpuMicros(rounds).map((cpu, round) => (own[round] ?? Number.NaN) / cpu);
  if (ratios.length === 0 || !ratios.every((ratio) => Number.isFinite(ratio))) return null;
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => threeDigits(quantile(ratios, share)));
  return { median: middle as number, low: low as number, high: high as number };
}

function cpuMicros(rounds: readonly MeasuredRound[]): number[] {
  return rounds.map(({ cpuSeconds, requests }) => (1e6 * cpuSeconds) / requests);
}

function requestFigures(rounds: readonly MeasuredRound[]): Partial<Figures> {
  const cpu = cpuMicros(rounds);
  return {
    cpuMicrosPerRequest: finite(median(cpu)),
    cpuMicrosPerRequestMin: finite(Math.min(...cpu)),
    cpuMicrosPerRequestMax: finite(Math.max(...cpu)),
    kernelShare: kernelShare(rounds),
    requestsPerSecond: medianOf(rounds, ({ requests, seconds }) => requests / seconds),
    p50Micros: medianOf(rounds, ({ p50Micros }) => p50Micros),
    p99Micros: medianOf(rounds, ({ p99Micros }) => p99Micros),
  };
}

function kernelShare(rounds: readonly MeasuredRound[]): number | null {
  return medianOf(rounds, ({ cpuSeconds, cpuSystemSeconds }) => cpuSystemSeconds / cpuSeconds);
}

function medianOf(
  rounds: readonly MeasuredRound[],
  figure: (round: MeasuredRound) => number | undefined,
): number | null {
  return finite(median(rounds.map((round) => figure(round) ?? Number.NaN)));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? threeDigits(value) : null;
}
