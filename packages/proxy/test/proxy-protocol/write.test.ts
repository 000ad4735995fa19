import { SocketAddress } from 'node:net';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { plainAddress } from '../../src/linux/address-bytes.ts';
import type { Endpoint } from '../../src/linux/socket-address.ts';
import type { ProxiedEnds } from '../../src/proxy-protocol/header.ts';
import { readProxyHeader } from '../../src/proxy-protocol/read.ts';
import { writeProxyHeaderV1, writeProxyHeaderV2 } from '../../src/proxy-protocol/write.ts';
import { anyEnds } from './support/headers.ts';

const IPV4: ProxiedEnds = {
  source: { address: '198.51.100.7', port: 50_123 },
  destination: { address: '203.0.113.9', port: 443 },
};
const MIXED: ProxiedEnds = { ...IPV4, source: { address: '2001:db8::1', port: 50_123 } };
const ZONED: ProxiedEnds = { ...IPV4, source: { address: 'fe80::1%eth0', port: 50_123 } };
const MAPPED: ProxiedEnds = { ...IPV4, source: { address: '::ffff:198.51.100.7', port: 50_123 } };

test.each([
  { why: 'IPv4', ends: IPV4, want: 'PROXY TCP4 198.51.100.7 203.0.113.9 50123 443\r\n' },
  { why: 'as a dual-stack socket writes it', ends: MAPPED, want: 'PROXY TCP4 198.51.100.7 203.0.113.9 50123 443\r\n' },
  { why: 'one end IPv6', ends: MIXED, want: 'PROXY TCP6 2001:db8::1 ::ffff:203.0.113.9 50123 443\r\n' },
  { why: 'an address that only this machine knows', ends: ZONED, want: 'PROXY UNKNOWN\r\n' },
  { why: 'our own connection', ends: undefined, want: 'PROXY UNKNOWN\r\n' },
])('version 1: $why', ({ ends, want }) => {
  expect(writeProxyHeaderV1(ends).toString()).toBe(want);
});

test.each([
  { why: 'IPv4', ends: IPV4, want: '2111000cc6336407cb007109c3cb01bb' },
  { why: 'an address that only this machine knows', ends: ZONED, want: '20000000' },
  { why: 'our own connection', ends: undefined, want: '20000000' },
])('version 2: $why', ({ ends, want }) => {
  const header = writeProxyHeaderV2(ends, { checksum: false });
  expect(header.toString('hex')).toBe(`0d0a0d0a000d0a515549540a${want}`);
});

test('version 2: one end IPv6, read back as IPv4 beside IPv6', () => {
  const result = readProxyHeader(writeProxyHeaderV2(MIXED, { checksum: true }));
  expect(result).toMatchObject({ kind: 'header', header: { ends: MIXED } });
});

const canonical = ({ address, port }: Endpoint): Endpoint => ({
  address: plainAddress(new SocketAddress({ address, family: address.includes(':') ? 'ipv6' : 'ipv4' }).address),
  port,
});

test('what is written is read back, in every version', () => {
  fc.assert(
    fc.property(anyEnds, ({ source, destination }) => {
      const ends = { source: canonical(source), destination: canonical(destination) };
      for (const header of [
        writeProxyHeaderV1(ends),
        writeProxyHeaderV2(ends, { checksum: false }),
        writeProxyHeaderV2(ends, { checksum: true }),
      ]) {
        expect(readProxyHeader(header)).toMatchObject({ kind: 'header', header: { command: 'proxy', ends } });
      }
    }),
    { seed: 0x5eed, numRuns: 1_000 },
  );
});
