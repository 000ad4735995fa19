import { closeDescriptor } from './descriptor.ts';

/** Numbers that one set has room for: the kernel's own bound (fs.nr_open), unless somebody has raised it. */
const ROOM = 1 << 20;
const BITS = 32;

/**
 * The sockets that a thread has open by system calls of ours, in memory that outlives the thread. When a worker ends, however it ends, Node
 * closes what its objects own and knows nothing of these: whoever watches the worker closes them, or its clients would wait forever on
 * connections that nobody serves.
 *
 * One bit each, 128 KiB, of which only what is used becomes memory. A thread that is ended between a call and the bit leaves one descriptor
 * open; a bit is gone before its descriptor, so that none that is another's by now is ever closed.
 */
export class DescriptorSet {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;

  /** `memory`: of another set, which is then the same. */
  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(ROOM / 8)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  /** Numbers above the set's room are not kept. */
  add(descriptor: number): void {
    const at = Math.trunc(descriptor / BITS);
    if (at < this.#words.length) this.#words[at] = (this.#words[at] as number) | (1 << (descriptor % BITS));
  }

  remove(descriptor: number): void {
    const at = Math.trunc(descriptor / BITS);
    if (at < this.#words.length) this.#words[at] = (this.#words[at] as number) & ~(1 << (descriptor % BITS));
  }

  /** Closes all that are in the set, and empties it. Only when the thread that filled it has ended. */
  closeAll(): void {
    for (const [at, word] of this.#words.entries()) {
      if (word === 0) continue;
      for (let bit = 0; bit < BITS; bit += 1) {
        if ((word & (1 << bit)) !== 0) closeDescriptor(at * BITS + bit);
      }
    }
    this.#words.fill(0);
  }
}
