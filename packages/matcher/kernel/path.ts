/**
 * The path kernel: checks and hashes a plain path and its query. AssemblyScript; it does what match/script-path.ts does, which is
 * the definition.
 *
 *   /  a  /  b . h t m l  ?  q = 1        a key each: prefixes, the page, the page with this query
 *   ↑     ↑             ↑         ↑
 *
 * Lanes are kept after each byte and overwritten after the next one, unless it was a '/': a branch at each '/' would be predicted wrong.
 */
import { MULTIPLIER_A, MULTIPLIER_B, MULTIPLIER_C, TEXT } from './host';

/** Secret words of 256 bytes, with flags. */
export const PATH_WORDS: usize = TEXT + 256;
/** Bytes of a path and its query that the kernel takes. */
export const MOST_PATH: i32 = 256;
/** Lanes of the keys, and how specific each is: words for as many as a path has bytes, and two. */
export const PATH_A: usize = PATH_WORDS + 1024;
export const PATH_B: usize = PATH_A + 1032;
export const PATH_C: usize = PATH_B + 1032;
export const PATH_RANKS: usize = PATH_C + 1032;
/** The path, from one of the first four of these bytes on. */
export const PATH: usize = PATH_RANKS + 1032;

const PATH_SLASH: u32 = 1;
const ODD_PATH: u32 = 2;
const PATH_QUESTION: u32 = 4;
const ODD_QUERY: u32 = 8;
const DOT: u32 = 0x2e;
const PAGE_MARK: usize = 0x23;
const QUESTION: usize = 0x3f;
const PAGE_RANK: u32 = 1 << 24;
const QUERY_RANK: u32 = 1 << 25;

/**
 * Hashes the path and query of `length` bytes, 1 to {@link MOST_PATH}, `skip` bytes after {@link PATH}, below the host with these lanes.
 *
 * @param prefixes - so many prefixes are kept at most
 * @param queries - 1 if the query is hashed; if 0, it is not looked at
 * @returns the number of the page's key, that of its query comes next; -1 if the path is not plain
 */
export function walkPath(
  skip: i32, length: i32, prefixes: u32, queries: i32, a: u32, b: u32, c: u32,
): i32 {
  const start = PATH + skip;
  const end = start + length;
  let at = start;
  let count: u32 = 0;
  let odd: u32 = 0;
  let afterSlash: u32 = 0;
  let afterDot: u32 = 0;
  for (; at < end; at++) {
    const code: u32 = load<u8>(at);
    const word = load<u32>(PATH_WORDS + (<usize>code << 2));
    if ((word & PATH_QUESTION) != 0) break;
    a = (a ^ word) * MULTIPLIER_A;
    b = (b ^ rotr(a, 16)) * MULTIPLIER_B;
    c = (c * MULTIPLIER_C) ^ b;
    const to = <usize>count << 2;
    store<u32>(PATH_A + to, a);
    store<u32>(PATH_B + to, b);
    store<u32>(PATH_C + to, c);
    store<u32>(PATH_RANKS + to, <u32>(at + 1 - start));
    const isSlash = word & PATH_SLASH;
    const isDot = <u32>(code == DOT);
    odd |= (word & ODD_PATH) | (afterSlash & (isSlash | isDot)) | (afterDot & isSlash);
    afterSlash = isSlash;
    afterDot = isDot;
    count += isSlash;
  }
  if ((odd | afterDot) != 0) return -1;
  const page = min(count, prefixes);
  const to = <usize>page << 2;
  const word = load<u32>(PATH_WORDS + (PAGE_MARK << 2));
  const pageA = (a ^ word) * MULTIPLIER_A;
  const pageB = (b ^ rotr(pageA, 16)) * MULTIPLIER_B;
  store<u32>(PATH_A + to, pageA);
  store<u32>(PATH_B + to, pageB);
  store<u32>(PATH_C + to, (c * MULTIPLIER_C) ^ pageB);
  store<u32>(PATH_RANKS + to, PAGE_RANK);
  if (queries == 0) return page;
  // The '?', or what stands for it if there is no query.
  const question = load<u32>(PATH_WORDS + (QUESTION << 2));
  a = (a ^ question) * MULTIPLIER_A;
  b = (b ^ rotr(a, 16)) * MULTIPLIER_B;
  c = (c * MULTIPLIER_C) ^ b;
  for (at++; at < end; at++) {
    const word = load<u32>(PATH_WORDS + (<usize>load<u8>(at) << 2));
    odd |= word & ODD_QUERY;
    a = (a ^ word) * MULTIPLIER_A;
    b = (b ^ rotr(a, 16)) * MULTIPLIER_B;
    c = (c * MULTIPLIER_C) ^ b;
  }
  if (odd != 0) return -1;
  store<u32>(PATH_A + to, a, 4);
  store<u32>(PATH_B + to, b, 4);
  store<u32>(PATH_C + to, c, 4);
  store<u32>(PATH_RANKS + to, QUERY_RANK, 4);
  return page;
}
