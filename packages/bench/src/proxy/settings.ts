/** What a run does; every number that a report needs to be repeated. */

export interface ProxyBenchSettings {
  readonly quick: boolean;
  /** Sizes of the list, in rules; 0 for none. */
  readonly rules: readonly number[];
  readonly seed: number;
  /** Names of proxies and cases; empty for all. */
  readonly only: readonly string[];
  /** Rounds of each proxy in each case, taken in turns with the other proxies. */
  readonly rounds: number;
  /** Duration of one round; wrk takes whole seconds. */
  readonly seconds: number;
  /** Duration of one round of new tunnels. */
  readonly tunnelSeconds: number;
  readonly connections: number;
  readonly idleConnections: number;
  /** After so many seconds no case takes a second round: a busy machine gets fewer rounds, not a longer run. */
  readonly mostSeconds: number;
  /** A folder with another checkout, whose Netvakt takes part as `against`. */
  readonly against?: string | undefined;
  /** Whether to end with a profile of Netvakt under load. */
  readonly profiles: boolean;
}

/** Within two minutes on two cores. */
export const QUICK_PROXY: ProxyBenchSettings = {
  quick: true,
  rules: [0, 100_000, 1_000_000],
  seed: 1,
  only: [],
  rounds: 3,
  seconds: 1,
  tunnelSeconds: 0.6,
  connections: 64,
  idleConnections: 1000,
  mostSeconds: 70,
  profiles: false,
};

/** About a quarter of an hour. */
export const FULL_PROXY: ProxyBenchSettings = {
  quick: false,
  rules: [0, 100_000, 1_000_000],
  seed: 1,
  only: [],
  rounds: 7,
  seconds: 3,
  tunnelSeconds: 3,
  connections: 64,
  // With 20,000 descriptors, which are usual at most, the filter turns away what is beyond some 7,900: two each, and a reserve.
  idleConnections: 7000,
  mostSeconds: 1800,
  profiles: true,
};
