import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { checksumOf } from '../../src/snapshot/checksum.ts';
import { hexOf, sha256OfBlocks } from '../../src/snapshot/sha256.ts';

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
