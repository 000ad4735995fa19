/**
 * The kernel of this thread: WebAssembly with SIMD, if there is any. Its source is kernel/, which draws its memory.
 *
 * One for all snapshots of a thread, because each memory of WebAssembly takes gigabytes of addresses: it holds the key of whoever
 * walks a host, the lanes of the host walked last, and the keys of the path walked last.
 */

import { KERNEL_CODE } from './kernel-code.ts';
import type { KeyTables } from './key.ts';
import type { PathKeys } from './path-keys.ts';

type Place =
  | 'KEYS'
  | 'WORDS'
  | 'LANES_A'
  | 'LANES_B'
  | 'LANES_C'
  | 'TEXT'
  | 'MOST_PATH'
  | 'PATH_WORDS'
  | 'PATH_A'
  | 'PATH_B'
  | 'PATH_C'
  | 'PATH_RANKS'
  | 'PATH';

/** What the module exports: places in its memory, and the walks. */
interface KernelExports extends Readonly<Record<Place, { readonly value: number }>> {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly walkPath: WalkPath;
  readonly walk: (end: number, length: number, labels: number) => number;
  readonly walkWords: WalkWords;
}

/**
 * As {@link Kernel.walk} of a host of at most 32 bytes: the last ones of the 32 after `skip` bytes of nine words. In registers, and
 * words, not doubles: those are allocated at each call that is not compiled in.
 */
type WalkWords = (...words: [...NineWords, skip: number, length: number, labels: number]) => number;
type NineWords = [number, number, number, number, number, number, number, number, number];

/**
 * The keys of the path and query of `length` bytes, `skip` bytes after the first of {@link Kernel.path}, below the host with lanes a, b and c. As
 * `ScriptPath.walk` returns; `queries` is 1 or 0.
 */
type WalkPath = (
  ...words: [skip: number, length: number, prefixes: number, queries: number, a: number, b: number, c: number]
) => number;

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
  readonly walkPath: WalkPath;
  /** Bytes of a path and its query that {@link walkPath} takes. */
  readonly mostPath: number;
  readonly pathKeys: PathKeys;
  /** Where a path is written to, as words and as bytes. */
  readonly path: Int32Array;
  readonly pathBytes: Uint8Array;
  readonly #blockKey: Int32Array;
  readonly #hostWords: Int32Array;
  readonly #pathWords: Int32Array;
  /** Whose secret words are in the memory. */
  #key: KeyTables | undefined;

  constructor(exports: KernelExports) {
    const { buffer } = exports.memory;
    const words = (place: Place, count: number): Int32Array => new Int32Array(buffer, exports[place].value, count);
    this.walk = exports.walk;
    this.walkWords = exports.walkWords;
    this.a = words('LANES_A', LANES);
    this.b = words('LANES_B', LANES);
    this.c = words('LANES_C', LANES);
    this.bytes = new Uint8Array(buffer);
    this.text = exports.TEXT.value;
    this.walkPath = exports.walkPath;
    this.mostPath = exports.MOST_PATH.value;
    const keys = this.mostPath + 2;
    this.pathKeys = {
      a: words('PATH_A', keys),
      b: words('PATH_B', keys),
      c: words('PATH_C', keys),
      ranks: words('PATH_RANKS', keys),
    };
    // A path begins anywhere in its first word.
    this.path = words('PATH', this.mostPath / 4 + 1);
    this.pathBytes = this.bytes.subarray(exports.PATH.value);
    this.#blockKey = words('KEYS', exports.WORDS.value / 4);
    this.#hostWords = words('WORDS', CHARACTERS);
    this.#pathWords = words('PATH_WORDS', CHARACTERS);
  }

  /** Makes the walks to come those of a key: 2 kB are copied, if it is another one. */
  use(key: KeyTables): void {
    if (this.#key !== key) this.#load(key);
  }

  #load(key: KeyTables): void {
    this.#blockKey.set(key.block);
    this.#hostWords.set(key.host.subarray(0, CHARACTERS));
    this.#pathWords.set(key.path);
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
