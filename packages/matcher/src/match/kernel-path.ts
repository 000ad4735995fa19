/** Paths hashed by the kernel: what script-path.ts does with plain ones of at most 256 bytes. */
import type { Kernel } from '../hash/kernel.ts';
import type { KeyTables } from '../hash/key.ts';
import { SourceWords } from './source-words.ts';

/** A walk by the kernel. Its keys are the thread's: another walk overwrites them. */
export class KernelPath {
  readonly #kernel: Kernel;
  readonly #key: KeyTables;
  readonly #prefixes: number;
  readonly #queries: number;
  readonly #source = new SourceWords();

  /** Parameters as those of `ScriptPath`. */
  constructor(kernel: Kernel, key: KeyTables, prefixes: number, queries: boolean) {
    this.#kernel = kernel;
    this.#key = key;
    this.#prefixes = prefixes;
    this.#queries = Number(queries);
  }

  /** As `ScriptPath.walk`, for at most `Kernel.mostPath` bytes of which each is checked, below the host with these lanes. */
  walk(bytes: Uint8Array, start: number, end: number, a: number, b: number, c: number): number {
    const kernel = this.#kernel;
    kernel.use(this.#key);
    const skip = this.#copy(bytes, start, end);
    return kernel.walkPath(skip, end - start, this.#prefixes, this.#queries, a, b, c);
  }

  /** Copies a path to the kernel, and returns its place in the first word. */
  #copy(bytes: Uint8Array, start: number, end: number): number {
    if (!this.#source.isLast(bytes)) return this.#copyBytes(bytes, start, end);
    const words = this.#source.words();
    const first = start + this.#source.shift;
    const stop = (end + this.#source.shift + 3) >>> 2;
    if (stop > words.length) return this.#copyBytes(bytes, start, end);
    const to = this.#kernel.path;
    let next = 0;
    for (let at = first >>> 2; at < stop; at += 1) {
      to[next] = words[at] as number;
      next += 1;
    }
    return first & 3;
  }

  #copyBytes(bytes: Uint8Array, start: number, end: number): number {
    const { pathBytes } = this.#kernel;
    for (let at = start; at < end; at += 1) pathBytes[at - start] = bytes[at] as number;
    return 0;
  }
}
