/** Probing one snapshot: the filter first, the cells for what it lets through. */
import { filterBits } from '../hash/lanes.ts';
import { filterWord } from './filter-size.ts';
import type { Tables } from './tables.ts';

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
   * The longest suffix, from `suffix` down, that the filter lets through; -1 where there is none, and then no rule covers the
   * host and no path rule is below it. One load a suffix, all independent: this is where nearly every request ends.
   *
   * @param labels - bit n is set where suffixes of n labels are worth asking for (31: of 31 and more)
   */
  candidate(a: Int32Array, b: Int32Array, suffix: number, labels: number): number {
    const filter = this.#filter;
    const factor = this.#filterFactor;
    const shift = this.#filterShift;
    for (let at = suffix; at >= 0; at -= 1) {
      if (((labels >>> Math.min(at + 1, 31)) & 1) === 0) continue;
      const bits = filterBits(b[at] as number);
      if (((filter[filterWord(a[at] as number, factor, shift)] as number) & bits) === bits) return at;
    }
    return -1;
  }

  /** True where the filter lets a key through: it has a cell, or is a host with path rules, or is one of the 4.4 to 5.6 % by chance. */
  perhaps(a: number, b: number): boolean {
    const bits = filterBits(b);
    return ((this.#filter[filterWord(a, this.#filterFactor, this.#filterShift)] as number) & bits) === bits;
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
