/**
 * A compact radix trie over the bytes of reversed hosts: what the name of the thing suggests, as small as words allow.
 *
 *   FIRST   the first byte of each edge; the children of a node are adjacent and sorted, so a byte is found by bisection
 *   EDGE    [ place in POOL 24 | ends a host 1 | bytes after the first 7 ]
 *   CHILD   [ first child 24 | children 8 ]
 *   POOL    the bytes of the edges, each distinct run once
 */
import { shared } from './hash.ts';
import type { Built, Layout } from './layout.ts';

const DOT = 0x2e;
const ENDS = 0x80;

export const radix: Layout = { name: 'byte radix, compact', build: (hosts) => build(reversed(hosts)) };

function reversed(hosts: readonly string[]): string[] {
  return hosts
    .map((host) => String.fromCharCode(...Buffer.from(host, 'latin1').toReversed()))
    .toSorted((x, y) => (x < y ? -1 : 1));
}

/** A node to be written: the hosts from one index up to another have their first `depth` bytes in common. */
type Range = readonly [from: number, to: number, depth: number];

/** The tables while they grow. */
class Draft {
  readonly first: number[] = [0];
  readonly edges: number[] = [0];
  readonly children: number[] = [];
  readonly pool: number[] = [];
  readonly #placeOf = new Map<string, number>();

  /** An edge: its first byte, the bytes after it, and whether a host ends with it. */
  edge(text: string, ends: boolean): void {
    this.first.push(text.charCodeAt(0));
    this.edges.push((this.#place(text.slice(1)) << 8) | (ends ? ENDS : 0) | (text.length - 1));
  }

  #place(text: string): number {
    const known = this.#placeOf.get(text);
    if (known !== undefined) return known;
    this.#placeOf.set(text, this.pool.length);
    for (let at = 0; at < text.length; at += 1) this.pool.push(text.charCodeAt(at));
    return this.pool.length - text.length;
  }
}

function build(hosts: readonly string[]): Built {
  const draft = new Draft();
  const ranges: Range[] = [[0, hosts.length, 0]];
  for (let node = 0; node < ranges.length; node += 1) {
    const start = ranges.length;
    for (const [from, to, depth, own] of groupsOf(hosts, ranges[node] as Range)) {
      const least = hosts[from] ?? '';
      ranges.push([from, to, depth]);
      draft.edge(least.slice(own, depth), depth === least.length);
    }
    draft.children.push((start << 8) | (ranges.length - start));
  }
  return lookup(draft);
}

/** The hosts of a range by their next byte, each group with the depth to which its hosts agree. */
function* groupsOf(hosts: readonly string[], [from, to, depth]: Range): Generator<readonly [...Range, own: number]> {
  for (let low = from + Number(hosts[from]?.length === depth); low < to; ) {
    const code = hosts[low]?.charCodeAt(depth);
    let high = low + 1;
    while (high < to && hosts[high]?.charCodeAt(depth) === code) high += 1;
    const [least = '', most = ''] = [hosts[low], hosts[high - 1]];
    let end = depth + 1;
    while (end < least.length && least.charCodeAt(end) === most.charCodeAt(end)) end += 1;
    yield [low, high, end, depth];
    low = high;
  }
}

function lookup(draft: Draft): Built {
  const [first, pool] = [Uint8Array.from(draft.first), Uint8Array.from(draft.pool)];
  const [edges, children] = [shared(draft.edges.length), shared(draft.children.length)];
  edges.set(draft.edges);
  children.set(draft.children);
  const childWith = (node: number, code: number): number => {
    const word = children[node] as number;
    let low = word >>> 8;
    let high = low + (word & 0xff);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((first[middle] as number) < code) low = middle + 1;
      else high = middle;
    }
    return low < (word >>> 8) + (word & 0xff) && first[low] === code ? low : -1;
  };
  const covers = (host: string): boolean => {
    let node = 0;
    let at = host.length - 1;
    while (at >= 0) {
      node = childWith(node, host.charCodeAt(at));
      if (node < 0) return false;
      at -= 1;
      const word = edges[node] as number;
      const end = (word >>> 8) + (word & 0x7f);
      for (let place = word >>> 8; place < end; place += 1, at -= 1)
        if (pool[place] !== host.charCodeAt(at)) return false;
      if ((word & ENDS) !== 0 && (at < 0 || host.charCodeAt(at) === DOT)) return true;
    }
    return false;
  };
  return { bytes: first.length + edges.byteLength + children.byteLength + pool.length, covers };
}
