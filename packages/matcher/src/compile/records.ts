/**
 * What a snapshot says, sorted and without its addressing: the form in which rules are merged, compared and frozen.
 *
 *   rules bad.test (lists 0 and 2), shop.test/x/ (list 1)
 *
 *     key      0 = hash "bad.test"      1 = hash "shop.test/x/"
 *     starts   0                        2                             3
 *     shapes   domain·list 0, domain·list 2                prefix·list 1
 *     lines    17             4                            9
 *     anchors  hash "shop.test" × 1
 */

/** Keys in ascending order, unsigned, by (a, b, c), each with what every list says of it. */
export interface Records {
  readonly count: number;
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Upper 16 bits; the lower are zero. */
  readonly c: Int32Array;
  /** What is said of key i stands from `starts[i]` to `starts[i + 1]`. Nothing is said of a key that an overlay takes away. */
  readonly starts: Uint32Array;
  /** shape.ts; ascending and without repetition in each key. */
  readonly shapes: Int32Array;
  readonly lines: Uint32Array;
}

/** Hosts with path rules, in the order of their (a, b), and how many rules each has: 0 where an overlay took the last away. */
export interface Anchors {
  readonly count: number;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly rules: Int32Array;
}

/** Which of two keys comes first: negative, zero or positive. Lanes compare unsigned. */
export function compareLanes(left: number, right: number): number {
  return (left >>> 0) - (right >>> 0);
}
