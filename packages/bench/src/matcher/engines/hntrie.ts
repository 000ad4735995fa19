/**
 * uBlock Origin's host name trie (`@gorhill/ubo-core`, GPL-3.0-or-later). Only this private package depends on it; it
 * is never shipped with Netvakt.
 *
 * Its cells point into the character section with 24 bits: past 16 MiB of characters, about 2 million hosts, new names
 * are stored where the pointer cannot reach, and later lookups miss them silently.
 */

import { readFile } from 'node:fs/promises';
import type { EngineAnswer, LoadedEngine, Maker, StringEngine } from '../engine.ts';

/** The part of HNTrieContainer that is used here; the package ships no types. */
interface Container {
  readonly buf32: Uint32Array;
  setNeedle(host: string): Container;
  matches(root: number): number;
  createTrie(): number;
  createTrieFromIterable(hosts: Iterable<string>): number;
  optimize(): unknown;
  toSelfie(): { readonly buf32: Uint32Array; readonly checksum: number };
  fromSelfie(selfie: unknown): boolean;
  enableWASM(fetchModule: (path: string) => Promise<WebAssembly.Module>, path: string): Promise<boolean>;
}

const PACKAGE = '@gorhill/ubo-core';
const TRIE_START = 64;
const CHARACTERS_START = 66;
const CHARACTERS_END = 67;
const REACH = 2 ** 24;
/** Cell index of the first trie of a container: byte 272, in words. */
const FIRST_ROOT = 272 / 4;

class HostTrie implements StringEngine {
  readonly input = 'string';
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  matchHost(host: string): EngineAnswer {
    return this.#container.setNeedle(host).matches(FIRST_ROOT) >= 0 ? 1 : 0;
  }
}

/** The maker for either implementation of the same buffer. */
export function makerFor(kind: 'js' | 'wasm'): Maker {
  return {
    async build({ lines }) {
      const container = await open(kind);
      const root = container.createTrieFromIterable(lines);
      if (root !== FIRST_ROOT) throw new Error(`the first trie is at ${root}, not at ${FIRST_ROOT}`);
      container.optimize();
      return loaded(container);
    },
    async load(saved) {
      const container = await open(kind);
      const words = new Uint32Array(saved.buffer.slice(saved.byteOffset, saved.byteOffset + saved.byteLength));
      const checksum = words[words.length - 1] ?? 0;
      if (!container.fromSelfie({ buf32: words.slice(0, -1), checksum: checksum | 0 })) throw new Error('not a trie');
      return loaded(container);
    },
  };
}

async function open(kind: 'js' | 'wasm'): Promise<Container> {
  // The specifier is not a literal: the package has no types, and its type is stated here instead.
  const path = `${PACKAGE}/js/hntrie.js`;
  const module: unknown = await import(path);
  const { default: Constructor } = module as { default: new () => Container };
  const container = new Constructor();
  if (kind === 'wasm') {
    const wasm = new URL(import.meta.resolve(`${PACKAGE}/js/wasm/hntrie.wasm`));
    const enabled = await container.enableWASM(async () => new WebAssembly.Module(await readFile(wasm)), '');
    if (!enabled) throw new Error('WebAssembly could not be enabled');
  }
  return container;
}

function loaded(container: Container): LoadedEngine {
  const { buf32 } = container;
  const characters = (buf32[CHARACTERS_END] ?? 0) - (buf32[CHARACTERS_START] ?? 0);
  return {
    engine: new HostTrie(container),
    hotBytes: (buf32[CHARACTERS_END] ?? 0) - (buf32[TRIE_START] ?? 0),
    ...(characters > REACH && { defect: `${characters} bytes of characters, more than its 24-bit pointers reach` }),
    save() {
      const { buf32: words, checksum } = container.toSelfie();
      const saved = new Uint32Array(words.length + 1);
      saved.set(words);
      saved[words.length] = checksum;
      return new Uint8Array(saved.buffer);
    },
  };
}
