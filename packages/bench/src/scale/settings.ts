/** See SCALE_AXES of `axes.ts`. */
export type ScaleAxisName = 'workers' | 'rules' | 'idle' | 'busy' | 'markets' | 'lists';

/** What a run does; every number that a report needs to be repeated. */
export interface ScaleSettings {
  readonly quick: boolean;
  /** Names of axes; empty for all. */
  readonly only: readonly string[];
  /** The steps of each axis, from the lowest. */
  readonly steps: Readonly<Record<ScaleAxisName, readonly number[]>>;
  /** Rules, and busy connections, of all axes but their own. */
  readonly rules: number;
  readonly connections: number;
  /** Share of the saturation of the axis' slowest step, 0 to 1: the rate of all its steps. */
  readonly share: number;
  /** Filters of each step whose memory is measured, one after the other: each process of the same configuration takes another amount. */
  readonly filters: number;
  /** Rounds of each step, in turns with the others of its axis. */
  readonly rounds: number;
  /** Milliseconds of load in a round before what is measured, and what is measured. */
  readonly warm: number;
  readonly millis: number;
  /** After so many seconds no step takes a second round, or a second filter: a busy machine gets fewer of them, not a longer run. */
  readonly mostSeconds: number;
  readonly seed: number;
}

/** About ten minutes on two cores. */
export const QUICK_SCALE: ScaleSettings = {
  quick: true,
  only: [],
  steps: {
    workers: [1, 2],
    rules: [0, 10_000, 100_000, 1_000_000],
    idle: [1, 1000, 10_000, 50_000],
    busy: [1, 10, 100, 1000],
    markets: [1, 4, 16, 40],
    lists: [1, 10, 50, 200],
  },
  rules: 100_000,
  connections: 40,
  share: 0.4,
  filters: 3,
  rounds: 5,
  warm: 500,
  millis: 1000,
  mostSeconds: 540,
  seed: 1,
};

/** About half an hour. */
export const FULL_SCALE: ScaleSettings = {
  ...QUICK_SCALE,
  quick: false,
  filters: 5,
  rounds: 15,
  millis: 3000,
  mostSeconds: 3600,
};

/** What `--large` adds: a list that takes minutes to write, to read and to compile. */
export function withLargeList(settings: ScaleSettings): ScaleSettings {
  const { steps, mostSeconds } = settings;
  return { ...settings, steps: { ...steps, rules: [...steps.rules, 10_000_000] }, mostSeconds: mostSeconds + 600 };
}
