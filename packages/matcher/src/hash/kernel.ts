/**
 * The host kernel of this thread: WebAssembly with SIMD, if there is any (kernel/host.ts is its source and draws its memory).
 *
 * One for all snapshots of a thread, because each memory of WebAssembly takes gigabytes of addresses: it holds the key of whoever
 * walks a host, and the lanes of the host walked last.
 */

import { KERNEL_CODE } from './kernel-code.ts';
import type { KeyTables } from './key.ts';

/** What the module exports: places in its memory, and the walk. */
interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly KEYS: { readonly value: number };
  readonly WORDS: { readonly value: number };
  readonly LANES_A: { readonly value: number };
  readonly LANES_B: { readonly value: number };
  readonly LANES_C: { readonly value: number };
  readonly TEXT: { readonly value: number };
  readonly walk: (end: number, length: number, labels: number) => number;
  readonly walkWords: WalkWords;
}

/**
 * As {@link Kernel.walk} of a host of at most 32 bytes: the last ones of the 32 after `skip` bytes of nine words. In registers, and
 * words, not doubles: those are allocated at each call that is not compiled in.
 */
type WalkWords = (...words: [...NineWords, skip: number, length: number, labels: number]) => number;
type NineWords = [number, number, number, number, number, number, number, number, number];

/** The part of `WebAssembly` that is used: no library of types has it without a browser's. */
interface WebAssemblyNamespace {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

const LANES = 128;
const CHARACTERS = 256;

/** The kernel, its memory as arrays. */
export class Kernel {
  /** Hashes the host of `length` bytes that ends at byte `end` of {@link bytes}; as `HostWalk.bytes` returns. */
  readonly walk: KernelExports['walk'];
  readonly walkWords: WalkWords;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  /** The whole memory. */
  readonly bytes: Uint8Array;
  /** Where a host is written to: a position in {@link bytes}. */
  readonly text: number;
  readonly #blockKey: Int32Array;
  readonly #hostWords: Int32Array;
  /** Whose secret words are in the memory. */
  #key: KeyTables | undefined;

  constructor({ memory, KEYS, WORDS, LANES_A, LANES_B, LANES_C, TEXT, ...walks }: KernelExports) {
    const { buffer } = memory;
    this.walk = walks.walk;
    this.walkWords = walks.walkWords;
    this.a = new Int32Array(buffer, LANES_A.value, LANES);
    this.b = new Int32Array(buffer, LANES_B.value, LANES);
    this.c = new Int32Array(buffer, LANES_C.value, LANES);
    this.bytes = new Uint8Array(buffer);
    this.text = TEXT.value;
    this.#blockKey = new Int32Array(buffer, KEYS.value, WORDS.value / 4);
    this.#hostWords = new Int32Array(buffer, WORDS.value, CHARACTERS);
  }

  /** Makes the walks to come those of a key: 1 kB is copied, if it is another one. */
  use(key: KeyTables): void {
    if (this.#key !== key) this.#load(key);
  }

  #load(key: KeyTables): void {
    this.#blockKey.set(key.block);
    this.#hostWords.set(key.host.subarray(0, CHARACTERS));
    this.#key = key;
  }
}

let known: Kernel | null | undefined;

/** The kernel of this thread; `undefined` if its platform has no WebAssembly, or no SIMD. Compiled when first asked for, in 1 ms. */
export function kernelOfThread(): Kernel | undefined {
  known ??= made() ?? null;
  return known ?? undefined;
}

function made(): Kernel | undefined {
  const { WebAssembly } = globalThis as { readonly WebAssembly?: WebAssemblyNamespace };
  if (WebAssembly === undefined) return undefined;
  const code = Uint8Array.from(atob(KERNEL_CODE), (character) => character.charCodeAt(0));
  try {
    return new Kernel(new WebAssembly.Instance(new WebAssembly.Module(code)).exports as KernelExports);
  } catch {
    // A processor without SIMD, a policy that allows no compilation: JavaScript gives the same answers.
    return undefined;
  }
}
