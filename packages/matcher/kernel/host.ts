/**
 * The host kernel: checks, folds and hashes a plain host without looking at its characters one by one. AssemblyScript, compiled to
 * WebAssembly with SIMD (tools/build-kernel.ts). It does what match/script-walk.ts does, which is the definition.
 *
 *                     ┌──────── 32 bytes before the end ────────┐
 *   text    ·········· w w w . b a d . t e s t                       x: bytes 0 to 15     y: bytes 16 to 31
 *   dots                     1       1                               one bit a byte
 *   lanes                                                            of the suffixes of 2 and 3 labels, and of the whole
 *
 * Suffixes of two and three labels are hashed whether asked for or not, for they nearly always are: a branch that goes
 * either way costs more than a hash. A host longer than 32 bytes goes on byte by byte, as in hash/lanes.ts.
 *
 * Whoever calls has written `length` bytes that end at `end`; at least 32 bytes of memory are before it.
 */

/** Two times eight words of key, and two odd factors of 64 bits. */
export const KEYS: usize = 0;
const FACTORS: usize = KEYS + 2 * 32;
/** Secret words of 256 characters, with flags. */
export const WORDS: usize = FACTORS + 2 * 8;
/** Lanes of each suffix, by its number of labels less one: 128 words each. */
export const LANES_A: usize = WORDS + 1024;
export const LANES_B: usize = LANES_A + 512;
export const LANES_C: usize = LANES_B + 512;
/** The folded last 32 bytes. */
const BLOCK: usize = LANES_C + 512;
/** The host, anywhere in these bytes. */
export const TEXT: usize = BLOCK + 32;

const SLOW: i32 = -1;
const HOST_DOT: u32 = 1;
const ODD_HOST: u32 = 2;
const MAX_LABEL: u32 = 63;
export const MULTIPLIER_A: u32 = 0x85ebca6b;
export const MULTIPLIER_B: u32 = 0xc2b2ae35;
export const MULTIPLIER_C: u32 = 0x27d4eb2f;

/** Bytes that are not plain: the lower half of a byte chooses a set of classes, the upper half its class. */
@inline
function odd(x: v128): v128 {
  //                 0   1   2   3   4   5   6   7   8   9   a  b  c  d  e  f
  const low = i8x16(26, 30, 30, 30, 30, 30, 30, 30, 30, 30, 28, 4, 4, 5, 5, 20);
  //                '-.' '0-9' 'A-O' 'P-Z_' 'a-o' 'p-z'
  const high = i8x16(0, 0, 1, 2, 4, 16, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0);
  const classes = v128.and(
    i8x16.swizzle(low, v128.and(x, i8x16.splat(15))),
    i8x16.swizzle(high, i8x16.shr_u(x, 4)),
  );
  return i8x16.eq(classes, i8x16.splat(0));
}

/** Upper case as lower case. */
@inline
function folded(x: v128): v128 {
  const upper = v128.and(i8x16.gt_s(x, i8x16.splat(0x40)), i8x16.lt_s(x, i8x16.splat(0x5b)));
  return v128.or(x, v128.and(upper, i8x16.splat(0x20)));
}

/** Four products of the words of 32 bytes, as two sums. */
@inline
function products(x: v128, y: v128, key: usize): v128 {
  const left = i32x4.add(x, v128.load(key));
  const right = i32x4.add(y, v128.load(key, 16));
  return i64x2.add(i64x2.extmul_low_i32x4_u(left, right), i64x2.extmul_high_i32x4_u(left, right));
}

/** Keeps the lanes of 32 bytes: see src/hash/host-hash.ts. */
@inline
function keep(suffix: i32, x: v128, y: v128): void {
  const at = <usize>suffix << 2;
  const ofA = products(x, y, KEYS);
  const ofB = products(x, y, KEYS + 32);
  const sums = i64x2.add(
    v128.shuffle<u64>(ofA, ofB, 0, 2),
    v128.shuffle<u64>(ofA, ofB, 1, 3),
  );
  const first = i64x2.extract_lane(sums, 0) * load<i64>(FACTORS);
  const second = i64x2.extract_lane(sums, 1) * load<i64>(FACTORS, 8);
  store<u32>(LANES_A + at, <u32>(first >>> 32));
  store<u32>(LANES_B + at, <u32>(second >>> 32));
  store<u32>(LANES_C + at, <u32>second);
}

/** Keeps the lanes of what follows byte `dot`; of all for -1. */
@inline
function keepAfter(suffix: i32, x: v128, y: v128, dot: i32): void {
  const after = i8x16.splat(<i8>dot);
  const ofX = i8x16.gt_s(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), after);
  const ofY = i8x16.gt_s(i8x16(16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31), after);
  keep(suffix, v128.and(x, ofX), v128.and(y, ofY));
}

@inline
function isDigit(code: u32): bool {
  return code - 0x30 < 10;
}

@inline
function withoutHighest(bits: u32): u32 {
  return bits & ~(0x8000_0000 >>> clz(bits));
}

/** The other suffixes that are asked for, one by one. */
function keepOthers(x: v128, y: v128, dots: u32, labels: u32): void {
  for (let suffix = 0; dots != 0; suffix++) {
    const dot = 31 - clz(dots);
    if (((labels >>> min(suffix + 1, 31)) & 1) != 0) keepAfter(suffix, x, y, dot);
    dots ^= 1 << dot;
  }
}

