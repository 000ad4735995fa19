/**
 * The guards for entries that nobody can read, asked the other way round: what no list may block is hashed, and an entry that is one of
 * these hashes is kept out. So a hashed list can block neither a country's names nor a protected one.
 *
 * What cannot be asked so: the names below a wildcard of the Public Suffix List, which are without number, and what covers many other
 * rules of its list. An address needs no guard, because no hashed entry is asked for one.
 */

import { type HashKey, hashUnder } from '../settings/hash-key.ts';
import type { NeverBlock } from '../settings/never-block.ts';
import type { QuarantineReason } from './breadth.ts';
import { publicSuffixes } from './public-suffixes.ts';

/** Judges entries of one list. Made once a list: some 12,000 hashes, 20 ms. */
export class HashedGuard {
  readonly #keptOut = new Map<string, QuarantineReason>();
  readonly #testEntry: string;
  #seen = false;

  /** @param covers - what an entry covers whose text is a host. */
  constructor({ key, testEntry }: HashKey, { names, echNames }: NeverBlock, covers: 'domain' | 'host') {
    const hash = hashUnder(key);
    this.#testEntry = hash(testEntry);
    const protect = (name: string, reason: QuarantineReason): void => {
      // The whole of a site: its host, and the directory that is its root.
      for (const text of [name, `${name}/`]) this.#keptOut.set(hash(text), reason);
      if (covers === 'host') return;
      for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1))
        this.#keptOut.set(hash(name.slice(dot + 1)), reason);
    };
    for (const name of echNames) protect(name, 'ech-public-name');
    for (const name of names) protect(name, 'protected-name');
    // Last, as for plain entries: what is too broad is that first.
    for (const suffix of publicSuffixes()) {
      this.#keptOut.set(hash(suffix), suffix.includes('.') ? 'public-suffix' : 'single-label');
    }
  }

  /** The reason an entry is kept out; `undefined` if it may stay. */
  judge(hash: string): QuarantineReason | undefined {
    this.#seen ||= hash === this.#testEntry;
    return this.#keptOut.get(hash);
  }

  /** The test entry was among those judged: the list is under this key. */
  get knowsKey(): boolean {
    return this.#seen;
  }
}
