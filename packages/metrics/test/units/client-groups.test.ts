import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ClientGroups } from '../../src/units/client-groups.ts';

function read(text: string, prefixLength = 128): string {
  const client = new ClientGroups(prefixLength);
  client.read('2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'); // what the last address left must not show
  client.read(text);
  return [...client.groups].map((group) => group.toString(16)).join(':');
}

test.each<{ why: string; text: string; prefix?: number; want: string }>([
  { why: 'IPv4 is mapped', text: '192.0.2.1', want: '0:0:0:0:0:ffff:c000:201' },
  { why: 'mapped IPv4 is the same client', text: '::ffff:192.0.2.1', want: '0:0:0:0:0:ffff:c000:201' },
  {
    why: 'IPv4 has no prefix: a neighbour is another client',
    text: '192.0.2.1',
    prefix: 32,
    want: '0:0:0:0:0:ffff:c000:201',
  },
  { why: 'a /64 is one client', text: '2001:db8:1:2:3:4:5:6', prefix: 64, want: '2001:db8:1:2:0:0:0:0' },
  { why: 'a /56 cuts within a group', text: '2001:db8:1:1ff:3::6', prefix: 56, want: '2001:db8:1:100:0:0:0:0' },
  { why: 'a gap at the front', text: '::1', want: '0:0:0:0:0:0:0:1' },
  { why: 'a gap at the end', text: '2001:db8::', want: '2001:db8:0:0:0:0:0:0' },
  { why: 'nothing but a gap', text: '::', want: '0:0:0:0:0:0:0:0' },
  { why: 'a zone is ignored', text: 'fe80::1%eth0', want: 'fe80:0:0:0:0:0:0:1' },
])('$why', ({ text, prefix, want }) => {
  expect(read(text, prefix)).toBe(want);
});

const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));

test('as the URL parser reads them, over 3,000 IPv6 addresses', () => {
  let gaps = 0;
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const host = new URL(`http://[${text}]/`).hostname.slice(1, -1);
      if (text.includes('::')) gaps += 1;
      expect(read(text)).toBe(read(host));
      const [head = '', tail = ''] = host.split('::');
      const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0');
      expect(read(host)).toBe([...groups(head), ...(host.includes('::') ? zeros : []), ...groups(tail)].join(':'));
    }),
    { numRuns: 3000, seed: 20_260_101 },
  );
  expect(gaps).toBeGreaterThan(300);
});

test('any text gives some value', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('0123456789abf:.%x')), maxLength: 60 }), (text) => {
      expect(read(text).split(':')).toHaveLength(8);
    }),
    { numRuns: 3000, seed: 7 },
  );
});
