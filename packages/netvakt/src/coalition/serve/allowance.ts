/** How much one party, or one address, may ask for: a bucket that fills evenly. */

interface Bucket {
  level: number;
  /** Milliseconds. */
  at: number;
}

/** Buckets that are kept. Beyond it the ones that were used longest ago are forgotten: they are full, or nearly. */
const MOST_BUCKETS = 10_000;

export class Allowance {
  readonly #capacity: number;
  readonly #perMillisecond: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param seconds - in which an empty bucket of `capacity` becomes full. @param now - milliseconds that only go forward. */
  constructor(capacity: number, seconds: number, now: () => number) {
    this.#capacity = capacity;
    this.#perMillisecond = capacity / seconds / 1000;
    this.#now = now;
  }

  /** Takes `amount`. False if there is not so much; then nothing is taken. */
  take(name: string, amount = 1): boolean {
    const now = this.#now();
    const bucket = this.#buckets.get(name) ?? { level: this.#capacity, at: now };
    const level = Math.min(this.#capacity, bucket.level + (now - bucket.at) * this.#perMillisecond);
    const isEnough = level >= amount;
    this.#buckets.delete(name);
    this.#buckets.set(name, { level: isEnough ? level - amount : level, at: now });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MOST_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest);
    return isEnough;
  }
}
