/** How large the coalition is that is measured. */
export interface CoalitionSettings {
  readonly members: number;
  readonly markets: number;
  readonly indicators: number;
  /** Entries of the log that is verified. */
  readonly entries: number;
  /** How often each step is timed. */
  readonly samples: number;
  /** How often the pages are written; 0: not at all. */
  readonly pageSamples: number;
}

/** 5,100 cells a member: 100 indicators, 17 markets, 3 months. */
export const FULL_COALITION: CoalitionSettings = {
  members: 40,
  markets: 17,
  indicators: 100,
  entries: 100_000,
  samples: 15,
  pageSamples: 5,
};
