/**
 * The hash of a rule: three 32-bit lanes, each fed by the one before it, one step a character.
 *
 *   word ──> a ──(halves swapped)──> b ──> c          a  places: filter word and bucket
 *                                                     b  32 bits of fingerprint
 *                                                     c  16 more, its upper half
 *
 * Hosts are read from right to left, so that one pass meets the hash of every suffix; a path continues from its host, left to
 * right. Only `Math.imul`: 64-bit products do not exist in fast JavaScript.
 *
 * A step is a bijection of each lane, so two texts that differ in one character differ in all lanes at that place. Lanes a and b
 * alone would leave n / 2^64 false answers a lookup, 5e-13 at ten million entries; with c it is 2^-48 for each cell compared
 * (docs/memory.md). Three lanes cost 2 ns more than one on a host of 21 characters: the loop waits for the string, not for them.
 */

const MULTIPLIER_A = 0x85eb_ca6b;
const MULTIPLIER_B = 0xc2b2_ae35;
const MULTIPLIER_C = 0x27d4_eb2f;

/** The lanes before the first character. The secret is in the words (key.ts), so these may be known. */
export const START_A = 0x243f_6a88;
export const START_B = 0x13198a2e;
export const START_C = 0x03707344;

/** The next `a` for a character's secret word. */
export function stepA(a: number, word: number): number {
  return Math.imul(a ^ word, MULTIPLIER_A);
}

/** The next `b`, given the new `a`. Swapped halves carry the strong upper bits of a product to where the lower are weak. */
export function stepB(b: number, a: number): number {
  return Math.imul(b ^ ((a >>> 16) | (a << 16)), MULTIPLIER_B);
}

/** The next `c`, given the new `b`. */
export function stepC(c: number, b: number): number {
  return Math.imul(c, MULTIPLIER_C) ^ b;
}

/** The bits that a key sets in its filter word: three of 32, from the upper half of `b`. A shift counts modulo 32 by itself. */
export function filterBits(b: number): number {
  return (1 << (b >>> 27)) | (1 << (b >>> 22)) | (1 << (b >>> 17));
}
