/**
 * Who was seen with what in the last moments, as a fixed number of entries in memory that all workers share. So one
 * person whose requests reach two workers is one person, and a flood takes no more memory than a quiet day.
 *
 *   bucket   lock, then 8 entries of 16 bytes      entry   high, low, stamp, value
 *
 * A key has one bucket. There it is found again, or takes an entry that is empty or past its window; if all eight are in
 * use, nothing is remembered and the caller counts the key as new.
 *
 * A bucket is held for some 100 ns. Should its holder be preempted, others wait, for 20 ms at most, and then count as if the
 * bucket were full; {@link release} frees what a dead worker held.
 */

const ENTRIES = 8;
const WORDS = 4;
const STRIDE = 1 + ENTRIES * WORDS;
const SPINS = 200;
const WAITS = 20;
/** Ages above this are of who read the clock before the entry was made; ten seconds before, at most. */
const BEHIND = 2 ** 32 - 10_000;

/** The answers of {@link RecentTable.note} that are no value. */
export const NEW = -1;
export const NO_ROOM = -2;

/** The memory of a table. Crosses to a worker by structured clone, which shares it. */
export type RecentBuffer = SharedArrayBuffer;

/** Makes the memory for at least `entries` entries: a power of two of buckets. 16.5 bytes an entry. */
export function allocateRecent(entries: number): RecentBuffer {
  const buckets = 2 ** Math.ceil(Math.log2(Math.max(1, entries / ENTRIES)));
  return new SharedArrayBuffer(buckets * STRIDE * Int32Array.BYTES_PER_ELEMENT);
}

/** A worker's view of the table. Allocates nothing after construction. */
export class RecentTable {
  readonly #words: Int32Array;
  readonly #mask: number;
  readonly #owner: number;

  /** @param owner - number of the worker from 0, or -1 for the main thread: who holds a bucket */
  constructor(buffer: RecentBuffer, owner: number) {
    this.#words = new Int32Array(buffer);
    this.#mask = this.#words.length / STRIDE - 1;
    this.#owner = owner + 2;
  }

  /**
   * Looks for the key, and remembers it from `now` on if it is new.
   *
   * @param now - milliseconds of a clock that all workers share, taken modulo 2^32
   * @param window - an entry is the same while it is at most so many milliseconds old
   * @param flags - joined to the entry's
   * @returns the flags as they were before; {@link NEW} or {@link NO_ROOM}
   */
  note(high: number, low: number, now: number, window: number, flags: number): number {
    const bucket = (low & this.#mask) * STRIDE;
    if (!this.#lock(bucket)) return NO_ROOM;
    const entry = this.#find(bucket, high, low, now, window);
    const result = entry === 0 ? NO_ROOM : this.#take(entry, high, low, now, window);
    if (entry !== 0) this.#words[entry + 3] = Math.max(0, result) | flags;
    this.#unlock(bucket);
    return result;
  }

  /** As {@link note}, but counts: the number of times that the key has been given since it was new, this one included. */
  count(high: number, low: number, now: number, window: number): number {
    const bucket = (low & this.#mask) * STRIDE;
    if (!this.#lock(bucket)) return NO_ROOM;
    const entry = this.#find(bucket, high, low, now, window);
    let result = NO_ROOM;
    if (entry !== 0) {
      result = Math.max(0, this.#take(entry, high, low, now, window)) + 1;
      this.#words[entry + 3] = result;
    }
    this.#unlock(bucket);
    return result;
  }

  /** Forgets everything. For the main thread, when the secret is replaced. */
  clear(): void {
    for (let bucket = 0; bucket < this.#words.length; bucket += STRIDE) {
      if (!this.#lock(bucket)) continue; // it is in use: what it holds is of the old secret, and goes with its window
      this.#words.fill(0, bucket + 1, bucket + STRIDE);
      this.#unlock(bucket);
    }
  }

  /** Frees the buckets that worker `owner` held when it died. */
  release(owner: number): void {
    for (let bucket = 0; bucket < this.#words.length; bucket += STRIDE) {
      Atomics.compareExchange(this.#words, bucket, owner + 2, 0);
    }
  }

  /** The entry of this key, or one that it may take; 0 if there is none. */
  #find(bucket: number, high: number, low: number, now: number, window: number): number {
    const words = this.#words;
    let free = 0;
    for (let entry = bucket + 1; entry < bucket + STRIDE; entry += WORDS) {
      const isEmpty = words[entry] === 0 && words[entry + 1] === 0;
      if (!isEmpty && words[entry] === high && words[entry + 1] === low) return entry;
      if (free === 0 && (isEmpty || age(now, words[entry + 2] as number) > window)) free = entry;
    }
    return free;
  }

  /** Makes the entry this key's. Its value if it was that already, within the window; else {@link NEW}. */
  #take(entry: number, high: number, low: number, now: number, window: number): number {
    const words = this.#words;
    const same = words[entry] === high && words[entry + 1] === low;
    if (same && age(now, words[entry + 2] as number) <= window) return words[entry + 3] as number;
    words[entry] = high;
    words[entry + 1] = low;
    words[entry + 2] = now | 0;
    words[entry + 3] = 0;
    return NEW;
  }

  #lock(bucket: number): boolean {
    const words = this.#words;
    for (let i = 0; i < SPINS; i += 1) if (Atomics.compareExchange(words, bucket, 0, this.#owner) === 0) return true;
    for (let i = 0; i < WAITS; i += 1) {
      Atomics.wait(words, bucket, Atomics.load(words, bucket) || -1, 1);
      if (Atomics.compareExchange(words, bucket, 0, this.#owner) === 0) return true;
    }
    return false;
  }

  #unlock(bucket: number): void {
    Atomics.store(this.#words, bucket, 0);
    Atomics.notify(this.#words, bucket, 1);
  }
}

/**
 * Milliseconds from `then` to `now`, both modulo 2^32: right for 49 days, and no entry lives so long. 0 if `then` is later: a worker reads
 * the clock before it has the bucket, and another one that reads it afterwards may be first.
 */
function age(now: number, then: number): number {
  const passed = ((now | 0) - then) >>> 0;
  return passed > BEHIND ? 0 : passed;
}
