/** The engines under test. A new peer is one file in engines/ and one line here. */

import type { EngineEntry } from './engine.ts';

const MILLION = 1_000_000;

export const ENGINES: readonly EngineEntry[] = [
  {
    name: 'netvakt',
    what: '@netvakt/matcher, strings',
    package: '@netvakt/matcher',
    licence: 'Apache-2.0',
    input: 'string',
    formats: ['domains', 'urls'],
    mostEntries: 100 * MILLION,
    maker: async (matcher) => (await import('./engines/netvakt.ts')).makerFor('string', matcher),
  },
  {
    name: 'netvakt-buffer',
    what: '@netvakt/matcher, bytes in a buffer',
    package: '@netvakt/matcher',
    licence: 'Apache-2.0',
    input: 'buffer',
    formats: ['domains', 'urls'],
    mostEntries: 100 * MILLION,
    builtAs: 'netvakt',
    maker: async (matcher) => (await import('./engines/netvakt.ts')).makerFor('buffer', matcher),
  },
  {
    name: 'netvakt-batch',
    what: '@netvakt/matcher, 256 hosts a call',
    package: '@netvakt/matcher',
    licence: 'Apache-2.0',
    input: 'batch',
    formats: ['domains'],
    mostEntries: 100 * MILLION,
    mostEntriesQuick: 0,
    builtAs: 'netvakt',
    maker: async (matcher) => (await import('./engines/netvakt.ts')).makerFor('batch', matcher),
  },
  {
    name: 'floor',
    what: 'no engine: reads the characters of the string, and looks nothing up',
    package: undefined,
    licence: 'none',
    input: 'string',
    formats: ['domains', 'urls'],
    mostEntries: 100 * MILLION,
    onlyAnswer: 0,
    maker: async () => (await import('./engines/floor.ts')).maker,
  },
  {
    name: 'set',
    what: 'a Set of strings, asked suffix by suffix',
    package: undefined,
    licence: 'none',
    input: 'string',
    formats: ['domains', 'urls'],
    mostEntries: 16 * MILLION, // V8 holds at most 2^24 keys in a Set
    maker: async () => (await import('./engines/set.ts')).maker,
  },
  {
    name: 'label-tree',
    what: 'nested Maps, a level a label, as DNS filters do',
    package: undefined,
    licence: 'none',
    input: 'string',
    formats: ['domains'],
    mostEntries: 10 * MILLION,
    mostEntriesQuick: 0,
    maker: async () => (await import('./engines/label-tree.ts')).maker,
  },
  {
    name: 'hntrie-js',
    what: "uBlock Origin's HNTrie, JavaScript",
    package: '@gorhill/ubo-core',
    licence: 'GPL-3.0-or-later',
    input: 'string',
    formats: ['domains'],
    mostEntries: MILLION, // 10 million take it six minutes to load, only to be wrong (see hntrie.ts)
    maker: async () => (await import('./engines/hntrie.ts')).makerFor('js'),
  },
  {
    name: 'hntrie-wasm',
    what: "uBlock Origin's HNTrie, WebAssembly",
    package: '@gorhill/ubo-core',
    licence: 'GPL-3.0-or-later',
    input: 'string',
    formats: ['domains'],
    mostEntries: 10 * MILLION,
    maker: async () => (await import('./engines/hntrie.ts')).makerFor('wasm'),
  },
  {
    name: 'ghostery',
    what: "Ghostery's adblocker engine",
    package: '@ghostery/adblocker',
    licence: 'MPL-2.0',
    input: 'string',
    formats: ['domains', 'urls'],
    mostEntries: MILLION,
    mostEntriesQuick: MILLION / 10,
    maker: async () => (await import('./engines/ghostery.ts')).maker,
  },
  {
    name: 'mnemonist-trie',
    what: "mnemonist's Trie over labels",
    package: 'mnemonist',
    licence: 'MIT',
    input: 'string',
    formats: ['domains'],
    mostEntries: MILLION,
    mostEntriesQuick: 0,
    maker: async () => (await import('./engines/mnemonist.ts')).maker,
  },
  {
    name: 'radix-trie-js',
    what: 'radix-trie-js, asked suffix by suffix',
    package: 'radix-trie-js',
    licence: 'ISC',
    input: 'string',
    formats: ['domains', 'urls'],
    mostEntries: MILLION / 10,
    mostEntriesQuick: 0, // its tree takes 3 s to build for each case
    maker: async () => (await import('./engines/radix-trie-js.ts')).maker,
  },
];

/** The entry of a name. Throws a RangeError that lists the names if there is none. */
export function engineNamed(name: string): EngineEntry {
  const entry = ENGINES.find((candidate) => candidate.name === name);
  if (entry === undefined)
    throw new RangeError(`engine (${name}) must be one of: ${ENGINES.map((engine) => engine.name).join(', ')}`);
  return entry;
}
