import { expect, test } from '@jest/globals';
import { readSocketAddress, socketAddress } from '../../src/linux/socket-address.ts';

test('sockaddr_in: the port in network order, eight bytes of padding', () => {
  const bytes = socketAddress({ address: '192.0.2.1', port: 8080 });
  expect(Buffer.from(bytes ?? []).toString('hex')).toBe('02001f90c00002010000000000000000');
});

test('sockaddr_in6: no flow label, no scope', () => {
  const bytes = socketAddress({ address: '2001:db8::1', port: 443 });
  expect(Buffer.from(bytes ?? []).toString('hex')).toBe('0a0001bb0000000020010db800000000000000000000000100000000');
});

test.each(['192.0.2.1', '2001:db8::1', '::', '0.0.0.0'])('%s is read back', (address) => {
  const bytes = socketAddress({ address, port: 65_535 });
  expect(bytes).toBeDefined();
  expect(readSocketAddress(bytes ?? new Uint8Array())).toEqual({ address, port: 65_535 });
});

test.each([
  { address: 'fe80::1%7', why: 'an address of one link has its zone' },
  { address: 'febf::1%16909060', why: 'the last of these networks' },
  { address: 'fe80::1', why: 'the kernel named no link' },
])('$address is read back: $why', ({ address }) => {
  const bytes = socketAddress({ address, port: 443 }) ?? new Uint8Array();
  expect(readSocketAddress(bytes)).toEqual({ address, port: 443 });
  const within = Uint8Array.of(0, ...bytes).subarray(1);
  expect(readSocketAddress(within)).toEqual({ address, port: 443 });
});

test('a scope of another address is none', () => {
  const bytes = socketAddress({ address: '2001:db8::1%7', port: 443 }) ?? new Uint8Array();
  expect(readSocketAddress(bytes)).toEqual({ address: '2001:db8::1', port: 443 });
});

test.each<[string, Uint8Array]>([
  ['nothing', new Uint8Array()],
  ['a cut sockaddr_in', Uint8Array.of(2, 0, 0, 80, 192, 0, 2)],
  ['a cut sockaddr_in6', Uint8Array.of(10, ...Array.from({ length: 20 }, () => 0))],
  ['a unix socket', Uint8Array.of(1, ...Array.from({ length: 27 }, () => 0))],
])('%s is no endpoint', (_why, bytes) => {
  expect(readSocketAddress(bytes)).toBeUndefined();
});

test('a name has no socket address', () => {
  expect(socketAddress({ address: 'mixed.test', port: 80 })).toBeUndefined();
});

test('the number of a zone is the scope, in the byte order of the machine', () => {
  const bytes = socketAddress({ address: 'fe80::1%16909060', port: 443 });
  const scope = Buffer.from(Uint32Array.of(0x01_02_03_04).buffer).toString('hex');
  expect(Buffer.from(bytes ?? []).toString('hex')).toBe(`0a0001bb00000000fe800000000000000000000000000001${scope}`);
});

test.each([
  { address: 'fe80::1%no-such-link', why: 'no interface has this name' },
  { address: 'fe80::1%constructor', why: 'what every object has is no interface' },
  { address: 'fe80::1%', why: 'the zone has no name' },
  { address: 'fe80::1%1%1', why: 'the zone is not one number' },
  { address: '192.0.2.1%1', why: 'IPv4 has no zones' },
  { address: '%1', why: 'there is no address' },
])('$address has no socket address: $why', ({ address }) => {
  expect(socketAddress({ address, port: 80 })).toBeUndefined();
});
