import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { compile, compileOverlay, merge, openSnapshot, type Sha256 } from '@netvakt/matcher';
import { checksumOf } from '../../src/snapshot/checksum.ts';
import { hexOf, sha256OfBlocks } from '../../src/snapshot/sha256.ts';
import { ONE_LIST, SEED, snapshotOf } from '../support/engines.ts';

test.each([0, 1, 2, 7, 1000])('SHA-256 of %i blocks is that of the platform', (blocks) => {
  const bytes = new Uint8Array(randomBytes(blocks * 64));
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, blocks * 16);
  expect(hexOf(sha256OfBlocks(words))).toBe(createHash('sha256').update(bytes).digest('hex'));
});

test('any word or two that change change the checksum', () => {
  const words = Int32Array.from({ length: 96 }, (_, index) => index * 0x9e37);
  const sum = checksumOf(words, 0, 94).join(',');
  const changes = Array.from({ length: 94 }, (_, at) =>
    [at, (at + 4) % 94, (at + 8) % 94].map((second) => [at, second] as const),
  );
  const unnoticed = changes.flat().filter(([first, second]) =>
    [1, 0x0100, 0x8000_0000].some((mask) => {
      const changed = words.slice();
      for (const at of new Set([first, second])) changed[at] = (changed[at] ?? 0) ^ mask;
      return checksumOf(changed, 0, 94).join(',') === sum;
    }),
  );
  expect(unnoticed).toEqual([]);
});

const OPTIONS = { markets: ['se'], lists: ONE_LIST, seed: SEED };
const platform = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

test.each<{ why: string; sha256: unknown }>([
  { why: 'a promise', sha256: async (bytes: Uint8Array) => Promise.resolve(platform(bytes)) },
  { why: 'nothing', sha256: () => undefined },
  { why: 'a buffer and no bytes of it', sha256: (bytes: Uint8Array) => Uint8Array.from(platform(bytes)).buffer },
  { why: 'hexadecimal digits', sha256: (bytes: Uint8Array) => platform(bytes).toString('hex') },
  { why: 'an array of numbers', sha256: (bytes: Uint8Array) => [...platform(bytes)] },
  { why: 'words', sha256: () => new Uint32Array(32) },
  { why: 'SHA-1', sha256: (bytes: Uint8Array) => createHash('sha1').update(bytes).digest() },
  { why: 'SHA-512', sha256: (bytes: Uint8Array) => createHash('sha512').update(bytes).digest() },
  { why: 'a name of an algorithm', sha256: 'sha256' },
  { why: 'null', sha256: null },
])('a sha256 that is or gives $why', ({ sha256 }) => {
  const wrong = sha256 as Sha256;
  const snapshot = snapshotOf([]);
  const overlay = openSnapshot(compileOverlay(snapshot, { add: [], remove: [] }));
  const refusal = expect.objectContaining({ name: 'CompileError', code: 'ERR_COMPILE_OPTIONS' });
  expect(() => compile([], { ...OPTIONS, sha256: wrong })).toThrow(refusal);
  expect(() => merge(snapshot, overlay, wrong)).toThrow(refusal);
});

test("the platform's SHA-256 gives the digest of this package's", () => {
  const digests = [platform, (bytes: Uint8Array) => Uint8Array.from(platform(bytes)), undefined].map(
    (sha256) => openSnapshot(compile([], { ...OPTIONS, sha256 })).digest,
  );
  expect(new Set(digests).size).toBe(1);
});
