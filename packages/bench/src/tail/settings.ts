/** What a run does; every number that a report needs to be repeated. */
export interface TailSettings {
  readonly quick: boolean;
  /** Names of proxies and cases; empty for all. */
  readonly only: readonly string[];
  /** A folder with another checkout, whose Netvakt takes part as `against`. */
  readonly against?: string | undefined;
  readonly connections: number;
  /** Shares of the slowest proxy's saturation, 0 to 1. */
  readonly shares: readonly number[];
  /** Rounds of each proxy in each case, in turns with the others. */
  readonly rounds: number;
  /** Measured milliseconds of a round. */
  readonly millis: number;
  /** Rules of the list. */
  readonly rules: number;
  readonly seed: number;
}

/** Within two minutes on two cores. */
export const QUICK_TAIL: TailSettings = {
  quick: true,
  only: [],
  connections: 32,
  shares: [0.4],
  rounds: 3,
  millis: 1000,
  rules: 10_000,
  seed: 1,
};

/** About a quarter of an hour. */
export const FULL_TAIL: TailSettings = {
  ...QUICK_TAIL,
  quick: false,
  shares: [0.2, 0.4, 0.6],
  rounds: 5,
  millis: 2000,
  rules: 100_000,
};
