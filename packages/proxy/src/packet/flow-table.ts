import { type FlowKey, KEY_BYTES } from './flow-key.ts';

/** The position of no flow. */
export const NO_POSITION = -1;

/**
 * Flows by who they are between, oldest first. Open addressing in typed arrays: no allocation after construction, one comparison of 40
 * bytes for a hit.
 *
 *   slots │ . │ 3 │ . │ 0 │ 7 │ …      twice as many as flows; a position is looked for from its hash on
 *   keys  │ 40 bytes of flow 0 │ of flow 1 │ …
 *   newer, older                       a list in the order of insertion, which is that of expiry
 */
export class FlowTable {
  readonly most: number;
  /** The flow that was inserted first, or NO_POSITION. */
  oldest: number = NO_POSITION;

  readonly #mask: number;
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;
  readonly #keys: Uint8Array;
  readonly #newer: Int32Array;
  readonly #older: Int32Array;
  #newest: number = NO_POSITION;
  #free = 0;
  #size = 0;

  /** `most`: flows at one time, a power of two. About 60 bytes each. */
  constructor(most: number) {
    if (most < 1 || (most & (most - 1)) !== 0) throw new RangeError(`${most} is not a power of two`);
    this.most = most;
    this.#mask = 2 * most - 1;
    this.#slots = new Int32Array(2 * most).fill(NO_POSITION);
    this.#hashes = new Int32Array(most);
    this.#keys = new Uint8Array(most * KEY_BYTES);
    this.#older = new Int32Array(most);
    // While a position is free, the next free one.
    this.#newer = Int32Array.from({ length: most }, (_, i) => i + 1);
  }

  get size(): number {
    return this.#size;
  }

  get full(): boolean {
    return this.#size === this.most;
  }

  /** The flow that was inserted next after `flow`, or NO_POSITION. */
  after(flow: number): number {
    return this.#newer[flow] as number;
  }

  /** The position of the flow, below `most`, or NO_POSITION. */
  find(key: FlowKey): number {
    for (let slot = key.low & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const flow = this.#slots[slot] as number;
      if (flow === NO_POSITION) return NO_POSITION;
      if (this.#hashes[flow] === key.low && this.#isKey(flow, key.bytes)) return flow;
    }
  }

  /** Adds a flow that is not there. Its position, or NO_POSITION if the table is full. */
  insert(key: FlowKey): number {
    if (this.full) return NO_POSITION;
    const flow = this.#free;
    this.#free = this.#newer[flow] as number;
    this.#size += 1;
    this.#hashes[flow] = key.low;
    this.#keys.set(key.bytes, flow * KEY_BYTES);
    let slot = key.low & this.#mask;
    while (this.#slots[slot] !== NO_POSITION) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = flow;
    this.#append(flow);
    return flow;
  }

  /** Removes a flow that is there. */
  remove(flow: number): void {
    let hole = (this.#hashes[flow] as number) & this.#mask;
    while (this.#slots[hole] !== flow) hole = (hole + 1) & this.#mask;
    this.#close(hole);
    this.#unlink(flow);
    this.#newer[flow] = this.#free;
    this.#free = flow;
    this.#size -= 1;
  }

  /** Moves up what would not be found behind the hole any more. */
  #close(at: number): void {
    const slots = this.#slots;
    let hole = at;
    for (let slot = (hole + 1) & this.#mask; slots[slot] !== NO_POSITION; slot = (slot + 1) & this.#mask) {
      const home = (this.#hashes[slots[slot] as number] as number) & this.#mask;
      if (((slot - home) & this.#mask) < ((slot - hole) & this.#mask)) continue;
      slots[hole] = slots[slot] as number;
      hole = slot;
    }
    slots[hole] = NO_POSITION;
  }

  #append(flow: number): void {
    this.#older[flow] = this.#newest;
    this.#newer[flow] = NO_POSITION;
    if (this.#newest === NO_POSITION) this.oldest = flow;
    else this.#newer[this.#newest] = flow;
    this.#newest = flow;
  }

  #unlink(flow: number): void {
    const older = this.#older[flow] as number;
    const newer = this.#newer[flow] as number;
    if (older === NO_POSITION) this.oldest = newer;
    else this.#newer[older] = newer;
    if (newer === NO_POSITION) this.#newest = older;
    else this.#older[newer] = older;
  }

  #isKey(flow: number, bytes: Uint8Array): boolean {
    const start = flow * KEY_BYTES;
    for (let i = 0; i < KEY_BYTES; i += 1) if (this.#keys[start + i] !== bytes[i]) return false;
    return true;
  }
}
