/** What a run does; every number that a report needs to be repeated. */

export interface MatcherSettings {
  readonly quick: boolean;
  /** Netvakt's engines among 10 million entries too, misses and listed hosts. */
  readonly large: boolean;
  /** Sizes of lists, in entries. */
  readonly sizes: readonly number[];
  readonly seed: number;
  /** Names of engines and cases; empty for all. */
  readonly only: readonly string[];
  /** Timed rounds of each engine in each case, taken in turns with the other engines. */
  readonly rounds: number;
  readonly warmRounds: number;
  /** Requests of a round; slow engines look up as many of them as fit in `roundMillis`. */
  readonly requestsPerRound: number;
  readonly roundMillis: number;
}

/** Under a minute on two cores: one million entries, and 100 thousand for engines that cannot hold more in time. */
export const QUICK_MATCHER: MatcherSettings = {
  quick: true,
  large: false,
  sizes: [100_000, 1_000_000],
  seed: 1,
  only: [],
  rounds: 7,
  warmRounds: 2,
  requestsPerRound: 12_000,
  roundMillis: 20,
};

/** About twenty minutes on two cores, and 6 GB of memory. */
export const FULL_MATCHER: MatcherSettings = {
  quick: false,
  large: false,
  sizes: [100_000, 1_000_000, 10_000_000],
  seed: 1,
  only: [],
  rounds: 11,
  warmRounds: 2,
  requestsPerRound: 100_000,
  roundMillis: 100,
};
