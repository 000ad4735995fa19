/** What a compilation is told beside its rules. */

/** A list as the snapshot remembers it. */
export interface ListDescription {
  readonly id: string;
  readonly version: string;
  /** The markets in which its rules apply; each must be one of the compilation's. */
  readonly markets: readonly string[];
}

/** Options of `compile`. */
export interface CompileOptions {
  /** At most 32; the position is the market's code in `match*`. */
  readonly markets: readonly string[];
  /** Rules refer to lists by position. */
  readonly lists: readonly ListDescription[];
  /** Four words from a secure random source, fresh for each compilation and secret: nobody can craft a colliding name. */
  readonly seed: Uint32Array;
}
