/**
 * What was found out about names, for as long as one snapshot is in force. A table of fixed size by the lanes of a name: a newer name
 * takes the place of an older one of the same slot. It holds no name, only 64 bits of a hash under the snapshot's secret seed, so
 * that nobody can aim at a slot; one look-up in 2^64 is answered for another name.
 *
 *   slot = upper half of a, and the tag       words: b, c, tag + 1, value
 */

/** 65,536 names: 1 MiB. */
const SLOTS = 1 << 16;
const WORDS = 4;

/** Nothing is known of the name. */
export const UNKNOWN: number = -0x8000_0000;

/** One a matcher. Reading and writing allocate nothing. */
export class LaneMemory {
  readonly #words = new Int32Array(SLOTS * WORDS);

  /** What was remembered under `tag`, a small number; {@link UNKNOWN} where nothing was, or something newer has its place. */
  get(a: number, b: number, c: number, tag: number): number {
    const at = slotOf(a, tag);
    const words = this.#words;
    const isSame = words[at] === b && words[at + 1] === c && words[at + 2] === tag + 1;
    return isSame ? (words[at + 3] as number) : UNKNOWN;
  }

  /** Remembers a value, 32 bits. */
  set(a: number, b: number, c: number, tag: number, value: number): void {
    const at = slotOf(a, tag);
    this.#words[at] = b;
    this.#words[at + 1] = c;
    this.#words[at + 2] = tag + 1;
    this.#words[at + 3] = value;
  }
}

function slotOf(a: number, tag: number): number {
  return (((a >>> 16) + Math.imul(tag, 0x9e37)) & (SLOTS - 1)) * WORDS;
}
