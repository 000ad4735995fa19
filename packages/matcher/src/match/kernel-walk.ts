/** Hosts read 32 bytes at once: what script-walk.ts does, by the kernel. */
import { MAX_HOST } from '../canonical/host.ts';
import type { Kernel } from '../hash/kernel.ts';
import type { KeyTables } from '../hash/key.ts';
import { ScriptWalk } from './script-walk.ts';
import { SourceWords } from './source-words.ts';
import { type HostWalk, SLOW } from './walk.ts';

/** Bytes that one look of the kernel takes in. */
const BLOCK = 32;
/** So many aligned words have any block in them. */
const BLOCK_WORDS = 9;

/**
 * A walk by the kernel. Its lanes are the thread's: another walk overwrites them.
 *
 * A host goes to the kernel in registers. A copy in its memory would have to be written before it can be loaded as vectors, which waits for
 * everything before it: two look-ups in a row then did not overlap, and hits took 100 ns longer.
 */
export class KernelWalk implements HostWalk {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  readonly #kernel: Kernel;
  readonly #key: KeyTables;
  readonly #labels: number;
  /** For what is not plain. */
  readonly #script: ScriptWalk;
  readonly #source = new SourceWords();

  /** @param labels - as {@link walkFor} */
  constructor(kernel: Kernel, key: KeyTables, labels: number) {
    this.a = kernel.a;
    this.b = kernel.b;
    this.c = kernel.c;
    this.#kernel = kernel;
    this.#key = key;
    this.#labels = labels;
    this.#script = new ScriptWalk(key, labels, kernel);
  }

  text(text: string, end: number): number {
    if ((end - 1) >>> 0 >= MAX_HOST) return SLOW;
    this.#kernel.use(this.#key);
    return end <= BLOCK ? this.#shortText(text, end) : this.#copiedText(text, end);
  }

  bytes(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    const isLast = this.#source.isLast(bytes);
    if ((length - 1) >>> 0 >= MAX_HOST) return SLOW;
    this.#kernel.use(this.#key);
    if (length > BLOCK || !isLast) return this.#copiedBytes(bytes, start, end);
    const words = this.#source.words();
    const stop = end + this.#source.shift;
    const next = (stop + 3) >>> 2;
    const at = next - BLOCK_WORDS;
    if (at < 0 || next > words.length) return this.#copiedBytes(bytes, start, end);
    return this.#kernel.walkWords(
      words[at] as number,
      words[at + 1] as number,
      words[at + 2] as number,
      words[at + 3] as number,
      words[at + 4] as number,
      words[at + 5] as number,
      words[at + 6] as number,
      words[at + 7] as number,
      words[at + 8] as number,
      stop + 4 - 4 * next,
      length,
      this.#labels,
    );
  }

  canonical(host: string): number {
    return this.#script.canonical(host);
  }

  #shortText(text: string, end: number): number {
    let w0 = 0;
    let w1 = 0;
    let w2 = 0;
    let w3 = 0;
    let w4 = 0;
    let w5 = 0;
    let w6 = 0;
    let w7 = 0;
    let codes = 0;
    let at = 0;
    for (; (end - at) % 4 !== 0; at += 1) {
      const code = text.charCodeAt(at);
      codes |= code;
      w7 = (w7 >>> 8) | (code << 24);
    }
    for (; at < end; at += 4) {
      const one = text.charCodeAt(at);
      const two = text.charCodeAt(at + 1);
      const three = text.charCodeAt(at + 2);
      const four = text.charCodeAt(at + 3);
      codes |= one | two | three | four;
      w0 = w1;
      w1 = w2;
      w2 = w3;
      w3 = w4;
      w4 = w5;
      w5 = w6;
      w6 = w7;
      w7 = one | (two << 8) | (three << 16) | (four << 24);
    }
    return codes > 0x7f ? SLOW : this.#kernel.walkWords(w0, w1, w2, w3, w4, w5, w6, w7, 0, 0, end, this.#labels);
  }

  /** By way of the kernel's memory. */
  #copiedText(text: string, end: number): number {
    const { bytes: memory, text: start } = this.#kernel;
    let codes = 0;
    for (let at = 0; at < end; at += 1) {
      const code = text.charCodeAt(at);
      codes |= code;
      memory[start + at] = code;
    }
    return codes > 0x7f ? SLOW : this.#kernel.walk(start + end, end, this.#labels);
  }

  #copiedBytes(bytes: Uint8Array, start: number, end: number): number {
    const { bytes: memory, text } = this.#kernel;
    let to = text;
    for (let at = start; at < end; at += 1) {
      memory[to] = bytes[at] as number;
      to += 1;
    }
    return this.#kernel.walk(to, end - start, this.#labels);
  }
}
