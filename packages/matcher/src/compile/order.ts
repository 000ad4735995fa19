/**
 * Sorting of rows of words by their first word, then by the next ones.
 *
 * The first word is a hash, so its upper bits spread rows evenly: each row is moved once, into one of some thousand buckets that fit into
 * the cache, and sorted there. A radix sort of numbers of rows alone took as long, and whoever read the rows in that order then waited
 * for the memory at each: 0.6 s for a million rules and their hosts, in place of 0.25.
 */
import { compareLanes } from './records.ts';

/** Rows in a bucket, about. */
const IN_BUCKET = 256;
const MOST_BUCKET_BITS = 14;
/** In a bucket, a row is named by so many lower bits of a double, and the first word is above them: 53 in all. */
const NAME_BITS = 21;
const NAMES = 2 ** NAME_BITS;

/** Rows of `stride` words each, of which the first `keys` decide. */
export interface RowShape {
  readonly stride: number;
  readonly keys: number;
}

/**
 * The first `count` rows of `words`, ascending by their keys, unsigned, as new words.
 *
 * Linear for hashes; rows with one first word are few, or the same rule many times over, and are compared. As many words again while it
 * runs.
 */
export function sortedRows(words: Int32Array, count: number, shape: RowShape): Int32Array {
  const bits = Math.min(MOST_BUCKET_BITS, Math.max(1, Math.ceil(Math.log2(count / IN_BUCKET + 1))));
  const ends = new Uint32Array(2 ** bits);
  const sorted = scattered(words, count, shape.stride, 32 - bits, ends);
  const sorter = new BucketSorter(sorted, shape, largest(ends));
  let start = 0;
  for (const end of ends) {
    if (end - start > 1) sorter.sort(start, end);
    start = end;
  }
  return sorted;
}

/** The rows by the upper bits of their first word, in their order otherwise. `ends`: where each bucket ends, written here. */
function scattered(words: Int32Array, count: number, stride: number, shift: number, ends: Uint32Array): Int32Array {
  const last = count * stride;
  for (let at = 0; at < last; at += stride) {
    const bucket = (words[at] as number) >>> shift;
    ends[bucket] = (ends[bucket] as number) + 1;
  }
  let before = 0;
  for (let bucket = 0; bucket < ends.length; bucket += 1) {
    const rows = ends[bucket] as number;
    ends[bucket] = before;
    before += rows;
  }
  const sorted = new Int32Array(last);
  for (let at = 0; at < last; at += stride) {
    const bucket = (words[at] as number) >>> shift;
    const row = ends[bucket] as number;
    ends[bucket] = row + 1;
    const to = row * stride;
    for (let word = 0; word < stride; word += 1) sorted[to + word] = words[at + word] as number;
  }
  return sorted;
}

function largest(ends: Uint32Array): number {
  let most = 0;
  let start = 0;
  for (const end of ends) {
    most = Math.max(most, end - start);
    start = end;
  }
  return most;
}

/** Sorts adjacent rows, in place. */
class BucketSorter {
  readonly #rows: Int32Array;
  readonly #stride: number;
  readonly #keys: number;
  readonly #copy: Int32Array;
  /** First word and place in the bucket. A double is sorted without calling back, and has room for both. */
  readonly #named: Float64Array;

  /** @param most - rows of the largest bucket */
  constructor(rows: Int32Array, { stride, keys }: RowShape, most: number) {
    this.#rows = rows;
    this.#stride = stride;
    this.#keys = keys;
    this.#copy = new Int32Array(most * stride);
    this.#named = new Float64Array(most);
  }

  /** Sorts the rows `[start, end)`. */
  sort(start: number, end: number): void {
    const stride = this.#stride;
    this.#copy.set(this.#rows.subarray(start * stride, end * stride));
    // If there are more rows than can be named, nearly all have one first word; their order is by the other words anyway.
    const order =
      end - start > NAMES ? Float64Array.from({ length: end - start }, (_, at) => at) : this.#byFirstWord(end - start);
    this.#sortRuns(order);
    for (let at = 0; at < order.length; at += 1) {
      const from = (order[at] as number) * stride;
      const to = (start + at) * stride;
      for (let word = 0; word < stride; word += 1) this.#rows[to + word] = this.#copy[from + word] as number;
    }
  }

  /** Places in the bucket, by first words. */
  #byFirstWord(count: number): Float64Array {
    const named = this.#named.subarray(0, count);
    for (let at = 0; at < count; at += 1) named[at] = ((this.#copy[at * this.#stride] as number) >>> 0) * NAMES + at;
    named.sort();
    for (let at = 0; at < count; at += 1) named[at] = (named[at] as number) % NAMES;
    return named;
  }

  /** Sorts each run of rows that share their first word by the other keys; all of it, if there are more than have names. */
  #sortRuns(order: Float64Array): void {
    let start = 0;
    for (let at = 1; at <= order.length; at += 1) {
      if (at < order.length && (order.length > NAMES || this.#first(order, at) === this.#first(order, start))) continue;
      if (at - start > 1) order.subarray(start, at).sort(this.#compare);
      start = at;
    }
  }

  #first(order: Float64Array, at: number): number {
    return this.#copy[(order[at] as number) * this.#stride] as number;
  }

  readonly #compare = (left: number, right: number): number => {
    for (let word = 0; word < this.#keys; word += 1) {
      const one = this.#copy[left * this.#stride + word] as number;
      const difference = compareLanes(one, this.#copy[right * this.#stride + word] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}
