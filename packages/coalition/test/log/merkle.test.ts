import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { leafHash, TreeEdge } from '../../src/log/merkle.ts';
import { tilePath, tilesOfLevel } from '../../src/log/tile.ts';

const sha256 = (...parts: readonly Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();

/** RFC 6962 §2.1 as it is written there: slow, and not the way the code under test goes. */
function mth(entries: readonly Buffer[]): Buffer {
  const [first] = entries;
  if (first === undefined) return sha256();
  if (entries.length === 1) return sha256(Buffer.of(0), first);
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return sha256(Buffer.of(1), mth(entries.slice(0, split)), mth(entries.slice(split)));
}

describe('the tree of RFC 6962', () => {
  test('roots agree with the recursive definition at every size', () => {
    const entries = Array.from({ length: 300 }, (_, i) => Buffer.from(`entry ${i}`));
    const edge = new TreeEdge();
    const roots = [edge.root(), ...entries.map((entry) => (edge.push(leafHash(entry)), edge.root()))];
    expect(roots).toEqual(roots.map((_, size) => mth(entries.slice(0, size))));
  });

  test('the vectors of Certificate Transparency give its roots', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const edge = new TreeEdge();
    for (const input of inputs) edge.push(leafHash(Buffer.from(input, 'hex')));
    expect(edge.root().toString('hex')).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
  });
});

describe('names of tiles', () => {
  test('are those of the specification', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', index: 0, width: 3 })).toBe('tile/entries/000.p/3');
    expect(tilePath({ level: 2, index: 1000, width: 1 })).toBe('tile/2/x001/000.p/1');
  });

  test('a tree of 70,000 leaves has the tiles that the specification counts', () => {
    expect(tilesOfLevel(0, 70_000)).toHaveLength(274);
    expect(tilesOfLevel(0, 70_000).at(-1)?.width).toBe(112);
    expect(tilesOfLevel(1, 70_000).map(({ width }) => width)).toEqual([256, 17]);
    expect(tilesOfLevel(2, 70_000).map(({ width }) => width)).toEqual([1]);
    expect(tilesOfLevel(1, 256).map(({ width }) => width)).toEqual([1]);
  });
});
