import { isIP, SocketAddress } from 'node:net';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addressBytes, addressText, plainAddress } from '../../src/linux/address-bytes.ts';

const hex = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('hex');

test.each<{ why: string; text: string; want: string | undefined }>([
  { why: 'IPv4', text: '192.0.2.1', want: 'c0000201' },
  { why: 'IPv6, all groups', text: '2001:db8:1:2:3:4:5:6', want: '20010db8000100020003000400050006' },
  { why: 'a gap in the middle', text: '2001:db8::1', want: '20010db8000000000000000000000001' },
  { why: 'a gap at the end', text: '2001:db8::', want: '20010db8000000000000000000000000' },
  { why: 'nothing but a gap', text: '::', want: '0'.repeat(32) },
  { why: 'loopback', text: '::1', want: `${'0'.repeat(31)}1` },
  { why: 'a dotted tail', text: '::ffff:192.0.2.1', want: '00000000000000000000ffffc0000201' },
  { why: 'upper case', text: '2001:DB8::A', want: '20010db800000000000000000000000a' },
  { why: 'a zone, which no byte form can carry', text: 'fe80::1%eth0', want: undefined },
  { why: 'a name', text: 'mixed.test', want: undefined },
  { why: 'octal-looking IPv4', text: '192.0.2.01', want: undefined },
  { why: 'brackets', text: '[::1]', want: undefined },
  { why: 'nothing', text: '', want: undefined },
])('addressBytes: $why', ({ text, want }) => {
  expect(hex(addressBytes(text))).toBe(want);
});

test.each([
  { why: 'the first of two equal runs', bytes: '20010db8000000000001000000000001', want: '2001:db8::1:0:0:1' },
  { why: 'the longer run', bytes: '20010000000000010000000000000001', want: '2001:0:0:1::1' },
  { why: 'a single zero group is written', bytes: '20010db8000000010001000100010001', want: '2001:db8:0:1:1:1:1:1' },
  { why: 'IPv4-compatible', bytes: '000000000000000000000000c0000201', want: '::192.0.2.1' },
  { why: 'two', bytes: '00000000000000000000000000000002', want: '::2' },
  { why: 'IPv4-mapped', bytes: '00000000000000000000ffffc0000201', want: '::ffff:192.0.2.1' },
])('addressText: $why (RFC 5952)', ({ bytes, want }) => {
  // The first row of RFC 5952 §4.2.3: two runs of the same length, the first is shortened.
  expect(addressText(Buffer.from(bytes, 'hex'))).toBe(want);
});

test('addressText refuses what has neither 4 nor 16 bytes', () => {
  expect(() => addressText(new Uint8Array(5))).toThrow(RangeError);
});

test('any 16 bytes are written as Node writes them, and read back', () => {
  const bytes = fc.array(fc.oneof(fc.constant(0), fc.nat(255)), { minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(bytes, (values) => {
      const text = addressText(Uint8Array.from(values));
      expect(isIP(text)).toBe(6);
      expect(addressBytes(text)).toEqual(Uint8Array.from(values));
      expect(new SocketAddress({ address: text, family: 'ipv6' }).address).toBe(text);
    }),
    { seed: 0x5eed, numRuns: 5_000 },
  );
});

test('any text is either an IP literal or undefined', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.%]*$/u)), (text) => {
      const bytes = addressBytes(text);
      expect(bytes === undefined).toBe(isIP(text) === 0 || text.includes('%'));
    }),
    { seed: 0x5eed, numRuns: 5_000 },
  );
});

test.each([
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8::1'],
  ['::ffff:0:1', '::ffff:0:1'],
])('plainAddress(%s) is %s', (address, want) => {
  expect(plainAddress(address)).toBe(want);
});
