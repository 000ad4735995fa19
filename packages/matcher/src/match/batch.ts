/**
 * Many hosts at once. One lookup waits for its filter words, at ten million entries as long as it computes; the processor sees
 * no further than the next host or two. Here all hosts of a chunk are hashed first and then all their filter words are loaded in
 * one short loop, so that the loads overlap.
 *
 *   hash host 0, 1 ... 63  ──>  queue of (a, b, host)  ──>  filter  ──>  hosts to be judged one by one: about 5 % of misses
 */

import type { RuleIndex } from './rule-index.ts';
import type { HostWalk } from './walk.ts';

/** Hosts in a chunk: 64 of three suffixes are 2 KB of queue. */
export const CHUNK = 64;
const MAX_SUFFIXES = 128;

/** Collects the suffixes of a chunk and asks the filter for all of them. */
export class FilterQueue {
  readonly #a: Int32Array = new Int32Array(CHUNK * MAX_SUFFIXES);
  readonly #b: Int32Array = new Int32Array(CHUNK * MAX_SUFFIXES);
  readonly #owner: Uint8Array = new Uint8Array(CHUNK * MAX_SUFFIXES);
  readonly #passed: Uint8Array = new Uint8Array(CHUNK);
  #length = 0;

  /** Forgets the chunk before. */
  clear(): void {
    this.#length = 0;
    this.#passed.fill(0);
  }

  /** Queues the suffixes of the host hashed last, as number `owner` of the chunk: those of `labels`, and the whole. */
  push(owner: number, hosts: HostWalk, whole: number, labels: number): void {
    for (let suffix = whole; suffix >= 0; suffix -= 1) {
      if (suffix < whole && ((labels >>> Math.min(suffix + 1, 31)) & 1) === 0) continue;
      this.#a[this.#length] = hosts.a[suffix] as number;
      this.#b[this.#length] = hosts.b[suffix] as number;
      this.#owner[this.#length] = owner;
      this.#length += 1;
    }
  }

  /** Lets a host through unchecked: it is judged separately. */
  pass(owner: number): void {
    this.#passed[owner] = 1;
  }

  /** Asks the filter for everything queued. */
  run(index: RuleIndex): void {
    for (let at = 0; at < this.#length; at += 1) {
      if (index.perhaps(this.#a[at] as number, this.#b[at] as number)) this.#passed[this.#owner[at] as number] = 1;
    }
  }

  /** True if no rule covers host `owner` of the chunk. */
  isClear(owner: number): boolean {
    return this.#passed[owner] === 0;
  }
}
