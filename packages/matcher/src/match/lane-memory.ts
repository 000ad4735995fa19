/**
 * What was found out about names, for as long as one snapshot is in force. A table of fixed size by the lanes of a name, in buckets of
 * four: a new name takes the place of the oldest one there. It holds no name, only 64 bits of a hash under the snapshot's
 * secret seed, so that nobody can aim at a bucket; one look-up in 2^64 is answered for another name.
 *
 *   bucket = upper half of a, and the tag       an entry: b, c, tag + 1, value
 *
 * A new name that takes the place of any other, instead of the oldest, made the look-up of 20,000 known names among 280,000 new ones
 * two times as long (experiments/hashed.ts).
 */

/** 131,072 entries: 2 MiB. */
const BUCKETS = 1 << 15;
const WAYS = 4;
const WORDS = 4;
const BUCKET_WORDS = WAYS * WORDS;

/** Nothing is known of the name. */
export const UNKNOWN: number = -0x8000_0000;

/** One a matcher. Reading and writing allocate nothing. */
export class LaneMemory {
  readonly #words = new Int32Array(BUCKETS * BUCKET_WORDS);

  /** What was remembered under `tag`, a small number; {@link UNKNOWN} if nothing was, or if others have taken its place. */
  get(a: number, b: number, c: number, tag: number): number {
    const at = this.#find(bucketOf(a, tag), b, c, tag + 1);
    return at < 0 ? UNKNOWN : (this.#words[at + 3] as number);
  }

  /** Remembers a value, 32 bits. */
  set(a: number, b: number, c: number, tag: number, value: number): void {
    const bucket = bucketOf(a, tag);
    const words = this.#words;
    let at = this.#find(bucket, b, c, tag + 1);
    if (at < 0) {
      // The newest is first; the oldest of four is dropped.
      words.copyWithin(bucket + WORDS, bucket, bucket + BUCKET_WORDS - WORDS);
      at = bucket;
    }
    words[at] = b;
    words[at + 1] = c;
    words[at + 2] = tag + 1;
    words[at + 3] = value;
  }

  #find(bucket: number, b: number, c: number, mark: number): number {
    const words = this.#words;
    for (let at = bucket; at < bucket + BUCKET_WORDS; at += WORDS)
      if (words[at] === b && words[at + 1] === c && words[at + 2] === mark) return at;
    return -1;
  }
}

function bucketOf(a: number, tag: number): number {
  return (((a >>> 16) + Math.imul(tag, 0x9e37)) & (BUCKETS - 1)) * BUCKET_WORDS;
}
