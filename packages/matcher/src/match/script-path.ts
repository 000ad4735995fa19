/** Paths hashed byte by byte in JavaScript: the definition of what the kernel does, and what does what it leaves alone. */
import { ODD_PATH, ODD_QUERY, PAGE_MARK, PATH_QUESTION, PATH_SLASH } from '../hash/key.ts';
import { stepA, stepB, stepC } from '../hash/lanes.ts';
import { ODD, PAGE_RANK, type PathKeys, QUERY_RANK } from '../hash/path-keys.ts';

const DOT_CODE = 0x2e;
const SLASH_CODE = 0x2f;
const QUESTION_CODE = 0x3f;

/** A walk in JavaScript. It goes on from the lanes of its fields. */
export class ScriptPath {
  a = 0;
  b = 0;
  c = 0;
  readonly #words: Int32Array;
  readonly #keys: PathKeys;
  readonly #prefixes: number;
  readonly #queries: boolean;

  /**
   * @param words - of each byte
   * @param keys - where keys are written to
   * @param prefixes - the first so many are kept
   * @param queries - whether queries are looked at
   */
  constructor(words: Int32Array, keys: PathKeys, prefixes: number, queries: boolean) {
    this.#words = words;
    this.#keys = keys;
    this.#prefixes = prefixes;
    this.#queries = queries;
  }

  /** The next lanes. */
  step(byte: number): void {
    this.a = stepA(this.a, this.#words[byte] as number);
    this.b = stepB(this.b, this.a);
    this.c = stepC(this.c, this.b);
  }

  /**
   * Writes the keys of the path and query `bytes[start, end)`.
   *
   * @param words - of the bytes of the path; those of the query are never folded
   * @param canonical - each character is in its one spelling already; if false, each is checked
   * @returns the number of the page's key, that of its query comes next; {@link ODD} if a character needs canonicalisation
   */
  walk(words: Int32Array, bytes: Uint8Array, start: number, end: number, canonical: boolean): number {
    const pathEnd = pathEndOf(words, bytes, start, end);
    if (!canonical && isOddPath(words, bytes, start, pathEnd)) return ODD;
    const page = this.#keepPrefixes(words, bytes, start, pathEnd);
    const { a, b, c } = this;
    this.step(PAGE_MARK);
    this.#keep(page, PAGE_RANK);
    if (!this.#queries) return page;
    this.#enter(a, b, c);
    return this.#keepQuery(page + 1, bytes, pathEnd + 1, end, canonical) ? page : ODD;
  }

  /** Returns how many. */
  #keepPrefixes(words: Int32Array, bytes: Uint8Array, start: number, end: number): number {
    let { a, b, c } = this;
    let count = 0;
    for (let at = start; at < end; at += 1) {
      const word = words[bytes[at] as number] as number;
      a = stepA(a, word);
      b = stepB(b, a);
      c = stepC(c, b);
      if ((word & PATH_SLASH) === 0 || count === this.#prefixes) continue;
      this.#enter(a, b, c);
      this.#keep(count, at + 1 - start);
      count += 1;
    }
    this.#enter(a, b, c);
    return count;
  }

  #enter(a: number, b: number, c: number): void {
    this.a = a;
    this.b = b;
    this.c = c;
  }

  /** False if a character needs canonicalisation. */
  #keepQuery(key: number, bytes: Uint8Array, start: number, end: number, canonical: boolean): boolean {
    this.step(QUESTION_CODE);
    for (let at = start; at < end; at += 1) {
      if (!canonical && ((this.#words[bytes[at] as number] as number) & ODD_QUERY) !== 0) return false;
      this.step(bytes[at] as number);
    }
    this.#keep(key, QUERY_RANK);
    return true;
  }

  #keep(key: number, rank: number): void {
    this.#keys.a[key] = this.a;
    this.#keys.b[key] = this.b;
    this.#keys.c[key] = this.c;
    this.#keys.ranks[key] = rank;
  }
}

function pathEndOf(words: Int32Array, bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && ((words[bytes[at] as number] as number) & PATH_QUESTION) === 0) at += 1;
  return at;
}

/** True if a character of the path `bytes[start, end)` needs canonicalisation: alone, or because of its neighbours. */
function isOddPath(words: Int32Array, bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const word = words[bytes[at] as number] as number;
    if ((word & ODD_PATH) !== 0 || ((word & PATH_SLASH) !== 0 && isOddAround(bytes, start, at, end))) return true;
  }
  return end > start && bytes[end - 1] === DOT_CODE;
}

/** Checks a '/' at `at`: "//" and segments that begin or end with '.' may be read in other ways, too. */
function isOddAround(bytes: Uint8Array, start: number, at: number, end: number): boolean {
  const next = at + 1 < end ? bytes[at + 1] : undefined;
  return next === SLASH_CODE || next === DOT_CODE || (at > start && bytes[at - 1] === DOT_CODE);
}
