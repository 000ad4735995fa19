/**
 * Which source addresses are treated differently from the settings, as sorted ranges in shared memory:
 *
 *   2001:db8:0:100::/56 never filtered, 198.51.100.0/24 of market 1
 *
 *   words  │ first address: 4 words │ last address: 4 words │ treatment │   9 words a range, sorted, none overlaps another
 *
 * All workers read one copy. It is built by the main thread and never changed: a change is another table.
 */
import type { IpAddress } from '../decide/address.ts';

/** Connections of the source are never judged, and appear in no statistics but the count of exempt connections. */
export const NEVER_FILTERED = -1;

/** Neither exempt nor of another market: the settings apply. */
export const NOT_LISTED = -2;

/** One range of source addresses; see {@link ExemptionTable.of}. */
export interface ExemptRange {
  /** In the 128-bit form in which IPv4 is mapped into IPv6. */
  readonly first: IpAddress;
  /** At least `first`. */
  readonly last: IpAddress;
  /** {@link NEVER_FILTERED}, or an index into the settings' markets. */
  readonly treatment: number;
}

const RANGE_WORDS = 9;
const ADDRESS_WORDS = 4;
const TREATMENT = 8;

/** Looks source addresses up: 17 steps for 100,000 ranges, at accept only. Cost: see {@link ExemptionTable.find}. */
export class ExemptionTable {
  /** To be handed to workers. */
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #unsigned: Uint32Array;
  readonly #count: number;
  readonly #wanted = new Uint32Array(ADDRESS_WORDS);

  /** @param memory - of another table, in this or another thread. */
  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
    this.#unsigned = new Uint32Array(memory);
    this.#count = Math.floor(this.#words.length / RANGE_WORDS);
  }

  /** Makes a table. @param ranges - sorted, without overlap; a `RangeError` if they are not. */
  static of(ranges: readonly ExemptRange[]): ExemptionTable {
    const memory = new SharedArrayBuffer(ranges.length * RANGE_WORDS * Int32Array.BYTES_PER_ELEMENT);
    const words = new Uint32Array(memory);
    let before = -1n;
    for (const [i, { first, last, treatment }] of ranges.entries()) {
      if (first <= before || last < first) throw new RangeError('Ranges of exemptions must be sorted and apart');
      before = last;
      writeAddress(words, i * RANGE_WORDS, first);
      writeAddress(words, i * RANGE_WORDS + ADDRESS_WORDS, last);
      words[i * RANGE_WORDS + TREATMENT] = treatment;
    }
    return new ExemptionTable(memory);
  }

  /** {@link NEVER_FILTERED}, the index of a market, or {@link NOT_LISTED}. Allocates nothing but the address's own words. */
  find(address: IpAddress): number {
    if (this.#count === 0) return NOT_LISTED;
    writeAddress(this.#wanted, 0, address);
    // 1. The last range that begins at the address or before it.
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(middle * RANGE_WORDS) <= 0) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return NOT_LISTED;
    // 2. Does it reach that far?
    const range = (low - 1) * RANGE_WORDS;
    return this.#compare(range + ADDRESS_WORDS) < 0 ? NOT_LISTED : (this.#words[range + TREATMENT] as number);
  }

  /** The sign of: the address at `offset` minus the one that is looked for. */
  #compare(offset: number): number {
    for (let i = 0; i < ADDRESS_WORDS; i += 1) {
      const difference = (this.#unsigned[offset + i] as number) - (this.#wanted[i] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }
}

/** The table of a filter without exemptions. */
export const NO_EXEMPTIONS: ExemptionTable = ExemptionTable.of([]);

function writeAddress(words: Uint32Array, offset: number, address: IpAddress): void {
  for (let i = 0; i < ADDRESS_WORDS; i += 1) {
    words[offset + i] = Number((address >> BigInt(32 * (ADDRESS_WORDS - 1 - i))) & 0xffff_ffffn);
  }
}
