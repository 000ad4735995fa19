/** The two ways to AES must agree, on what is authentic and on what is not. */
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { InitialCipher } from '../../src/quic/initial-cipher.ts';
import { NODE_CIPHER } from '../../src/quic/node-cipher.ts';
import { directCipher } from '../../src/quic/thread-cipher.ts';

/** Bytes of a seed. */
function bytesOf(seed: string, length: number): Buffer {
  return createHash('shake256', { outputLength: Math.max(length, 1) })
    .update(seed)
    .digest()
    .subarray(0, length);
}

function sealedOf(
  seed: string,
  length: number,
): { readonly args: Parameters<InitialCipher['open']>; readonly text: Buffer } {
  const [key, nonce, header, text] = [
    bytesOf(`key ${seed}`, 16),
    bytesOf(`nonce ${seed}`, 12),
    bytesOf(`header ${seed}`, 20 + (length % 300)),
    bytesOf(`text ${seed}`, length),
  ];
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(header);
  const sealed = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return { args: [key, nonce, header, sealed], text };
}

const direct = directCipher();

test('on this machine OpenSSL is called directly', () => {
  expect(direct).toBeDefined();
});

test.each([
  { how: 'directly', cipher: direct ?? NODE_CIPHER },
  { how: 'by node:crypto', cipher: NODE_CIPHER },
])('$how: packets of any length are opened, and not one that was changed', ({ cipher }) => {
  for (const length of [0, 1, 15, 16, 17, 1162, 1200, 9000, 65_000]) {
    const { args, text } = sealedOf(String(length), length);
    const [key, nonce, header, sealed] = args;
    const copy = Buffer.from(sealed);
    expect(cipher.open(...args)).toEqual(text);
    for (const at of [0, sealed.length >> 1, sealed.length - 16, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] as number) ^ 1;
      expect(cipher.open(key, nonce, header, changed)).toBeUndefined();
    }
    const otherHeader = Buffer.from(header);
    otherHeader[0] = (otherHeader[0] as number) ^ 1;
    expect(cipher.open(key, nonce, otherHeader, sealed)).toBeUndefined();
    // A failure leaves nothing behind, and the packet is as it was.
    expect(cipher.open(...args)).toEqual(text);
    expect(sealed).toEqual(copy);
  }
});

test.each([0, 1, 8, 15, 70_000])('what is too short or too long for a datagram is not opened: %i bytes', (length) => {
  const sealed = Buffer.alloc(length);
  for (const cipher of [direct ?? NODE_CIPHER, NODE_CIPHER])
    expect(cipher.open(Buffer.alloc(16), Buffer.alloc(12), Buffer.alloc(20), sealed)).toBeUndefined();
});

test('a key or a nonce of another length opens nothing, and reaches no other part of the memory', () => {
  const { args, text } = sealedOf('lengths', 100);
  const [key, nonce, header, sealed] = args;
  for (const cipher of [direct ?? NODE_CIPHER, NODE_CIPHER]) {
    for (const other of [key.subarray(0, 15), Buffer.concat([key, nonce])])
      expect(cipher.open(other, nonce, header, sealed)).toBeUndefined();
    for (const other of [nonce.subarray(0, 11), key]) expect(cipher.open(key, other, header, sealed)).toBeUndefined();
    expect(cipher.open(...args)).toEqual(text);
  }
});

test('HMACs of both are those of node:crypto, also if the key is the last result', () => {
  for (const cipher of [direct ?? NODE_CIPHER, NODE_CIPHER]) {
    for (let length = 0; length <= 64; length += 1) {
      const [key, data] = [bytesOf(`key ${length}`, 64 - length), bytesOf(`data ${length}`, length)];
      const expected = createHmac('sha256', key).update(data).digest();
      expect(Buffer.from(cipher.hmac(key, data))).toEqual(expected);
      const next = createHmac('sha256', expected).update(data).digest();
      expect(Buffer.from(cipher.hmac(cipher.hmac(key, data), data))).toEqual(next);
    }
    expect(() => cipher.hmac(Buffer.alloc(65), Buffer.alloc(1))).toThrow(RangeError);
    expect(() => cipher.hmac(Buffer.alloc(1), Buffer.alloc(65))).toThrow(RangeError);
  }
});

test('masks of both are the same, for keys that change with each', () => {
  for (let i = 0; i < 100; i += 1) {
    const [key, sample] = [bytesOf(`key ${i}`, 16), bytesOf(`sample ${i}`, 40)];
    const expected = Buffer.from(NODE_CIPHER.mask(key, sample, i % 24));
    expect(Buffer.from((direct ?? NODE_CIPHER).mask(key, sample, i % 24))).toEqual(expected);
  }
});
