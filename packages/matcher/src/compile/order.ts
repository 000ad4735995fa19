/** Sorting of rows of words by their first word, then by the next ones. */
import { compareLanes } from './records.ts';

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/** Rows on their way to being sorted, each with its first word: read one after the other, where the rows themselves lie anywhere. */
interface Keyed {
  readonly order: Uint32Array;
  readonly first: Int32Array;
}

/** Stable counting sort of `from` into `to` by one digit of the first words. */
function sortByDigit(from: Keyed, to: Keyed, shift: number): void {
  const next = new Uint32Array(DIGITS + 1);
  for (const word of from.first) {
    const above = ((word >>> shift) & (DIGITS - 1)) + 1;
    next[above] = (next[above] as number) + 1;
  }
  for (let digit = 0; digit < DIGITS; digit += 1)
    next[digit + 1] = (next[digit + 1] as number) + (next[digit] as number);
  for (let at = 0; at < from.first.length; at += 1) {
    const word = from.first[at] as number;
    const digit = (word >>> shift) & (DIGITS - 1);
    const place = next[digit] as number;
    to.first[place] = word;
    to.order[place] = from.order[at] as number;
    next[digit] = place + 1;
  }
}

/** Sorts each run of rows that share their first word by the first `keys` words. Such runs are short, or the same rule many times over. */
function sortRuns(words: Int32Array, stride: number, keys: number, { order, first }: Keyed): void {
  const compare = (left: number, right: number): number => {
    for (let word = 1; word < keys; word += 1) {
      const difference = compareLanes(words[left * stride + word] as number, words[right * stride + word] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  let start = 0;
  for (let at = 1; at <= order.length; at += 1) {
    if (at < order.length && first[at] === first[start]) continue;
    if (at - start > 1) order.subarray(start, at).sort(compare);
    start = at;
  }
}

/**
 * The order of `count` rows of `stride` words each, ascending by their first `keys` words, unsigned.
 *
 * Radix sort, because the first word is a hash: 1 million rows in 0.1 s, where a comparing sort takes 1.1 s. Sixteen bytes a row
 * while it runs: with the first words carried along it takes a third of the time that looking them up in the rows took.
 */
export function orderOf(words: Int32Array, stride: number, keys: number, count: number): Uint32Array {
  let sorted: Keyed = { order: new Uint32Array(count), first: new Int32Array(count) };
  let spare: Keyed = { order: new Uint32Array(count), first: new Int32Array(count) };
  for (let row = 0; row < count; row += 1) {
    sorted.order[row] = row;
    sorted.first[row] = words[row * stride] as number;
  }
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    sortByDigit(sorted, spare, shift);
    [sorted, spare] = [spare, sorted];
  }
  sortRuns(words, stride, keys, sorted);
  return sorted.order;
}