/** Continues after 32 bytes, whose lanes are those of suffix number `suffix`. */
function goOn(end: usize, length: i32, suffix: i32): i32 {
  let labels = suffix;
  let a = load<u32>(LANES_A + (<usize>labels << 2));
  let b = load<u32>(LANES_B + (<usize>labels << 2));
  let c = load<u32>(LANES_C + (<usize>labels << 2));
  const start = end - length;
  // The end of the label that continues to the left.
  let stop = end - 32;
  while (stop < end && load<u8>(stop) != 0x2e) stop++;
  for (let at = end - 33; at >= start; at--) {
    const word = load<u32>(WORDS + (<usize>load<u8>(at) << 2));
    if ((word & (HOST_DOT | ODD_HOST)) != 0) {
      if ((word & ODD_HOST) != 0 || <u32>(stop - at - 2) >= MAX_LABEL) return SLOW;
      if (labels == 0 && isDigit(load<u8>(at, 1))) return SLOW;
      const to = <usize>labels << 2;
      store<u32>(LANES_A + to, a);
      store<u32>(LANES_B + to, b);
      store<u32>(LANES_C + to, c);
      labels++;
      stop = at;
    }
    a = (a ^ word) * MULTIPLIER_A;
    b = (b ^ rotr(a, 16)) * MULTIPLIER_B;
    c = (c * MULTIPLIER_C) ^ b;
  }
  if (<u32>(stop - start - 1) >= MAX_LABEL || (labels == 0 && isDigit(load<u8>(start)))) return SLOW;
  const to = <usize>labels << 2;
  store<u32>(LANES_A + to, a);
  store<u32>(LANES_B + to, b);
  store<u32>(LANES_C + to, c);
  return labels;
}

/** What {@link walk} does, for a host whose last 32 bytes are in two vectors, those of others before it. */
function walkVectors(rawX: v128, rawY: v128, length: i32, labels: u32): i32 {
  const first = max(32 - length, 0);
  const from = i8x16.splat(<i8>first);
  const ofX = i8x16.ge_s(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), from);
  const ofY = i8x16.ge_s(i8x16(16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31), from);
  const oddOnes = v128.or(v128.and(odd(rawX), ofX), v128.and(odd(rawY), ofY));
  const x = v128.and(folded(rawX), ofX);
  const y = v128.and(folded(rawY), ofY);
  const dot = i8x16.splat(0x2e);
  const dots: u32 = i8x16.bitmask(i8x16.eq(x, dot)) | (i8x16.bitmask(i8x16.eq(y, dot)) << 16);
  // A label is empty: between two dots, before the end, before the first byte.
  const empty = dots & ((dots >>> 1) | 0x8000_0000 | (<u32>(length <= 32) << first));
  v128.store(BLOCK, x);
  v128.store(BLOCK, y, 16);
  const startOfLast = max(32 - clz(dots), first);
  const isAddress = isDigit(load<u8>(BLOCK + startOfLast)) & ((dots != 0) | (length <= 32));
  if (<i32>v128.any_true(oddOnes) | empty | <i32>isAddress) return SLOW;
  const whole = popcnt(dots);
  const below = withoutHighest(dots);
  keepAfter(min(2, whole), x, y, 31 - clz(withoutHighest(below)));
  keepAfter(min(1, whole), x, y, 31 - clz(below));
  if (whole > 2 || length > 32) return walkRest(x, y, length, labels, dots);
  if ((labels & 2) != 0) keepOthers(x, y, dots, labels);
  return whole;
}

function walkRest(x: v128, y: v128, length: i32, labels: u32, dots: u32): i32 {
  const whole = popcnt(dots);
  keep(whole, x, y);
  if ((labels & ~0b1100 & ((2 << whole) - 1)) != 0) keepOthers(x, y, dots, labels);
  return whole;
}

/**
 * Hashes suffixes of the host of `length` bytes, 1 to 253, that ends at `end`: the whole, those of two and three labels, and those of
 * which `labels` has a bit. Returns the number of the whole, its labels less one; -1 if the host is not plain.
 */
export function walk(end: usize, length: i32, labels: u32): i32 {
  const whole = walkVectors(v128.load(end - 32), v128.load(end - 16), length, labels);
  if (whole < 0 || length <= 32) return whole;
  return goOn(end, length, whole);
}

/** {@link walk} for at most 32 bytes: the last of the 32 after `skip` bytes of nine words. */
export function walkWords(
  w0: i32, w1: i32, w2: i32, w3: i32, w4: i32, w5: i32, w6: i32, w7: i32, w8: i32,
  skip: i32, length: i32, labels: u32,
): i32 {
  const first = i32x4.replace_lane(i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(w0), 1, w1), 2, w2), 3, w3);
  const second = i32x4.replace_lane(i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(w4), 1, w5), 2, w6), 3, w7);
  const third = i32x4.splat(w8);
  const low = i8x16.add(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>skip));
  const high = i8x16.sub(low, i8x16.splat(16));
  const x = v128.or(i8x16.swizzle(first, low), i8x16.swizzle(second, high));
  const y = v128.or(i8x16.swizzle(second, low), i8x16.swizzle(third, high));
  return walkVectors(x, y, length, labels);
}
