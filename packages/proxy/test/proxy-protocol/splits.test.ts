import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readProxyHeader } from '../../src/proxy-protocol/read.ts';
import { ProxyHeaderReader, type ProxyHeaderStep } from '../../src/proxy-protocol/reader.ts';
import { anyHeader, hostileBytes } from './support/headers.ts';

/** Feeds the reader as a socket would, until it has an answer; what it never saw is part of the rest. */
function feed(bytes: Buffer, sizes: readonly number[]): ProxyHeaderStep {
  const reader = new ProxyHeaderReader();
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const next = at + (sizes[turn % sizes.length] ?? 1);
    const step = reader.push(bytes.subarray(at, next));
    if (step.kind === 'header') return { ...step, rest: Buffer.concat([step.rest, bytes.subarray(next)]) };
    if (step.kind === 'reject') return step;
    at = next;
  }
  return { kind: 'need-more' };
}

test('any split of any bytes gives the answer of the whole', () => {
  const seen = new Map<string, number>();
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(hostileBytes, sizes, (bytes, cuts) => {
      const whole = feed(bytes, [bytes.length]);
      const key = whole.kind === 'reject' ? whole.reason : whole.kind;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      expect(feed(bytes, cuts)).toEqual(whole);
      expect(feed(bytes, [1])).toEqual(whole);
    }),
    { seed: 0x5eed, numRuns: 4_000 },
  );
  // Else the property has tested nothing: each outcome must have occurred.
  expect([...seen.keys()].sort()).toEqual([
    'address-malformed',
    'addresses-cut',
    'checksum-wrong',
    'command-unknown',
    'family-unknown',
    'field-cut',
    'header',
    'line-ending',
    'line-malformed',
    'need-more',
    'not-proxy-protocol',
    'port-malformed',
    'too-long',
    'version-unknown',
  ]);
});

test('every proper beginning of a header needs more', () => {
  fc.assert(
    fc.property(anyHeader, (header) => {
      for (let length = 0; length < header.length; length += 1) {
        expect(readProxyHeader(header.subarray(0, length)).kind).toBe('need-more');
      }
      expect(readProxyHeader(header)).toMatchObject({ kind: 'header', length: header.length });
    }),
    { seed: 0x5eed, numRuns: 300 },
  );
});

test('the rest is what the client sent, not a byte more or less', () => {
  const reader = new ProxyHeaderReader();
  expect(reader.push(Buffer.from('PROXY UNKN'))).toEqual({ kind: 'need-more' });
  const step = reader.push(Buffer.from('OWN\r\nGET / HTTP/1.1\r\n'));
  expect(step.kind === 'header' ? step.rest.toString() : step.kind).toBe('GET / HTTP/1.1\r\n');
});
