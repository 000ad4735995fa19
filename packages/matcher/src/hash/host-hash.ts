/**
 * The hash of a host, byte by byte from right to left: the definition that the kernel (kernel/host.ts) is held to.
 *
 *                             the last 32 bytes, zeros before a shorter text
 *   w0 ─┐ w1 ─┐ w2 ─┐ w3 ─┐   w4 ── w5 ── w6 ── w7       words of four bytes, the first one lowest
 *       └─────┼─────┼─────┼────┘     │     │     │
 *        (w0 + k0)(w4 + k4) + (w1 + k1)(w5 + k5) + (w2 + k2)(w6 + k6) + (w3 + k3)(w7 + k7)       64 bits
 *
 * That is NH (Black, Halevi, Krawczyk, Krovetz, Rogaway: UMAC, CRYPTO '99) with eight secret words: two texts have the same sum with
 * probability 2^-32 at most. Twice, with other words, it is 2^-64. A product with a secret odd number of 64 bits then brings each
 * sum's bits to the top, where they are used (Dietzfelbinger's multiply-shift):
 *
 *   a   upper half of the first product       place: filter word and bucket
 *   b   upper half of the second              32 bits of fingerprint
 *   c   lower half of the second              16 more, its upper half
 *
 * Bytes before the last 32 go on from there one by one, as paths do (lanes.ts).
 *
 * In place of a chain over all bytes, because this can be computed for 32 bytes at once: 15 ns for two suffixes in place of 46 for
 * 18 bytes (docs/adr/0021-hosts-in-vectors.md). Here it takes 80 ns a text.
 */
import type { KeyTables } from './key.ts';
import { stepA, stepB, stepC } from './lanes.ts';

/** Bytes that are hashed at once. */
const BLOCK = 32;
const BLOCK_WORDS = BLOCK / 4;

/** Words of key of one sum; the secret factors come after those of both. */
const FACTORS = 2 * BLOCK_WORDS;

/** One host at a time. Its lanes are those of the bytes taken since `clear`, once `settle` was called. */
export class HostHash {
  a = 0;
  b = 0;
  c = 0;
  #length = 0;
  #high = 0;
  #low = 0;
  readonly #bytes = new Uint8Array(BLOCK);
  readonly #words = new Int32Array(this.#bytes.buffer);
  readonly #key: Int32Array;
  readonly #hostWords: Int32Array;

  constructor({ block, host }: KeyTables) {
    this.#key = block;
    this.#hostWords = host;
  }

  /** Forgets the text before. */
  clear(): void {
    this.#length = 0;
    this.#words.fill(0);
  }

  /** Takes the byte before those taken so far, upper case like lower. */
  push(code: number): void {
    if (this.#length < BLOCK) this.#bytes[BLOCK - 1 - this.#length] = foldedCode(code);
    else this.#goOn(this.#hostWords[code] as number);
    this.#length += 1;
  }

  /** Makes the lanes those of the bytes taken so far. */
  settle(): void {
    if (this.#length > BLOCK) return;
    this.#sum(0);
    this.a = this.#upperProduct(FACTORS);
    this.#sum(BLOCK_WORDS);
    this.b = this.#upperProduct(FACTORS + 2);
    this.c = Math.imul(this.#low, this.#key[FACTORS + 2] as number);
  }

  #goOn(word: number): void {
    if (this.#length === BLOCK) this.settle();
    this.a = stepA(this.a, word);
    this.b = stepB(this.b, this.a);
    this.c = stepC(this.c, this.b);
  }

  /** The sum of products with the key words from `from` on, as two halves. */
  #sum(from: number): void {
    const key = this.#key;
    const words = this.#words;
    let low = 0;
    let high = 0;
    for (let at = 0; at < BLOCK_WORDS / 2; at += 1) {
      const left = ((words[at] as number) + (key[from + at] as number)) | 0;
      const right = ((words[at + 4] as number) + (key[from + at + 4] as number)) | 0;
      const product = Math.imul(left, right);
      low = (low + product) | 0;
      const carry = low >>> 0 < product >>> 0 ? 1 : 0;
      high = (high + upperHalf(left, right) + carry) | 0;
    }
    this.#low = low;
    this.#high = high;
  }

  /** The upper half of the lower 64 bits of the sum times a factor. */
  #upperProduct(factor: number): number {
    const low = this.#key[factor] as number;
    const high = this.#key[factor + 1] as number;
    return (upperHalf(this.#low, low) + Math.imul(this.#low, high) + Math.imul(this.#high, low)) | 0;
  }
}

function foldedCode(code: number): number {
  return (code - 0x41) >>> 0 < 26 ? code | 0x20 : code;
}

/** The upper 32 bits of a product of two unsigned words. */
function upperHalf(x: number, y: number): number {
  const x0 = x & 0xffff;
  const x1 = x >>> 16;
  const y0 = y & 0xffff;
  const y1 = y >>> 16;
  const xy = Math.imul(x1, y0);
  const yx = Math.imul(x0, y1);
  const middle = (Math.imul(x0, y0) >>> 16) + (xy & 0xffff) + (yx & 0xffff);
  return (Math.imul(x1, y1) + (xy >>> 16) + (yx >>> 16) + (middle >>> 16)) | 0;
}
