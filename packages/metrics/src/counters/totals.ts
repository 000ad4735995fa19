import {
  type BlockName,
  type CounterLayout,
  type CounterShape,
  indexOf,
  layoutOf,
  positionsAt,
  rangeOf,
} from './layout.ts';
import type { CounterRegion } from './region.ts';

/**
 * The sum of all workers' regions, read straight from shared memory: no worker is asked, and a dead worker's counts
 * stay in. Costs one addition a slot and region.
 */
export class CounterTotals {
  readonly shape: CounterShape;
  readonly #layout: CounterLayout;
  readonly #regions: readonly Float64Array<SharedArrayBuffer>[];

  /** All regions must have the shape of the first. Throws a `RangeError` if one has another size, or there is none. */
  constructor(regions: readonly CounterRegion[]) {
    const [first] = regions;
    if (first === undefined) throw new RangeError('Cannot sum the counters: there is no region');
    this.shape = first.shape;
    this.#layout = layoutOf(first.shape);
    this.#regions = regions.map(({ buffer }) => new Float64Array(buffer));
    if (this.#regions.some((slots) => slots.length !== this.#layout.length)) {
      throw new RangeError('Cannot sum the counters: the regions were allocated for different shapes');
    }
  }

  /** One counter: `at` names a position for each dimension of the block, in its order. */
  sum(block: BlockName, at: readonly number[]): number {
    return this.#at(indexOf(this.#layout, block, at));
  }

  /** The same of each worker alone. */
  each(block: BlockName, at: readonly number[]): number[] {
    const index = indexOf(this.#layout, block, at);
    return this.#regions.map((slots) => slots[index] ?? 0);
  }

  /**
   * Visits each counter of a block that is ahead of the same one of `other`, which has the same shape, with its positions and by how
   * much. In the order of the layout. One addition a slot and region: most slots are of lists that do not exist.
   */
  ahead(block: BlockName, other: CounterTotals, visit: (at: readonly number[], by: number) => void): void {
    const { begin, end } = rangeOf(this.#layout, block);
    for (let index = begin; index < end; index += 1) {
      const by = this.#at(index) - other.#at(index);
      if (by > 0) visit(positionsAt(this.#layout, block, index), by);
    }
  }

  /** The sums of this moment, as one region that nobody writes to. */
  frozen(): CounterTotals {
    const sums = new Float64Array(new SharedArrayBuffer(this.#layout.length * Float64Array.BYTES_PER_ELEMENT));
    for (const slots of this.#regions) {
      for (let i = 0; i < sums.length; i += 1) sums[i] = (sums[i] ?? 0) + (slots[i] ?? 0);
    }
    return new CounterTotals([{ shape: this.shape, buffer: sums.buffer }]);
  }

  /** Returns the sums of these regions and of another one of the same shape. */
  with(region: CounterRegion): CounterTotals {
    return new CounterTotals([...this.#regions.map(({ buffer }) => ({ shape: this.shape, buffer })), region]);
  }

  #at(index: number): number {
    let total = 0;
    for (const slots of this.#regions) total += slots[index] ?? 0;
    return total;
  }
}
