import { type FlowKey, KEY_BYTES } from './flow-key.ts';

/** Of no flow. */
export const NONE = -1;

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
  /** The flow that was inserted first, or NONE. */
  oldest: number = NONE;

  readonly #mask: number;
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;
  readonly #keys: Uint8Array;
  readonly #newer: Int32Array;
  readonly #older: Int32Array;
  #newest: number = NONE;
  #free = 0;
  #size = 0;

  /** `most`: flows at one time, a power of two. About 60 bytes each. */
  constructor(most: number) {
    if (most < 1 || (most & (most - 1)) !== 0) throw new RangeError(`${most} is not a power of two`);
    this.most = most;
    this.#mask = 2 * most - 1;
    this.#slots = new Int32Array(2 * most).fill(NONE);
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

  /** The flow that was inserted next after `flow`, or NONE. */
  after(flow: number): number {
    return this.#newer[flow] as number;
  }

  /** The position of the flow, below `most`, or NONE. */
  find(key: FlowKey): number {
    for (let slot = key.low & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const flow = this.#slots[slot] as number;
      if (flow === NONE) return NONE;
      if (this.#hashes[flow] === key.low && this.#isKey(flow, key.bytes)) return flow;
    }
  }

  /** Adds a flow that is not there. Its position, or NONE if the table is full. */
  insert(key: FlowKey): number {
    if (this.full) return NONE;
    const flow = this.#free;
    this.#free = this.#newer[flow] as number;
    this.#size += 1;
    this.#hashes[flow] = key.low;
    this.#keys.set(key.bytes, flow * KEY_BYTES);
    let slot = key.low & this.#mask;
    while (this.#slots[slot] !== NONE) slot = (slot + 1) & this.#mask;
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
    for (let slot = (hole + 1) & this.#mask; slots[slot] !== NONE; slot = (slot + 1) & this.#mask) {
      const home = (this.#hashes[slots[slot] as number] as number) & this.#mask;
      if (((slot - home) & this.#mask) < ((slot - hole) & this.#mask)) continue;
      slots[hole] = slots[slot] as number;
      hole = slot;
    }
    slots[hole] = NONE;
  }

  #append(flow: number): void {
    this.#older[flow] = this.#newest;
    this.#newer[flow] = NONE;
    if (this.#newest === NONE) this.oldest = flow;
    else this.#newer[this.#newest] = flow;
    this.#newest = flow;
  }

  #unlink(flow: number): void {
    const older = this.#older[flow] as number;
    const newer = this.#newer[flow] as number;
    if (older === NONE) this.oldest = newer;
    else this.#newer[older] = newer;
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
  }

  #isKey(flow: number, bytes: Uint8Array): boolean {
    const start = flow * KEY_BYTES;
    for (let i = 0; i < KEY_BYTES; i += 1) if (this.#keys[start + i] !== bytes[i]) return false;
    return true;
  }
}
