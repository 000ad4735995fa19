import { median, threeDigits } from '../../common/statistics.ts';
import type { CaseName } from '../cases.ts';
import type { ProxyResult } from '../results.ts';
import type { MeasuredRound } from './cases.ts';

type Figures = Omit<ProxyResult, 'proxy' | 'case' | 'rules' | 'rounds' | 'requests' | 'errors'>;

const NOT_MEASURED: Figures = {
  cpuMicrosPerRequest: null,
  cpuMicrosPerRequestMin: null,
  cpuMicrosPerRequestMax: null,
  kernelShare: null,
  requestsPerSecond: null,
  p50Micros: null,
  p99Micros: null,
  addedP50Micros: null,
  cpuSecondsPerGigabyte: null,
  bytesPerIdleConnection: null,
};

/**
 * The medians of a case's rounds.
 *
 * @param direct - median latencies of the origin alone, in the rounds of case `latency`
 */
export function resultOf(
  proxy: string,
  name: CaseName,
  rules: number,
  rounds: readonly MeasuredRound[],
  direct: readonly number[],
): ProxyResult {
  return {
    proxy,
    case: name,
    rules,
    ...NOT_MEASURED,
    ...figuresOf(name, rounds, direct),
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

function requestFigures(rounds: readonly MeasuredRound[]): Partial<Figures> {
  const cpu = rounds.map(({ cpuSeconds, requests }) => (1e6 * cpuSeconds) / requests);
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
