/** What a run does; every number that a report needs to be repeated. */
export interface PacketBenchSettings {
  readonly quick: boolean;
  /** Names of contestants and cases; empty for all. */
  readonly only: readonly string[];
  /** A folder with another checkout, whose modes packet take part as `against-…`. */
  readonly against?: string | undefined;
  /** A folder for V8's profiles of Netvakt's threads, which cost time themselves; `undefined`: none are taken. */
  readonly profiles?: string | undefined;
  /** Size of the list, for contestants that name no other size. */
  readonly rules: number;
  /**
   * Rounds of each contestant that count; the same for downloads; and rounds before them that do not count, for contestants whose code is
   * compiled while it runs.
   */
  readonly rounds: number;
  readonly bulkRounds: number;
  readonly warmRounds: number;
  /** New connections, or hellos of QUIC, of one round, and how many at one time. */
  readonly connections: number;
  readonly concurrency: number;
  /** Length of an answer to a hello. */
  readonly answerBytes: number;
  /** Downloads of a round of `bulk`, and the bytes of each. */
  readonly downloads: number;
  readonly downloadBytes: number;
  /** Connections that are made for the figure of memory, after {@link settlingFlows}. */
  readonly flows: number;
  readonly settlingFlows: number;
  readonly seed: number;
}

/** Within three minutes on two cores. */
export const QUICK_PACKET: PacketBenchSettings = {
  quick: true,
  only: [],
  rules: 100_000,
  rounds: 7,
  bulkRounds: 3,
  warmRounds: 6,
  connections: 2000,
  concurrency: 32,
  answerBytes: 1200,
  downloads: 4,
  downloadBytes: 100_000_000,
  flows: 100_000,
  settlingFlows: 100_000,
  seed: 20_261_128,
};

/** About ten minutes. */
export const FULL_PACKET: PacketBenchSettings = {
  ...QUICK_PACKET,
  quick: false,
  rounds: 15,
  bulkRounds: 7,
  connections: 4000,
  downloadBytes: 250_000_000,
  flows: 1_000_000,
  settlingFlows: 100_000,
};
