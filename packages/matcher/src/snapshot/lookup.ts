/** Probing one snapshot: the filter first, the cells for what it lets through. */
import { filterBits, filterBitsAfter } from '../hash/lanes.ts';
import { transferred } from './buffers.ts';
import { filterWord } from './filter-size.ts';
import type { Tables } from './tables.ts';

/** Suffixes of two and three labels, as bits: most lists have hosts of both, so they are hashed and asked for without a question. */
export const MOSTLY_ASKED = 0b1100;
/** Zeros of a word without ones: no other number has this bit. */
const NONE_LACKING = 32;

/** The key is not in the snapshot. */
export const ABSENT = -1;

/**
 * The sections that a probe reads, as fields of one object: the class never changes shape, so the loads are direct. Words are
 * compared as signed: as unsigned ones, half of them would leave V8's small integers.
 */
export class Lookup {
  readonly #filter: Int32Array;
  readonly #filterFactor: number;
  readonly #filterShift: number;
  readonly #starts: Int32Array;
  readonly #bucketShift: number;
  readonly #cells: Int32Array;

  constructor(tables: Tables) {
    this.#filter = tables.filter;
    // Checked at load: a filter of no size would let nothing through, and is refused.
    const { factor, shift } = tables.filterSize ?? { factor: 0, shift: 0 };
    this.#filterFactor = factor;
    this.#filterShift = shift;
    this.#starts = tables.starts;
    this.#bucketShift = tables.bucketShift;
    this.#cells = tables.cells;
  }

  /**
   * The longest suffix, from the whole host down, that the filter lets through; -1 if there is none: then no rule covers the host and
   * no path rule is below it. Nearly every request ends here. The whole host and its suffixes of two and three labels are looked up
   * together, because a branch at each would be predicted wrong half of the time.
   *
   * @param labels - bit n is set if suffixes of n labels are worth asking for (31: of 31 and more); the whole is asked for anyway
   */
  first(a: Int32Array, b: Int32Array, whole: number, labels: number): number {
    this.check();
    const two = Math.min(whole, 1);
    const three = Math.min(whole, 2);
    const ofTwo = this.#lacking(a[two] as number, b[two] as number);
    const ofThree = this.#lacking(a[three] as number, b[three] as number);
    const ofWhole = whole > 2 ? this.#lacking(a[whole] as number, b[whole] as number) : ofThree;
    const shorter = (2 << Math.min(whole, 31)) - 1; // a shift counts modulo 32, and a host has up to 127 labels
    if ((ofTwo | ofThree | ofWhole) < NONE_LACKING && (labels & ~MOSTLY_ASKED & shorter) === 0) return -1;
    return ofWhole === NONE_LACKING ? whole : this.candidate(a, b, whole - 1, labels);
  }

  /** The longest suffix, from `suffix` down, with as many labels as one of the bits of `labels`, that the filter lets through; or -1. */
  candidate(a: Int32Array, b: Int32Array, suffix: number, labels: number): number {
    this.check();
    for (let at = suffix; at >= 0; at -= 1) {
      if (((labels >>> Math.min(at + 1, 31)) & 1) !== 0 && this.perhaps(a[at] as number, b[at] as number)) return at;
    }
    return -1;
  }

  /** Throws if the snapshot's memory is gone: a filter without words has no bit of any key. */
  check(): void {
    if (this.#filter.length === 0) throw transferred();
  }

  /** The last of the keys from `key` down that the filter lets through; or -1. */
  last(a: Int32Array, b: Int32Array, key: number): number {
    let at = key;
    while (at >= 0 && this.#lacking(a[at] as number, b[at] as number) !== NONE_LACKING) at -= 1;
    return at;
  }

  /** True if the filter lets a key through: it has a cell, or is a host with path rules, or is one of the 1.7 to 2.5 % by chance. */
  perhaps(a: number, b: number): boolean {
    return this.#lacking(a, b) === NONE_LACKING;
  }

  /** {@link NONE_LACKING} if the filter has all bits of a key, less if not. */
  #lacking(a: number, b: number): number {
    const filter = this.#filter;
    const word = filterWord(a, this.#filterFactor, this.#filterShift);
    const lacking = (filterBits(b) & ~(filter[word] as number)) | (filterBitsAfter(b) & ~(filter[word + 1] as number));
    return Math.clz32(lacking);
  }

  /** The cell of a key, or {@link ABSENT}. */
  cell(a: number, b: number, c: number): number {
    const bucket = a >>> this.#bucketShift;
    const end = this.#starts[bucket + 1] as number;
    const cells = this.#cells;
    for (let cell = this.#starts[bucket] as number; cell < end; cell += 1) {
      if (cells[cell * 2] === b && ((cells[cell * 2 + 1] as number) ^ c) >>> 16 === 0) return cell;
    }
    return ABSENT;
  }
}
