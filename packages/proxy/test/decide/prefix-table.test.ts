import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addressOf } from '../../src/decide/address.ts';
import { PrefixTable, prefixOf } from '../../src/decide/prefix-table.ts';

const find = (table: PrefixTable<string>, literal: string): string | undefined => {
  const address = addressOf(literal);
  return address === undefined ? 'no address' : table.find(address);
};

test('the longest prefix wins, whatever the order', () => {
  const table = new PrefixTable<string>()
    .add('192.0.2.0/24', 'net', 'a')
    .add('192.0.2.128/25', 'half', 'b')
    .add('192.0.2.200', 'host', 'c')
    .add('2001:db8::/32', 'six', 'd')
    .add('0.0.0.0/0', 'any four', 'e');
  const asked = [
    '192.0.2.1',
    '192.0.2.129',
    '192.0.2.200',
    '::ffff:192.0.2.200',
    '2001:db8:1::',
    '203.0.113.1',
    '2001:db9::',
  ];
  expect(asked.map((literal) => find(table, literal))).toEqual([
    'net',
    'half',
    'host',
    'host',
    'six',
    'any four',
    undefined,
  ]);
});

test.each([
  '',
  '/',
  '192.0.2.0/',
  '192.0.2.0/33',
  '192.0.2.0/-1',
  '192.0.2.0/08',
  '192.0.2/24',
  '2001:db8::/129',
  'a.example/8',
])('%j is no prefix', (text) => {
  expect(prefixOf(text)).toBeUndefined();
});

test('an IPv6 address is read as its groups say, with the gap anywhere', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }), fc.nat(8), fc.nat(8), (groups, at, count) => {
      const end = Math.min(8, at + count);
      const zeroed = groups.map((group, i) => (i >= at && i < end ? 0 : group));
      const hex = (from: number, to: number): string =>
        zeroed
          .slice(from, to)
          .map((group) => group.toString(16))
          .join(':');
      const text = end > at ? `${hex(0, at)}::${hex(end, 8)}` : hex(0, 8);
      const want = zeroed.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
      expect(addressOf(text)).toBe(want);
    }),
    { seed: 0x5eed, numRuns: 2000 },
  );
});
