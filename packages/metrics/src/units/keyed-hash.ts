/**
 * 64 bits of a text under a secret of 128, in two lanes of 32: what stands for a client and an item in the tables. Only
 * `Math.imul`: 64-bit products do not exist in fast JavaScript. Two keys of a full table (65,536) are confused with a
 * probability of 1e-10; such a pair would be counted as one.
 */

/** Words of the secret: two a lane. */
export const SECRET_WORDS = 4;

export class KeyedHash {
  /** After {@link end}: the two lanes. */
  high = 0;
  low = 0;
  readonly #secret: Int32Array;

  /** @param secret - shared; may be replaced in place while in use: what is hashed meanwhile is somebody new */
  constructor(secret: Int32Array) {
    this.#secret = secret;
  }

  begin(): this {
    this.high = this.#secret[0] ?? 0;
    this.low = this.#secret[1] ?? 0;
    return this;
  }

  add(word: number): this {
    this.high = Math.imul(this.high ^ word ^ (this.high >>> 15), 0x85eb_ca6b);
    this.low = Math.imul(this.low ^ word ^ (this.high >>> 13), 0xc2b2_ae35) ^ (this.low >>> 17);
    return this;
  }

  end(): void {
    this.add(this.#secret[2] ?? 0).add(this.#secret[3] ?? 0);
    this.high ^= this.high >>> 16;
    this.low ^= this.low >>> 16;
    this.add(0).add(0);
  }
}
