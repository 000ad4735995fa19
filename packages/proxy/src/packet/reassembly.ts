/**
 * The first bytes of one direction of a flow, in the order of their sequence numbers, however they come:
 *
 *   offset   0        200      400      600
 *            ├────────┤                          came second
 *                              ├────────┤        came first
 *                     └ end: what is whole from the beginning
 *
 * A byte that comes twice must be the same: two ends that read one stream in two ways is what evasion is made of.
 */

/** The bytes bring something new. */
export const FRESH = 0;
/** All of them have come before, and are the same. */
export const KNOWN = 1;
/** One of them has come before, and was another. */
export const DIFFERENT = 2;
/** They begin before the first byte, or end behind the last that there may be. */
export const OUTSIDE = 3;
/** There are as many pieces as there may be. */
export const CROWDED = 4;
export type Addition = typeof FRESH | typeof KNOWN | typeof DIFFERENT | typeof OUTSIDE | typeof CROWDED;

/** Limit for one flow: what the largest hello of a browser needs several times over. */
export const MOST_BYTES = 16_384;
export const MOST_SEGMENTS = 16;
/** What most hellos fit in. */
const FIRST_SLAB = 2048;

export class Reassembly {
  /** `bytes[0, end)` is whole. Replaced by a larger one as bytes come. */
  bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_SLAB);
  end = 0;
  /** Pieces behind `end`, sorted, none touching another: from, to, from, to, … */
  readonly #ahead: number[] = [];

  /** Bytes that the flow holds in memory. */
  get size(): number {
    return this.bytes.length;
  }

  /** True if it has grown beyond what most flows need. */
  get hasGrown(): boolean {
    return this.bytes.length > FIRST_SLAB;
  }

  /** Forgets all bytes; keeps its memory. */
  reset(): void {
    this.end = 0;
    this.#ahead.length = 0;
  }

  /** Adds `source[start, stop)`, which is at `offset` of the stream. Anything but FRESH changes nothing. */
  add(offset: number, source: Uint8Array, start: number, stop: number): Addition {
    const to = offset + stop - start;
    if (offset < 0 || to > MOST_BYTES) return OUTSIDE;
    const isNext = offset === this.end && to > offset && this.#ahead.length === 0;
    const known = isNext ? FRESH : this.#compare(offset, to, source, start);
    if (known !== FRESH) return known;
    if (offset > this.end && this.#ahead.length >= 2 * MOST_SEGMENTS) return CROWDED;
    this.#grow(to);
    this.bytes.set(source.subarray(start, stop), offset);
    if (isNext) this.end = to;
    else this.#join(offset, to);
    return FRESH;
  }

  /** FRESH if a byte of the range is missing, KNOWN if none is, DIFFERENT if one is another. */
  #compare(from: number, to: number, source: Uint8Array, start: number): Addition {
    let known = 0;
    for (let i = -2; i < this.#ahead.length; i += 2) {
      const low = Math.max(from, i < 0 ? 0 : (this.#ahead[i] as number));
      const high = Math.min(to, i < 0 ? this.end : (this.#ahead[i + 1] as number));
      if (low >= high) continue;
      const at = start + low - from;
      if (this.bytes.compare(source, at, at + high - low, low, high) !== 0) return DIFFERENT;
      known += high - low;
    }
    return known === to - from ? KNOWN : FRESH;
  }

  #grow(to: number): void {
    if (to <= this.bytes.length) return;
    let size = this.bytes.length;
    while (size < to) size *= 2;
    const larger = Buffer.allocUnsafeSlow(size);
    this.bytes.copy(larger);
    this.bytes = larger;
  }

  /** The range is here: joined with those that it touches. */
  #join(from: number, to: number): void {
    const ahead = this.#ahead;
    let [low, high] = [from, to];
    let at = 0;
    while (at < ahead.length && (ahead[at + 1] as number) < low) at += 2;
    let past = at;
    while (past < ahead.length && (ahead[past] as number) <= high) {
      low = Math.min(low, ahead[past] as number);
      high = Math.max(high, ahead[past + 1] as number);
      past += 2;
    }
    ahead.splice(at, past - at, low, high);
    if (low > this.end) return;
    this.end = high;
    ahead.shift();
    ahead.shift();
  }
}
