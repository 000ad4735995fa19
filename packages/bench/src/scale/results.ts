/** The report of a run, as `--json` prints it and docs/benchmarks/scale.json keeps it. Names of fields are kept from version to version. */
import type { MachineDescription } from '../common/machine.ts';
import { median, quantile, threeDigits } from '../common/statistics.ts';
import type { TailLoadAnswer } from '../tail/load.ts';
import { isDisturbed } from '../tail/results.ts';
import type { QueueDelay } from '../tail/run-queue.ts';
import { type LoweredStep, SCALE_AXES, type ScaleStep } from './axes.ts';
import type { ScaleAxisName, ScaleSettings } from './settings.ts';
import { type Slope, type SlopePoint, slopeOf } from './slope.ts';

/** What a round measured. */
export interface ScaleRound extends TailLoadAnswer {
  readonly step: ScaleStep;
  readonly queue: QueueDelay;
  readonly clientQueue: QueueDelay;
  /** CPU time of all threads of the filter. */
  readonly cpuMicros: number;
  /** Memory of the filter after the round, in bytes. */
  readonly memoryBytes: number;
  /** The client has one of the filter's cores, so the filter's wait for it is no disturbance. */
  readonly sharesCore: boolean;
}

/** `cpu`: microseconds a request; `memory`: bytes; `p99`: microseconds. */
export type ScaleMeasure = 'cpu' | 'memory' | 'p99';

/** The median of rounds, or for memory of filters, and half of the distance between their quartiles. */
export interface ScaleFigure {
  readonly value: number;
  readonly spread: number;
}

/** One step. CPU time is of all rounds, memory of several filters if there were some; `p99` is of those that were not disturbed, `null` if all were. */
export interface ScaleResult {
  readonly axis: ScaleAxisName;
  readonly step: string;
  readonly at: number;
  readonly counts: boolean;
  readonly rate: number;
  readonly cpu: ScaleFigure;
  readonly memory: ScaleFigure;
  readonly p99: ScaleFigure | null;
  readonly requests: number;
  readonly failed: number;
  readonly rounds: number;
  readonly dropped: number;
}

export interface ScaleSlope extends Slope {
  readonly axis: ScaleAxisName;
  readonly measure: ScaleMeasure;
}

export interface ScaleReport {
  readonly bench: 'scale';
  readonly command: string;
  readonly revision: string;
  readonly started: string;
  readonly seconds: number;
  readonly machine: MachineDescription;
  readonly settings: ScaleSettings;
  /** Steps that could not be taken as they were asked for. */
  readonly lowered: readonly LoweredStep[];
  readonly results: readonly ScaleResult[];
  readonly slopes: readonly ScaleSlope[];
}

/** The least noise of each figure, of its value at the first step: what is smaller is not taken for growth. */
export const LEAST_NOISE: Readonly<Record<ScaleMeasure, number>> = { cpu: 0.05, memory: 0.05, p99: 0.25 };
const MEASURES = Object.keys(LEAST_NOISE) as readonly ScaleMeasure[];

/**
 * A result a step, in the order in which the steps came first.
 *
 * @param others - the memory of further filters of a step, in bytes
 */
export function resultsOf(
  rounds: readonly ScaleRound[],
  others: ReadonlyMap<ScaleStep, readonly number[]> = new Map(),
): readonly ScaleResult[] {
  return [...Map.groupBy(rounds, ({ step }) => step)].map(([step, mine]) =>
    resultOf(step, mine, others.get(step) ?? []),
  );
}

function resultOf(
  { axis, label, at, counts }: ScaleStep,
  rounds: readonly ScaleRound[],
  others: readonly number[],
): ScaleResult {
  const bytes = rounds.map(({ memoryBytes }) => memoryBytes);
  const kept = rounds.filter((round) => !isDisturbedRound(round));
  const sum = (of: (round: ScaleRound) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  return {
    axis,
    step: label,
    at,
    counts,
    rate: threeDigits(sum(({ sent }) => sent) / sum(({ seconds }) => seconds)),
    cpu: figureOf(rounds.map(({ cpuMicros, done }) => cpuMicros / done)),
    // Rounds of one filter do not show how filters differ.
    memory: figureOf(others.length === 0 ? bytes : [median(bytes), ...others]),
    p99: kept.length === 0 ? null : figureOf(kept.map(({ p99 }) => p99)),
    requests: sum(({ sent }) => sent),
    failed: sum(({ failed }) => failed),
    rounds: rounds.length,
    dropped: rounds.length - kept.length,
  };
}

function isDisturbedRound(round: ScaleRound): boolean {
  return isDisturbed(round.sharesCore ? { ...round, queue: { waited: 0, foreign: 0 } } : round);
}

function figureOf(values: readonly number[]): ScaleFigure {
  const spread = (quantile(values, 0.75) - quantile(values, 0.25)) / 2;
  return { value: sixDigits(median(values)), spread: sixDigits(spread) };
}

/** More than a figure is worth: growth is the difference of two. */
function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}

/** The slope of each figure of each axis that has results. */
export function slopesOf(results: readonly ScaleResult[]): readonly ScaleSlope[] {
  return SCALE_AXES.flatMap(({ name: axis }) => {
    const mine = results.filter((result) => result.axis === axis && result.counts);
    if (mine.length === 0) return [];
    return MEASURES.map((measure) => {
      const { shape, each, exponent } = slopeOf(pointsOf(mine, measure), LEAST_NOISE[measure]);
      return { axis, measure, shape, each: rounded(each), exponent: rounded(exponent) };
    });
  });
}

function rounded(value: number | null): number | null {
  return value === null ? null : threeDigits(value);
}

/**
 * Microseconds a request that the highest number of workers takes on cores of their own beyond what the same workers take on one core;
 * `undefined` if the run has no such pair.
 */
export function sharingCost(results: readonly ScaleResult[]): number | undefined {
  const workers = results.filter(({ axis }) => axis === 'workers');
  const apart = workers.findLast(({ counts, at }) => counts && at > 1);
  const together = workers.find(({ counts, at }) => !counts && at === apart?.at);
  return apart && together && threeDigits(apart.cpu.value - together.cpu.value);
}

function pointsOf(results: readonly ScaleResult[], measure: ScaleMeasure): SlopePoint[] {
  return results.flatMap((result) => {
    const figure = result[measure];
    return figure === null ? [] : [{ at: result.at, ...figure }];
  });
}
