/**
 * Path rules below a host, met in one pass from left to right: the host's lanes continue along the path. Each '/' is probed for a
 * prefix rule, the end for a page, and the end of the query for a page with this query. Later means more specific.
 *
 *   shop.test   /  a  /  b . h t m l  ?  q = 1
 *               ↑     ↑             ↑         ↑
 *               prefix prefix       page      page with query
 */
import {
  FOLD_MARK,
  type KeyTables,
  ODD_PATH,
  ODD_QUERY,
  PAGE_MARK,
  PATH_QUESTION,
  PATH_SLASH,
  PORT_MARK,
} from '../hash/key.ts';
import { stepA, stepB, stepC } from '../hash/lanes.ts';
import type { Features } from '../snapshot/features.ts';
import { ALLOWED, NONE, type RuleIndex } from './rule-index.ts';
import type { HostWalk } from './walk.ts';

const DOT_CODE = 0x2e;
const SLASH_CODE = 0x2f;
const QUESTION_CODE = 0x3f;

/** Three hashes of a byte cost as much as two looks at it. */
const STEPS_A_BYTE = 2;

/** Specificity above that of any prefix, which is its length. */
const PAGE_RANK = 1 << 24;
const QUERY_RANK = 1 << 25;

/** Walks one path at a time below one host at a time; the verdict is in a field until the next. */
export class PathWalk {
  /** The verdict of the most specific rule: NONE, ALLOWED or a handle. */
  verdict: number = NONE;
  /** How specific that rule is: of a prefix its length, of a page more; 0 for none. */
  rank = 0;
  /** Bytes that have been walked, in all, in looks of {@link STEPS_A_BYTE}. */
  steps = 0;
  #host = 0;
  #market = 0;
  #port: number | undefined = undefined;
  #a = 0;
  #b = 0;
  #c = 0;
  readonly #key: KeyTables;
  readonly #features: Features;
  readonly #index: RuleIndex;
  readonly #hosts: HostWalk;

  constructor(key: KeyTables, features: Features, index: RuleIndex, hosts: HostWalk) {
    this.#hosts = hosts;
    this.#key = key;
    this.#features = features;
    this.#index = index;
  }

  /** Chooses the host, by its place in the lanes of the walk. */
  enter(host: number, port: number | undefined, market: number): void {
    this.#host = host;
    this.#port = port;
    this.#market = market;
  }

  /**
   * Judges the path and query `bytes[start, end)`.
   *
   * @param canonical - each character is in its one spelling already; if false, each is checked
   * @returns false if a character needs canonicalisation. There is no verdict then.
   */
  judge(bytes: Uint8Array, start: number, end: number, canonical: boolean): boolean {
    this.verdict = NONE;
    this.rank = 0;
    const { folded, ports } = this.#features;
    if (!this.#pass(false, undefined, bytes, start, end, canonical)) return false;
    if (folded) this.#pass(true, undefined, bytes, start, end, true);
    if (!ports || this.#port === undefined) return true;
    this.#pass(false, this.#port, bytes, start, end, true);
    if (folded) this.#pass(true, this.#port, bytes, start, end, true);
    return true;
  }

  /** One pass through one key space: that of a port or of all, with or without regard to case. */
  #pass(
    fold: boolean,
    port: number | undefined,
    bytes: Uint8Array,
    start: number,
    end: number,
    canonical: boolean,
  ): boolean {
    const { path, foldedPath } = this.#key;
    this.steps += STEPS_A_BYTE * (end - start);
    this.#a = this.#hosts.a[this.#host] as number;
    this.#b = this.#hosts.b[this.#host] as number;
    this.#c = this.#hosts.c[this.#host] as number;
    if (port !== undefined)
      this.#step(PORT_MARK)
        .#step(port >>> 8)
        .#step(port & 0xff);
    if (fold) this.#step(FOLD_MARK);
    const pathEnd = this.#path(fold ? foldedPath : path, bytes, start, end, canonical);
    return pathEnd >= 0 && this.#page(bytes, pathEnd, end, canonical);
  }

  /** Prefix rules. Returns where the path ends, or -1. */
  #path(words: Int32Array, bytes: Uint8Array, start: number, end: number, canonical: boolean): number {
    let a = this.#a;
    let b = this.#b;
    let c = this.#c;
    let depth = 0;
    let at = start;
    for (; at < end; at += 1) {
      const word = words[bytes[at] as number] as number;
      if ((word & PATH_QUESTION) !== 0) break;
      if ((word & ODD_PATH) !== 0 && !canonical) return -1;
      a = stepA(a, word);
      b = stepB(b, a);
      c = stepC(c, b);
      if ((word & PATH_SLASH) === 0) continue;
      if (!canonical && isOddAround(bytes, start, at, end)) return -1;
      if (depth <= this.#features.deepestPrefix) this.#take(a, b, c, at + 1 - start);
      depth += 1;
    }
    if (!canonical && at > start && bytes[at - 1] === DOT_CODE) return -1;
    this.#a = a;
    this.#b = b;
    this.#c = c;
    return at;
  }

  /** Page rules, with any query and with exactly this one. */
  #page(bytes: Uint8Array, pathEnd: number, end: number, canonical: boolean): boolean {
    const { pages, queries } = this.#features;
    const words = this.#key.path;
    // One by one: until the optimiser has seen it, an array of them was 130 bytes a page.
    const a = this.#a;
    const b = this.#b;
    const c = this.#c;
    if (pages) {
      this.#step(PAGE_MARK);
      this.#take(this.#a, this.#b, this.#c, PAGE_RANK);
    }
    if (!queries) return true;
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#step(QUESTION_CODE);
    for (let at = pathEnd + 1; at < end; at += 1) {
      if (!canonical && ((words[bytes[at] as number] as number) & ODD_QUERY) !== 0) return false;
      this.#step(bytes[at] as number);
    }
    this.#take(this.#a, this.#b, this.#c, QUERY_RANK);
    return true;
  }

  #step(byte: number): this {
    this.#a = stepA(this.#a, this.#key.path[byte] as number);
    this.#b = stepB(this.#b, this.#a);
    this.#c = stepC(this.#c, this.#b);
    return this;
  }

  /** Takes the rule at a key in, if it is more specific than what was met before, or as specific and allows. */
  #take(a: number, b: number, c: number, rank: number): void {
    if (rank < this.rank) return;
    const found = this.#index.find(a, b, c);
    if (found < 0) return;
    const verdict = this.#index.own(found, this.#market);
    if (verdict === NONE || (rank === this.rank && verdict !== ALLOWED)) return;
    this.rank = rank;
    this.verdict = verdict;
  }
}

/** Checks the '/' at `at`: "//" and segments that begin or end with '.' may be read in other ways, too. */
function isOddAround(bytes: Uint8Array, start: number, at: number, end: number): boolean {
  const next = at + 1 < end ? bytes[at + 1] : undefined;
  return next === SLASH_CODE || next === DOT_CODE || (at > start && bytes[at - 1] === DOT_CODE);
}
