/**
 * In place of a counter slot: what only such lists hold is blocked and counted, and kept out of the figures of what people
 * asked for. A test of the filter would be 250 attempts of nobody.
 */
export const APART_SLOT = 0xfffe;

/**
 * Gives each list id a slot for the life of the process. A list keeps its slot over reloads, renames of its file and
 * even its removal, so its counters only ever grow; ids that return find their slot again.
 */
export class ListSlots {
  readonly #slots = new Map<string, number>();
  readonly #capacity: number;

  /** @param capacity - `CounterShape.listCapacity`. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** How many of `ids` could not get a slot. Zero means that {@link assign} will succeed. Changes nothing. */
  lacking(ids: readonly string[]): number {
    const fresh = new Set(ids.filter((id) => !this.#slots.has(id)));
    return Math.max(0, this.#slots.size + fresh.size - this.#capacity);
  }

  /** The slot of each id, in the order given. Throws a `RangeError` if the capacity is spent; nothing is given then. */
  assign(ids: readonly string[]): Uint16Array {
    if (this.lacking(ids) > 0) {
      throw new RangeError(
        `Cannot count these lists: the process has seen ${this.#slots.size} list ids and can tell ${this.#capacity} apart. ` +
          'Restart it to forget the lists that are gone',
      );
    }
    return Uint16Array.from(ids, (id) => this.#slotOf(id));
  }

  /** Every id seen so far, with its slot. */
  entries(): IterableIterator<[id: string, slot: number]> {
    return this.#slots.entries();
  }

  #slotOf(id: string): number {
    const known = this.#slots.get(id);
    if (known !== undefined) return known;
    const slot = this.#slots.size;
    this.#slots.set(id, slot);
    return slot;
  }
}
