import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Random } from '@netvakt/fixtures';
import { hmacSha256 } from '../../src/quic/hmac.ts';

test('is the HMAC of node:crypto, for keys and data of every length', () => {
  const random = new Random(7);
  const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random.below(256)));
  for (let length = 0; length <= 64; length += 1) {
    for (const [key, data] of [
      [bytes(length), bytes(20)],
      [bytes(32), bytes(length)],
    ] as const)
      expect(hmacSha256(key, data)).toEqual(createHmac('sha256', key).update(data).digest());
  }
});

test('refuses what is longer', () => {
  expect(() => hmacSha256(Buffer.alloc(65), Buffer.alloc(1))).toThrow(RangeError);
  expect(() => hmacSha256(Buffer.alloc(1), Buffer.alloc(65))).toThrow(RangeError);
});
