/** A compiled list, opened. */
import type { RuleKind } from '../rule/types.ts';

/** A list as the snapshot remembers it. */
export interface ListDescription {
  readonly id: string;
  readonly version: string;
  /** The markets in which its rules apply; each must be one of the snapshot's. */
  readonly markets: readonly string[];
}

/** An immutable set of rules, ready to be looked up by any number of threads. It holds no text of any rule. */
export interface Snapshot {
  /** The file, the memory and the message between threads. */
  readonly buffer: ArrayBufferLike;
  /** SHA-256 of the content in hexadecimal: the snapshot's name in deltas, logs and metrics. */
  readonly digest: string;
  readonly markets: readonly string[];
  readonly lists: readonly ListDescription[];
  /** Bytes that a lookup may touch; the rest is read only to describe, merge or compare. */
  readonly hotBytes: number;
  /** Distinct rules; the same rule in two lists is one. */
  readonly ruleCount: number;
  /** Rules of one list by kind; the list is given by its position. */
  ruleCounts(list: number): Readonly<Record<RuleKind, number>>;
}
