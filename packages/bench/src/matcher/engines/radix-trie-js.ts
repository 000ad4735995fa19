import Trie from 'radix-trie-js';
import type { EngineAnswer, Maker, StringEngine } from '../engine.ts';
import { urlKey } from './url-key.ts';

/**
 * `radix-trie-js` finds whole keys only (it has no longest-prefix lookup), so it is asked as the `Set` is: for the host
 * and each of its parents; for the URL, its page and each folder above it.
 */
class RadixTrie implements StringEngine {
  readonly input = 'string';
  readonly #trie: Trie;

  constructor(keys: readonly string[]) {
    this.#trie = new Trie();
    for (const key of keys) this.#trie.add(key, true);
  }

  matchHost(host: string): EngineAnswer {
    let name = host;
    for (;;) {
      if (this.#trie.get(name) !== null) return 1;
      const dot = name.indexOf('.');
      if (dot < 0) return 0;
      name = name.slice(dot + 1);
    }
  }

  matchRequest(host: string, target: string): EngineAnswer {
    const url = host + target;
    if (this.#trie.get(url) !== null) return 1;
    const query = url.indexOf('?');
    if (query >= 0 && this.#trie.get(url.slice(0, query)) !== null) return 1;
    let slash = url.lastIndexOf('/', query < 0 ? url.length : query);
    while (slash >= host.length) {
      if (this.#trie.get(url.slice(0, slash + 1)) !== null) return 1;
      slash = url.lastIndexOf('/', slash - 1);
    }
    return 0;
  }
}

export const maker: Maker = {
  build: ({ lines, format }) =>
    Promise.resolve({ engine: new RadixTrie(format === 'domains' ? lines : lines.map(urlKey)) }),
};
