/**
 * The keys of a path below a host, in the order in which they are more specific: each '/' ends a prefix, then comes the page, then the
 * page with its query.
 *
 *   shop.test   /  a  /  b . h t m l  ?  q = 1
 *               ↑     ↑             ↑         ↑
 *         key   0     1             2         3
 *               prefix prefix       page      page with query
 *
 * Two ways give the same keys: the kernel (kernel-path.ts), and JavaScript (script-path.ts).
 */

/** A character needs canonicalisation. */
export const ODD = -1;

/** Specificity above that of any prefix, which is its length. */
export const PAGE_RANK: number = 1 << 24;
export const QUERY_RANK: number = 1 << 25;

/** Lanes of the keys of the path that was walked last, and how specific each is. */
export interface PathKeys {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  readonly ranks: Int32Array;
}

/** Room for so many prefixes, the page, and the page with its query. */
export function newPathKeys(prefixes: number): PathKeys {
  const room = prefixes + 2;
  return { a: new Int32Array(room), b: new Int32Array(room), c: new Int32Array(room), ranks: new Int32Array(room) };
}
