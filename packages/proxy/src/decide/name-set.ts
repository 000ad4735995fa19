/**
 * A small set of host names that is asked with bytes: no text is made of what a client sent. Names are stored one after another, and a table
 * of twice as many cells has the start of each:
 *
 *   cells   [ -1 │ 0 │ -1 │ 1 ]          number of a name, by its hash; the next free cell if it is taken
 *   starts  [ 0 │ 13 │ 26 ]
 *   bytes   f r o n t . e x a m p l e o t h e r . e x a m p l e
 */
import { LOWER } from '../bytes/classes.ts';

/** FNV-1a, 32 bits. Names come from the operator: nobody chooses them to collide. */
const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

export class NameSet {
  readonly #cells: Int32Array;
  readonly #starts: Uint32Array;
  readonly #bytes: Buffer;

  /** `names`: canonical hosts. Copied. */
  constructor(names: Iterable<string>) {
    const all = [...new Set(names)].map((name) => Buffer.from(name, 'latin1'));
    this.#bytes = Buffer.concat(all);
    this.#starts = new Uint32Array(all.length + 1);
    this.#cells = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(1, all.length) * 2))).fill(-1);
    for (const [number, name] of all.entries()) {
      this.#starts[number + 1] = (this.#starts[number] as number) + name.length;
      let cell = this.#cellOf(name, name.length);
      while (this.#cells[cell] !== -1) cell = (cell + 1) & (this.#cells.length - 1);
      this.#cells[cell] = number;
    }
  }

  /** True if the first `length` bytes are one of the names, in any case. Allocates nothing; linear in `length`. */
  has(bytes: Uint8Array, length: number): boolean {
    if (this.#bytes.length === 0) return false;
    let cell = this.#cellOf(bytes, length);
    for (let number = this.#cells[cell] as number; number !== -1; number = this.#cells[cell] as number) {
      if (this.#isNamed(number, bytes, length)) return true;
      cell = (cell + 1) & (this.#cells.length - 1);
    }
    return false;
  }

  #cellOf(bytes: Uint8Array, length: number): number {
    let hash = BASIS;
    for (let at = 0; at < length; at += 1) hash = Math.imul(hash ^ (LOWER[bytes[at] as number] as number), PRIME);
    return (hash ^ (hash >>> 15)) & (this.#cells.length - 1);
  }

  #isNamed(number: number, bytes: Uint8Array, length: number): boolean {
    const start = this.#starts[number] as number;
    if ((this.#starts[number + 1] as number) - start !== length) return false;
    for (let at = 0; at < length; at += 1) {
      if (LOWER[bytes[at] as number] !== this.#bytes[start + at]) return false;
    }
    return true;
  }
}
