import { Trie } from 'mnemonist';
import type { EngineAnswer, Maker, StringEngine } from '../engine.ts';

/** What the class has and its types leave out. */
interface Untyped {
  readonly SENTINEL: string;
}

/** A level of the trie: plain objects, `SENTINEL` being the key that ends an entry. */
interface Node {
  readonly [label: string]: Node | true | undefined;
}

const { SENTINEL } = Trie as unknown as Untyped;

/**
 * mnemonist's `Trie` over arrays of labels. `has` finds whole keys only; walking its own nodes (`toJSON` hands out the
 * root) finds the shortest covering rule in one pass, which is the best that the structure can do.
 */
class LabelTrie implements StringEngine {
  readonly input = 'string';
  readonly #root: Node;

  constructor(hosts: readonly string[]) {
    const trie = new Trie<string[]>(Array);
    for (const host of hosts) trie.add(host.split('.').toReversed());
    this.#root = (trie as unknown as { toJSON(): Node }).toJSON();
  }

  matchHost(host: string): EngineAnswer {
    let node: Node = this.#root;
    let end = host.length;
    while (end > 0) {
      const dot = host.lastIndexOf('.', end - 1);
      const next = node[host.slice(dot + 1, end)];
      if (next === undefined || next === true) return 0;
      if (next[SENTINEL] === true) return 1;
      node = next;
      end = dot;
    }
    return 0;
  }
}

export const maker: Maker = { build: ({ lines }) => Promise.resolve({ engine: new LabelTrie(lines) }) };
