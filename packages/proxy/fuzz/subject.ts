/** A reader under test. */
export interface Subject {
  readonly name: string;
  readonly what: string;
  /** Inputs that are right, or nearly: what mutants are made of. */
  readonly corpus: readonly Buffer[];
  /**
   * Reads `bytes` in pieces that end at `cuts` (ascending, the last one the end), as they would come from a socket, and tells what
   * was found so that two readings can be compared.
   */
  readonly read: (bytes: Buffer, cuts: readonly number[]) => string;
}
