/**
 * Prefixes of text below the names of a host: each byte of path and query may be the end of one, and the longest is the most specific.
 *
 *   www.shop.test   / p a g e s ? q         site: shop.test is looked at, too, for its first label is one of those
 *                   ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑         below: www.shop.test, shop.test and test are
 *                             ↑   ↑         where a text that wants a boundary may end
 *
 * A host of which no list has such a rule costs one look at the filter for each of its names that could have one.
 */
import { BELOW_MARK, BOUNDARY_MARK, type KeyTables, SITE_MARK } from '../hash/key.ts';
import { stepA, stepB, stepC } from '../hash/lanes.ts';
import type { Features } from '../snapshot/features.ts';
import { ALLOWED, NONE, type RuleIndex } from './rule-index.ts';
import type { HostWalk } from './walk.ts';

/** Names of one host that are looked at, the longest first: more than any list has above one another. */
export const MOST_NAMES = 8;

/** Looks that a byte costs for each name: three hashes and what is asked of the filter. */
const STEPS_A_BYTE = 4;

/** What each of {@link MOST_NAMES} may add to the steps of a byte: three times its length, in 21 forms. */
export const MOST_TEXT_STEPS_A_BYTE: number = MOST_NAMES * STEPS_A_BYTE * 63;

const [SLASH, QUESTION, AMPERSAND, EQUALS] = [0x2f, 0x3f, 0x26, 0x3d] as const;

/** Walks one path at a time below the names of one host; the verdict is in its fields until the next. */
export class TextWalk {
  /** The verdict of the longest text: NONE, ALLOWED or a handle. */
  verdict: number = NONE;
  /** Bytes of that text, as prefixes of directories are ranked; 0 for none. */
  rank = 0;
  /** Bytes that have been walked, in all, in looks. */
  steps = 0;
  #market = 0;
  #names = 0;
  readonly #suffixes = new Uint8Array(MOST_NAMES);
  readonly #marks = new Uint8Array(MOST_NAMES);
  readonly #key: KeyTables;
  readonly #features: Features;
  readonly #index: RuleIndex;
  readonly #hosts: HostWalk;

  constructor(key: KeyTables, features: Features, index: RuleIndex, hosts: HostWalk) {
    this.#key = key;
    this.#features = features;
    this.#index = index;
    this.#hosts = hosts;
  }

  /**
   * Chooses the host, by its place in the lanes of the walk. Returns true if one of its names may have a rule.
   *
   * @param least - the shortest name that means anything: of an address, the whole
   * @param isSite - its first label is one of {@link isSiteLabel}
   */
  enter(whole: number, least: number, isSite: boolean, market: number): boolean {
    this.#names = 0;
    this.#market = market;
    const { siteLabels, belowLabels } = this.#features;
    const site = isSite && least < whole ? whole - 1 : whole;
    for (let suffix = whole; suffix >= least && this.#names < MOST_NAMES; suffix -= 1) {
      const labels = 1 << Math.min(suffix + 1, 31);
      if (suffix >= site && (siteLabels & labels) !== 0) this.#name(suffix, SITE_MARK);
      if ((belowLabels & labels) !== 0) this.#name(suffix, BELOW_MARK);
    }
    return this.#names > 0;
  }

  /** Judges the path and query `bytes[start, end)`, each character in its one spelling. */
  judge(bytes: Uint8Array, start: number, end: number): void {
    this.verdict = NONE;
    this.rank = 0;
    for (let name = 0; name < this.#names; name += 1) this.#pass(name, bytes, start, end);
  }

  #name(suffix: number, mark: number): void {
    const { a, b } = this.#hosts;
    if (this.#names === MOST_NAMES || !this.#index.perhaps(a[suffix] as number, b[suffix] as number)) return;
    this.#suffixes[this.#names] = suffix;
    this.#marks[this.#names] = mark;
    this.#names += 1;
  }

  #pass(name: number, bytes: Uint8Array, start: number, end: number): void {
    const { path, foldedPath } = this.#key;
    const boundary = path[BOUNDARY_MARK] as number;
    const suffix = this.#suffixes[name] as number;
    this.steps += STEPS_A_BYTE * (end - start);
    let a = stepA(this.#hosts.a[suffix] as number, path[this.#marks[name] as number] as number);
    let b = stepB(this.#hosts.b[suffix] as number, a);
    let c = stepC(this.#hosts.c[suffix] as number, b);
    for (let at = start; at < end; at += 1) {
      a = stepA(a, foldedPath[bytes[at] as number] as number);
      b = stepB(b, a);
      c = stepC(c, b);
      this.#take(a, b, c, at + 1 - start);
      if (at + 1 < end && !isBoundary(bytes[at + 1] as number)) continue;
      const boundA = stepA(a, boundary);
      const boundB = stepB(b, boundA);
      this.#take(boundA, boundB, stepC(c, boundB), at + 1 - start);
    }
  }

  /** Takes the rule at a key in, if its text is longer than what was met before, or as long and allows. */
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

/** True for a byte before which a text may end that wants a boundary. */
export function isBoundary(byte: number): boolean {
  return byte === SLASH || byte === QUESTION || byte === AMPERSAND || byte === EQUALS;
}

const [UPPER_TO_LOWER, DOT, ZERO] = [0x20, 0x2e, 0x30] as const;
const [LETTER_B, LETTER_E, LETTER_F, LETTER_P, LETTER_T, LETTER_W] = [0x62, 0x65, 0x66, 0x70, 0x74, 0x77] as const;

/** True if a host begins with a label by which squidGuard takes it for the site behind it: `www`, `web` or `ftp`, digits, a dot. */
export function isSiteLabel(host: string): boolean {
  if (!isSiteWord(host.charCodeAt(0), host.charCodeAt(1), host.charCodeAt(2))) return false;
  let at = 3;
  while ((host.charCodeAt(at) - ZERO) >>> 0 < 10) at += 1;
  return host.charCodeAt(at) === DOT;
}

/** {@link isSiteLabel} for the host `bytes[start, ..)`. */
export function isSiteLabelBytes(bytes: Uint8Array, start: number): boolean {
  if (!isSiteWord(bytes[start] as number, bytes[start + 1] as number, bytes[start + 2] as number)) return false;
  let at = start + 3;
  while (((bytes[at] as number) - ZERO) >>> 0 < 10) at += 1;
  return bytes[at] === DOT;
}

function isSiteWord(first: number, second: number, third: number): boolean {
  const one = first | UPPER_TO_LOWER;
  const two = second | UPPER_TO_LOWER;
  const three = third | UPPER_TO_LOWER;
  if (one === LETTER_W) return (two === LETTER_W && three === LETTER_W) || (two === LETTER_E && three === LETTER_B);
  return one === LETTER_F && two === LETTER_T && three === LETTER_P;
}
