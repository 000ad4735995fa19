/** A report without a run: each figure is what its step says. */
import { planOf, SCALE_AXES, type ScaleStep } from '../../src/scale/axes.ts';
import { resultsOf, type ScaleReport, type ScaleRound, slopesOf } from '../../src/scale/results.ts';
import { QUICK_SCALE, type ScaleAxisName } from '../../src/scale/settings.ts';

const QUIET = { waited: 0.02, foreign: 0 };

/** Bytes: with lists they grow by their square. */
const GROWTH: Readonly<Record<ScaleAxisName, (at: number) => number>> = {
  workers: (at) => 4e7 * (at - 1),
  rules: (at) => 18 * at,
  idle: (at) => 7000 * at,
  busy: () => 0,
  markets: () => 0,
  lists: (at) => 1e5 * at ** 2,
};

/** A round of a second with a thousand requests. */
export function roundOf(step: ScaleStep, change: Partial<ScaleRound> = {}): ScaleRound {
  const { at, counts, axis } = step;
  return {
    step,
    seconds: 1,
    sent: 1000,
    done: 1000,
    failed: 0,
    p50: 100,
    p90: 200,
    p99: 300,
    p999: 400,
    max: 900,
    delayP99: 20,
    delayMax: 90,
    queue: QUIET,
    clientQueue: QUIET,
    // 20 us a request; 22 with two workers, 21 if they have one core.
    cpuMicros: axis === 'workers' ? 1000 * (18 + 2 * at - (counts ? 0 : 1)) : 20_000,
    memoryBytes: 1e8 + GROWTH[axis](at),
    sharesCore: false,
    ...change,
  };
}

/** Results of all axes, as `pnpm bench scale --quick` has them. */
export function invented(): ScaleReport {
  const plans = SCALE_AXES.map(({ name }) => planOf(name, QUICK_SCALE, { openFiles: 1_000_000, cores: 2 }));
  const results = resultsOf(plans.flatMap(({ steps }) => steps.map((step) => roundOf(step))));
  return {
    bench: 'scale',
    command: 'pnpm bench scale --quick',
    revision: 'abc',
    started: '2026-11-29T12:00:00.000Z',
    seconds: 300,
    machine: {
      cpu: 'none',
      cores: 2,
      memoryBytes: 1,
      caches: [],
      kernel: 'linux 6',
      node: 'v26',
      v8: '14',
      loadBefore: 0,
      pinned: true,
    },
    settings: QUICK_SCALE,
    lowered: plans.flatMap(({ lowered }) => lowered),
    results,
    slopes: slopesOf(results),
  };
}
