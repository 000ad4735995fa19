/** The kernel against its definition: paths walked by it and by JavaScript have one result, and the same keys. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Kernel, kernelOfThread } from '../../src/hash/kernel.ts';
import { keyTablesFrom } from '../../src/hash/key.ts';
import { newPathKeys, ODD, type PathKeys } from '../../src/hash/path-keys.ts';
import { KernelPath } from '../../src/match/kernel-path.ts';
import { ScriptPath } from '../../src/match/script-path.ts';
import { SEED } from '../support/engines.ts';

const key = keyTablesFrom(SEED);
const HOST = [0x1234_5678, -77, 0x7fff_ffff] as const;
const MOST_PREFIXES = 256;

function theKernel(): Kernel {
  const kernel = kernelOfThread();
  if (kernel === undefined) throw new Error('This platform has no SIMD in WebAssembly');
  return kernel;
}

const kernel = theKernel();

/** Both walks with as many prefixes, with queries or without. */
function twins(prefixes: number, queries: boolean): (path: Uint8Array, around?: number) => number {
  const keys = newPathKeys(MOST_PREFIXES);
  const script = new ScriptPath(key.path, keys, prefixes, queries);
  const walk = new KernelPath(kernel, key, prefixes, queries);
  const found = (page: number, { a, b, c, ranks }: PathKeys): string => {
    if (page === ODD) return 'odd';
    const numbers = Array.from({ length: page + (queries ? 2 : 1) }, (_, at) =>
      [a[at], b[at], c[at], ranks[at]].join(),
    );
    return `${page}: ${numbers.join(' ')}`;
  };
  return (path, around = 0x2f) => {
    [script.a, script.b, script.c] = HOST;
    const page = script.walk(key.path, path, 0, path.length, false);
    const wanted = found(page, keys);
    // In a new array, in one that was asked before, at each place in a word, and at its end.
    for (const [offset, start, room] of [
      [0, 0, 0],
      [0, 37, 9],
      [1, 38, 2],
      [2, 39, 0],
      [3, 37, 1],
    ] as const) {
      const view = new Uint8Array(offset + start + path.length + room).fill(around).subarray(offset);
      view.set(path, start);
      for (let time = 0; time < 3; time += 1) {
        const result = found(walk.walk(view, start, start + path.length, ...HOST), kernel.pathKeys);
        if (result !== wanted)
          throw new Error(`differ: ${JSON.stringify({ path: [...path], around, time, offset, wanted, result })}`);
      }
    }
    return page;
  };
}

const every = twins(MOST_PREFIXES, true);
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

test('paths of every length, with a slash at every place', () => {
  const few = twins(3, true);
  const none = twins(0, false);
  for (let length = 1; length <= kernel.mostPath; length += 1) {
    for (const folder of [1, 2, 5, 300]) {
      const path = Uint8Array.from({ length }, (_, at) => (at % (folder + 1) === 0 ? 0x2f : 0x61 + ((at * 7) % 26)));
      const slashes = path.filter((byte) => byte === 0x2f).length;
      expect(every(path)).toBe(slashes);
      expect(few(path)).toBe(Math.min(slashes, 3));
      expect(none(path)).toBe(0);
    }
  }
});

function charactersOf(set: Set<number>): string {
  return String.fromCharCode(...[...set].toSorted((one, other) => one - other));
}

test.each([4, 5, 33])('every byte at every place of %i bytes, in the path and in the query', (length) => {
  const [inPath, inQuery] = [new Set<number>(), new Set<number>()];
  for (let at = 0; at < length * 256; at += length > 20 ? 3 : 1) {
    const path = new Uint8Array(length).fill(0x62);
    path[at >>> 8] = at;
    if (every(path) !== ODD) inPath.add(at & 0xff);
    path[0] = 0x3f;
    if (every(path) !== ODD && at >>> 8 > 0) inQuery.add(at & 0xff);
  }
  const plain = '0123456789:=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~';
  expect(charactersOf(inPath)).toBe(`!$&'()*+,-./${plain}`);
  expect(charactersOf(inQuery)).toBe(`!$&()*+,-./${plain}`);
});

test.each([
  ['//', 'two slashes'],
  ['/a//b', 'two slashes'],
  ['/.a', 'a segment begins with a dot'],
  ['/a./b', 'a segment ends with a dot'],
  ['/a.', 'the last segment ends with a dot'],
  ['/a.?q', 'the last segment ends with a dot'],
  ['/./', 'a segment is a dot'],
  ['.', 'a dot alone'],
])('%s is odd: %s', (path) => {
  expect(every(bytesOf(path))).toBe(ODD);
});

test.each([
  ['/a.b/c', 2, 'a dot within a segment'],
  ['a', 0, 'no slash'],
  ['/a?', 1, 'an empty query'],
  ['/a?b/../c', 1, 'whatever is in the query'],
  ['?', 0, 'a query alone'],
])('%s is plain, its page has number %i: %s', (path, page) => {
  expect(every(bytesOf(path))).toBe(page);
});

test('random paths of what matters', () => {
  let plain = 0;
  const byte = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0x61, max: 0x7a }) },
    { weight: 3, arbitrary: fc.constantFrom(0x2f, 0x2e, 0x3f, 0x27, 0x3b) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
  );
  const walks = [every, twins(2, true), twins(MOST_PREFIXES, false)];
  fc.assert(
    fc.property(
      fc.array(byte, { minLength: 1, maxLength: 24 }),
      fc.constantFrom(0, 0x2e, 0x2f, 0xff),
      (path, around) => {
        for (const walk of walks) if (walk(Uint8Array.from(path), around) !== ODD) plain += 1;
      },
    ),
    { seed: 0x5eed, numRuns: 20_000 },
  );
  expect(plain).toBeGreaterThan(10_000);
});

test('an array whose memory was taken away is read no further', () => {
  const walk = new KernelPath(kernel, key, 3, true);
  const taken = Buffer.alloc(64, '/a').subarray(1);
  for (let time = 0; time < 3; time += 1) expect(walk.walk(taken, 0, 20, ...HOST)).toBe(3);
  structuredClone(taken, { transfer: [taken.buffer] });
  expect(walk.walk(taken, 0, 20, ...HOST)).toBe(ODD);
});

test('walks of two keys in turns', () => {
  const other = keyTablesFrom(Uint32Array.of(1, 2, 3, 4));
  const keys = newPathKeys(9);
  const path = bytesOf('/a/b.html?c');
  for (let turn = 0; turn < 6; turn += 1) {
    const own = turn % 2 === 0 ? key : other;
    const script = new ScriptPath(own.path, keys, 9, true);
    [script.a, script.b, script.c] = HOST;
    const page = script.walk(own.path, path, 0, path.length, false);
    expect(new KernelPath(kernel, own, 9, true).walk(path, 0, path.length, ...HOST)).toBe(page);
    expect([...kernel.pathKeys.a.subarray(0, page + 2)]).toEqual([...keys.a.subarray(0, page + 2)]);
  }
});
