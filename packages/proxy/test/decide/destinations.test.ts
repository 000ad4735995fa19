import { expect, test } from '@jest/globals';
import { Destinations } from '../../src/decide/destinations.ts';

const nothing = new Destinations({ allow: [], deny: [] }, ['192.31.196.9', '2620:4f:8000::9']);

// Public addresses here are only ever asked about, never connected to.
test.each([
  { why: 'this network', first: '0.0.0.0', last: '0.255.255.255' },
  { why: 'private', first: '10.0.0.0', last: '10.255.255.255' },
  { why: 'shared with the provider', first: '100.64.0.0', last: '100.127.255.255' },
  { why: 'loopback', first: '127.0.0.0', last: '127.255.255.255' },
  { why: 'link-local and metadata services', first: '169.254.0.0', last: '169.254.255.255' },
  { why: 'private', first: '172.16.0.0', last: '172.31.255.255' },
  { why: 'protocol assignments', first: '192.0.0.0', last: '192.0.0.255' },
  { why: 'documentation', first: '192.0.2.0', last: '192.0.2.255' },
  { why: '6to4 relays', first: '192.88.99.0', last: '192.88.99.255' },
  { why: 'private', first: '192.168.0.0', last: '192.168.255.255' },
  { why: 'benchmarks', first: '198.18.0.0', last: '198.19.255.255' },
  { why: 'documentation', first: '198.51.100.0', last: '198.51.100.255' },
  { why: 'documentation', first: '203.0.113.0', last: '203.0.113.255' },
  { why: 'multicast', first: '224.0.0.0', last: '239.255.255.255' },
  { why: 'reserved', first: '240.0.0.0', last: '255.255.255.255' },
  { why: 'unspecified, loopback', first: '::', last: '::1' },
  { why: 'IPv4-compatible', first: '::127.0.0.1', last: '::192.31.196.1' },
  { why: 'loopback in an IPv4-mapped address', first: '::ffff:127.0.0.1', last: '::ffff:7f00:1' },
  { why: 'discard', first: '100::', last: '100::ffff:ffff:ffff:ffff' },
  { why: 'protocol assignments', first: '2001::', last: '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff' },
  { why: 'documentation', first: '2001:db8::', last: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff' },
  { why: 'documentation', first: '3fff::', last: '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff' },
  { why: 'segment routing', first: '5f00::', last: '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff' },
  { why: 'unique local', first: 'fc00::', last: 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' },
  { why: 'link-local', first: 'fe80::', last: 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff' },
  { why: 'link-local with a zone', first: 'fe80::1%lo', last: 'fe80::2%eth0' },
  { why: 'site-local', first: 'fec0::', last: 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' },
  { why: 'multicast', first: 'ff00::', last: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' },
  { why: 'loopback through NAT64', first: '64:ff9b::7f00:1', last: '64:ff9b::127.255.255.255' },
  { why: 'private through local-use NAT64', first: '64:ff9b:1::10.0.0.1', last: '64:ff9b:1:ffff::a00:1' },
  { why: 'IPv4-translated', first: '::ffff:0:127.0.0.1', last: '::ffff:0:10.255.255.255' },
  { why: 'local-use NAT64 that holds nothing', first: '64:ff9b:1::', last: '64:ff9b:1::0.255.255.255' },
  { why: 'private through a /48 of local-use NAT64', first: '64:ff9b:1:7f00:0:100::', last: '64:ff9b:1:a09:9:900::' },
  { why: 'private through a /56', first: '64:ff9b:1:7f:0:1::', last: '64:ff9b:1:110a:9:909::' },
  { why: 'private through a /64', first: '64:ff9b:1:1111:7f:0:100:0', last: '64:ff9b:1:1111:a:909:900:0' },
  {
    why: 'two readings, one of them private',
    first: '64:ff9b:1:7f00:0:100:909:909',
    last: '64:ff9b:1:909:a:909:900:0',
  },
  { why: 'loopback through 6to4', first: '2002:7f00:1::', last: '2002:7fff:ffff::1' },
  { why: 'an address of this machine', first: '192.31.196.9', last: '2620:4f:8000::9' },
])('refuses $why: $first to $last', ({ first, last }) => {
  expect([nothing.permits(first), nothing.permits(last)]).toEqual([false, false]);
});

test.each([
  '1.0.0.0',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.0.3.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '::ffff:9.9.9.9',
  '2000::',
  '2001:200::',
  '2001:db7:ffff::',
  '2001:db9::',
  '2003::',
  '64:ff9b::9.9.9.9',
  '::ffff:0:9.9.9.9',
  '64:ff9b:1::9.9.9.9',
  '64:ff9b:1:909:9:900::',
  '64:ff9b:1:9:9:909::',
  '64:ff9b:1:0:9:909:900:0',
  '2002:909:909::1',
  '192.31.196.8',
])('permits %s: just outside', (literal) => {
  expect(nothing.permits(literal)).toBe(true);
});

test('what is no literal is never dialled', () => {
  for (const text of ['', 'localhost', '0x7f.1', '2130706433', '127.1', '[::1]', '1.2.3.4/8']) {
    expect(nothing.permits(text)).toBe(false);
  }
});

test('a prefix can be allowed, and a part of it denied again', () => {
  const some = new Destinations({ allow: ['10.1.0.0/16', '::1/128'], deny: ['10.1.2.0/24', '9.9.9.9'] }, []);
  expect(
    ['10.1.1.1', '::1', '10.1.2.3', '10.2.0.1', '9.9.9.9', '64:ff9b::9.9.9.9'].map((text) => some.permits(text)),
  ).toEqual([true, true, false, false, false, false]);
});

test('allowing a wrapping does not allow what is wrapped', () => {
  const some = new Destinations({ allow: ['64:ff9b::/96'], deny: [] }, []);
  expect(some.permits('64:ff9b::127.0.0.1')).toBe(false);
});

test('a prefix that is none is an error that names its key', () => {
  expect(() => new Destinations({ allow: [], deny: ['10.0.0.0/33'] }, [])).toThrow(/destinations\.deny\[0\]/);
});
