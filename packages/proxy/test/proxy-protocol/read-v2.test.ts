import { expect, test } from '@jest/globals';
import { crc32c } from '../../src/proxy-protocol/crc32c.ts';
import type { ProxyHeaderResult } from '../../src/proxy-protocol/header.ts';
import { readProxyHeader } from '../../src/proxy-protocol/read.ts';

const SIGNATURE = '0d0a0d0a000d0a515549540a';
const IPV4 = 'c6336407cb007109c3cb01bb';
const IPV6 = '20010db800000000000000000000000120010db8000000000000000000000002c3cb01bb';

/** A header with the length that its tail has, by default. */
function header(commandAndFamily: string, tail: string, length: number = tail.length / 2): Buffer {
  return Buffer.from(`${SIGNATURE}${commandAndFamily}${length.toString(16).padStart(4, '0')}${tail}`, 'hex');
}

const ends = (source: string, destination: string): object => ({
  source: { address: source, port: 50_123 },
  destination: { address: destination, port: 443 },
});

const accepted = (length: number, command: string, found?: object): object => ({
  kind: 'header',
  header: { version: 2, command, ends: found },
  length,
});

test.each([
  { why: 'IPv4', bytes: header('2111', IPV4), want: accepted(28, 'proxy', ends('198.51.100.7', '203.0.113.9')) },
  { why: 'IPv6', bytes: header('2121', IPV6), want: accepted(52, 'proxy', ends('2001:db8::1', '2001:db8::2')) },
  { why: 'LOCAL, empty', bytes: header('2000', ''), want: accepted(16, 'local') },
  { why: 'LOCAL with addresses, which mean nothing', bytes: header('2011', IPV4), want: accepted(28, 'local') },
  { why: 'LOCAL with an unassigned family', bytes: header('20ff', 'abcd'), want: accepted(18, 'local') },
  { why: 'unspecified', bytes: header('2100', ''), want: accepted(16, 'proxy') },
  { why: 'datagrams over IPv4: taken as unspecified', bytes: header('2112', IPV4), want: accepted(28, 'proxy') },
  { why: 'a unix stream', bytes: header('2131', '00'.repeat(216)), want: accepted(232, 'proxy') },
  {
    why: 'fields after the addresses are walked over',
    bytes: header('2111', `${IPV4}01000268320400030000ffee0000`),
    want: accepted(42, 'proxy', ends('198.51.100.7', '203.0.113.9')),
  },
])('$why', ({ bytes, want }) => {
  expect(readProxyHeader(Buffer.concat([bytes, Buffer.from('GET /')]))).toEqual(want);
});

test.each([
  { why: 'another signature', bytes: Buffer.from(SIGNATURE.replace('51', '52'), 'hex'), reason: 'not-proxy-protocol' },
  { why: 'version 1 in the binary form', bytes: header('1111', IPV4), reason: 'version-unknown' },
  { why: 'version 3', bytes: header('3111', IPV4), reason: 'version-unknown' },
  { why: 'a third command', bytes: header('2211', IPV4), reason: 'command-unknown' },
  { why: 'an unassigned family', bytes: header('2141', IPV4), reason: 'family-unknown' },
  { why: 'an unassigned transport', bytes: header('2113', IPV4), reason: 'family-unknown' },
  { why: 'IPv4 addresses cut', bytes: header('2111', IPV4.slice(0, 22)), reason: 'addresses-cut' },
  { why: 'IPv6 announced, IPv4 there', bytes: header('2121', IPV4), reason: 'addresses-cut' },
  { why: 'a field cut in its head', bytes: header('2111', `${IPV4}0100`), reason: 'field-cut' },
  { why: 'a field cut in its value', bytes: header('2111', `${IPV4}01000368`), reason: 'field-cut' },
  { why: 'a field longer than all', bytes: header('2111', `${IPV4}01ffff68`), reason: 'field-cut' },
  { why: 'longer than the bound: known before it comes', bytes: header('2111', IPV4, 65_535), reason: 'too-long' },
])('$why is rejected', ({ bytes, reason }) => {
  expect(readProxyHeader(bytes)).toEqual({ kind: 'reject', reason });
});

test('the bound is on the whole header', () => {
  const bytes = header('2111', IPV4);
  expect(readProxyHeader(bytes, 28).kind).toBe('header');
  expect(readProxyHeader(bytes, 27)).toEqual({ kind: 'reject', reason: 'too-long' });
});

test('crc32c has the check value of its definition, and bytes can be taken as zero', () => {
  expect(crc32c(Buffer.from('123456789')).toString(16)).toBe('e3069283');
  expect(crc32c(Buffer.from([1, 2, 3]), 1, 2)).toBe(crc32c(Buffer.from([1, 0, 3])));
  expect(crc32c(new Uint8Array())).toBe(0);
});

function withChecksum(mistake: number): ProxyHeaderResult {
  const bytes = header('2111', `${IPV4}03000400000000`);
  bytes.writeUInt32BE((crc32c(bytes) ^ mistake) >>> 0, bytes.length - 4);
  return readProxyHeader(bytes);
}

test('a checksum that is there must be right', () => {
  expect(withChecksum(0).kind).toBe('header');
  expect(withChecksum(1)).toEqual({ kind: 'reject', reason: 'checksum-wrong' });
});

test.each([
  { why: 'of another length', fields: '03000300000003' },
  { why: 'empty', fields: '030000' },
])('a checksum $why is wrong', ({ fields }) => {
  expect(readProxyHeader(header('2111', IPV4 + fields))).toEqual({ kind: 'reject', reason: 'checksum-wrong' });
});

test('a header with two checksums is refused', () => {
  const bytes = header('2111', `${IPV4}0300040000000003000400000000`);
  bytes.writeUInt32BE(crc32c(bytes, 31, 35), 31);
  expect(readProxyHeader(bytes)).toEqual({ kind: 'reject', reason: 'checksum-wrong' });
});
