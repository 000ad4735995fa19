/**
 * What became of a list's lines. Blank lines and comments are not counted.
 *
 *   received ─┬─ invalid
 *             ├─ duplicates
 *             └─ unique ─┬─ quarantined
 *                        └─ active
 */
export interface ListCounts {
  /** Lines that carry something: the sum of invalid, duplicates and unique. */
  readonly received: number;
  /** Lines that gave no rule. */
  readonly invalid: number;
  /** Lines whose rule an earlier line of the list gave already, however it was spelled. */
  readonly duplicates: number;
  /** Distinct rules: the sum of quarantined and active. */
  readonly unique: number;
  /** Rules kept out: too broad, what no list may block, or what no request names; and rows that contradict themselves. */
  readonly quarantined: number;
  /** Rules that the list enforces: each has a witness (compile/witness.ts) once the list is compiled. A network is one rule. */
  readonly active: number;
}
