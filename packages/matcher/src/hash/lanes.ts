/**
 * The hash of a rule: three 32-bit lanes. Those of a host come from host-hash.ts, from its last 32 bytes; what is before these, and
 * then the path, goes on from there, each lane fed by the one before it, one step a character:
 *
 *   word ──> a ──(halves swapped)──> b ──> c          a  places: filter word and bucket
 *                                                     b  32 bits of fingerprint
 *                                                     c  16 more, its upper half
 *
 * Hosts are read from right to left, so that one pass meets the hash of every suffix; a path continues from its host, left to
 * right. Only `Math.imul`: 64-bit products do not exist in fast JavaScript.
 *
 * A step is a bijection of each lane, so two texts that differ in one character differ in all lanes at that place. How rarely two keys
 * meet is in docs/memory.md. Three lanes cost no more than one: the loop waits for the text, not for them.
 */

const MULTIPLIER_A = 0x85eb_ca6b;
const MULTIPLIER_B = 0xc2b2_ae35;
const MULTIPLIER_C = 0x27d4_eb2f;

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

/** The bits that a key sets in the first half of its filter word: two of 32. A shift counts modulo 32 anyway. */
export function filterBits(b: number): number {
  return (1 << (b >>> 27)) | (1 << (b >>> 22));
}

/** {@link filterBits} of the second half. */
export function filterBitsAfter(b: number): number {
  return (1 << (b >>> 17)) | (1 << (b >>> 12));
}
