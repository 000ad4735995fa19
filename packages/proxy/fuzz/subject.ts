/** Turns of a reader in a round of a campaign. */
export const MOST_SHARES = 8;

/** A reader under test. */
export interface Subject {
  readonly name: string;
  readonly what: string;
  /** How many of {@link MOST_SHARES} turns it gets. Default: all. For readers whose inputs take long to make. */
  readonly shares?: number;
  /** Inputs that are right, or nearly: what mutants are made of. */
  readonly corpus: readonly Buffer[];
  /**
   * Reads `bytes` in pieces that end at `cuts` (ascending, the last one the end), as they would come from a socket, and returns what
   * was found so that two readings can be compared.
   */
  readonly read: (bytes: Buffer, cuts: readonly number[]) => string;
}
