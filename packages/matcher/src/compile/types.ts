/** What a compilation takes in addition to its rules. */
import type { ListDescription } from '../snapshot/types.ts';

/** Options of `compile`. */
export interface CompileOptions {
  /** At most 32; the position is the market's code in `match*`. */
  readonly markets: readonly string[];
  /** Rules refer to lists by position. */
  readonly lists: readonly ListDescription[];
  /** Four words from a secure random source, fresh for each compilation and secret: nobody can craft a colliding name. */
  readonly seed: Uint32Array;
}
