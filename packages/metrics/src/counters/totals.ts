import { BLOCKS, type BlockName, type CounterLayout, type CounterShape, type Dimension, layoutOf } from './layout.ts';
import type { CounterRegion } from './region.ts';

/**
 * The sum of all workers' regions, read straight from shared memory: no worker is asked, and a dead worker's counts
 * stay in. Costs one addition a slot and region.
 */
export class CounterTotals {
  readonly shape: CounterShape;
  readonly #layout: CounterLayout;
  readonly #regions: readonly Float64Array[];

  /** All regions must have the shape of the first. Throws a `RangeError` where one has another size, or there is none. */
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
    const index = this.#indexOf(block, at);
    let total = 0;
    for (const slots of this.#regions) total += slots[index] ?? 0;
    return total;
  }

  /** The same of each worker by itself. */
  each(block: BlockName, at: readonly number[]): number[] {
    const index = this.#indexOf(block, at);
    return this.#regions.map((slots) => slots[index] ?? 0);
  }

  /** The sums of this moment, as one region that nobody writes to. */
  frozen(): CounterTotals {
    const sums = new Float64Array(new SharedArrayBuffer(this.#layout.length * Float64Array.BYTES_PER_ELEMENT));
    for (const slots of this.#regions) {
      for (let i = 0; i < sums.length; i += 1) sums[i] = (sums[i] ?? 0) + (slots[i] ?? 0);
    }
    return new CounterTotals([{ shape: this.shape, buffer: sums.buffer }]);
  }

  #indexOf(block: BlockName, at: readonly number[]): number {
    const { sizes, offsets } = this.#layout;
    const dimensions = BLOCKS[block];
    let index = 0;
    for (let i = 0; i < dimensions.length; i += 1) index = index * sizes[dimensions[i] as Dimension] + (at[i] ?? 0);
    return index + offsets[block];
  }
}
