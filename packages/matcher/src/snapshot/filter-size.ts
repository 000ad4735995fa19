/**
 * How large FILTER is, and which of its words belongs to a key: a count of words that is 8 to 15 times a power of two, so that the
 * bits a key has stay near what was chosen. Powers of two alone let them swing by two, and with them the bytes: a million pages on
 * half a million hosts took 10.6 bytes each instead of 9.9, at 7 bits a key.
 *
 *   a   ┌──────────── 28 bits ────────────┬ 4 ┐
 *       └───────────────┬─────────────────┴───┘
 *            × factor (4 bits) >>> shift          0 to words - 1, each as often as any other
 *
 * A product of integers, 1 to 2 ns a lookup; one in floating point, for any size at all, cost 20 of 82.
 */

/** Bits of FILTER a key, at least; two set bits in each half of 64 then let 1.7 to 2.5 % of probes through to CELLS. */
const BITS_A_KEY = 9;

const FACTOR_BITS = 4;
const LEAST_FACTOR = 8;
const MOST_SHIFT = 32 - FACTOR_BITS;
/** A word of the filter is two of these. */
const LEAST_WORDS = 2 * LEAST_FACTOR;
/** 4 GB of filter: no buffer is so large. */
const MOST_WORDS = 2 ** 30;

/** What makes of a lane the place of a word. */
export interface FilterSize {
  readonly factor: number;
  readonly shift: number;
}

/** Words of 32 bits for so many keys, an even number of at least 16. */
export function filterWordsFor(keys: number): number {
  const wanted = Math.max(LEAST_WORDS, Math.ceil((keys * BITS_A_KEY) / 32));
  const unit = 2 ** (Math.floor(Math.log2(wanted)) + 1 - FACTOR_BITS);
  return Math.ceil(wanted / unit) * unit;
}

/** The size of a filter of so many words; undefined if a filter cannot have them. */
export function filterSizeOf(words: number): FilterSize | undefined {
  if (words < LEAST_WORDS || words > MOST_WORDS) return undefined;
  const exponent = MOST_SHIFT - Math.clz32(words);
  const factor = words >>> exponent;
  return factor * 2 ** exponent === words ? { factor, shift: MOST_SHIFT - exponent } : undefined;
}

/** The first of the two words of a key. */
export function filterWord(a: number, factor: number, shift: number): number {
  return (Math.imul(a >>> FACTOR_BITS, factor) >>> shift) & -2;
}
