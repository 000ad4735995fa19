/**
 * Every name under which strangers register theirs, by the Public Suffix List, and the names without a dot that have a meaning of their
 * own. tldts answers for one name and lists none, so its trie is walked here. The trie is no public part of tldts: the version is
 * pinned, each name is put to the public function, and a test counts what comes out.
 */
import { createRequire } from 'node:module';
import { getPublicSuffix } from 'tldts';

/** The trie of tldts: nodes with edges to longer names, each with a label; all labels are in one text. */
interface Trie {
  readonly nodeFlags: Uint8Array;
  readonly edgeStart: Uint16Array;
  readonly edgeLength: Uint8Array;
  readonly edgeChild: Uint16Array;
  readonly labelText: string;
  readonly rulesRoot: number;
}

/** RFC 6761 §6, RFC 6762 §3, RFC 7686, RFC 8375, RFC 9476, and the private-use name `internal` (ICANN, 2024). */
const SPECIAL = ['alt', 'example', 'home.arpa', 'internal', 'invalid', 'local', 'localhost', 'onion', 'test'];

let known: readonly string[] | undefined;

/** All of them in canonical form: A-labels, lower case. Some 10,000; found once a process, in about 20 ms. */
export function publicSuffixes(): readonly string[] {
  known ??= [...new Set([...SPECIAL, ...suffixesIn(trieOfTldts()).filter(isPublicSuffix)])];
  return known;
}

function trieOfTldts(): Trie {
  return createRequire(import.meta.url)('tldts/dist/cjs/src/data/trie.js') as Trie;
}

function isPublicSuffix(name: string): boolean {
  const options = { allowPrivateDomains: true, extractHostname: false, validateHostname: false };
  return getPublicSuffix(name, options) === name;
}

function suffixesIn(trie: Trie): string[] {
  const found: string[] = [];
  const starts = labelStarts(trie);
  const visit = (node: number, name: string): void => {
    const last = trie.edgeStart[node + 1] ?? 0;
    for (let edge = trie.edgeStart[node] ?? last; edge < last; edge += 1) {
      const start = starts[edge] ?? 0;
      const label = trie.labelText.slice(start, start + (trie.edgeLength[edge] ?? 0));
      if (!/^[a-z\d-]+$/u.test(label)) continue; // a wildcard, or a U-label whose A-label is also in the trie
      const longer = name === '' ? label : `${label}.${name}`;
      found.push(longer);
      visit(trie.edgeChild[edge] ?? 0, longer);
    }
  };
  visit(trie.rulesRoot, '');
  return found;
}

/** Where the label of each edge begins: they are in the order of the edges, without a separator. */
function labelStarts({ nodeFlags, edgeStart, edgeLength }: Trie): Uint32Array {
  const starts = new Uint32Array(edgeLength.length);
  let at = 0;
  for (let node = 0; node < nodeFlags.length; node += 1) {
    for (let edge = edgeStart[node] ?? 0; edge < (edgeStart[node + 1] ?? 0); edge += 1) {
      starts[edge] = at;
      at += edgeLength[edge] ?? 0;
    }
  }
  return starts;
}
