import { expect, test } from '@jest/globals';
import { addressOf, type IpAddress } from '../../src/decide/address.ts';
import {
  ExemptionTable,
  type ExemptRange,
  NEVER_FILTERED,
  NO_EXEMPTIONS,
  NOT_LISTED,
} from '../../src/policy/exemptions.ts';

const at = (text: string): IpAddress => addressOf(text) as IpAddress;

const RANGES: readonly ExemptRange[] = [
  { first: at('192.0.2.0'), last: at('192.0.2.255'), treatment: NEVER_FILTERED },
  { first: at('198.51.100.7'), last: at('198.51.100.7'), treatment: 3 },
  { first: at('255.255.255.255'), last: at('255.255.255.255'), treatment: 31 },
  { first: at('2001:db8:0:100::'), last: at('2001:db8:0:1ff:ffff:ffff:ffff:ffff'), treatment: NEVER_FILTERED },
  { first: at('2001:db8:0:200::'), last: at('2001:db8:0:200::'), treatment: 0 },
];

test.each([
  ['192.0.1.255', NOT_LISTED],
  ['192.0.2.0', NEVER_FILTERED],
  ['192.0.2.255', NEVER_FILTERED],
  ['::ffff:192.0.2.9', NEVER_FILTERED],
  ['192.0.3.0', NOT_LISTED],
  ['198.51.100.7', 3],
  ['198.51.100.8', NOT_LISTED],
  ['255.255.255.255', 31],
  ['0.0.0.0', NOT_LISTED],
  ['::', NOT_LISTED],
  ['2001:db8:0:ff:ffff::', NOT_LISTED],
  ['2001:db8:0:100::', NEVER_FILTERED],
  ['2001:db8:0:1ff:ffff:ffff:ffff:ffff', NEVER_FILTERED],
  ['2001:db8:0:200::', 0],
  ['2001:db8:0:200::1', NOT_LISTED],
  ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', NOT_LISTED],
])('%s', (address, treatment) => {
  expect(ExemptionTable.of(RANGES).find(at(address))).toBe(treatment);
});

test('a worker reads the same memory', () => {
  expect(new ExemptionTable(ExemptionTable.of(RANGES).memory).find(at('192.0.2.1'))).toBe(NEVER_FILTERED);
  expect(NO_EXEMPTIONS.find(at('192.0.2.1'))).toBe(NOT_LISTED);
});

test('finds what a search through all ranges finds', () => {
  const step = 0x1_0000_0001_0003n;
  const ranges = Array.from({ length: 2000 }, (_, i): ExemptRange => {
    const first = BigInt(i) * step;
    return { first, last: first + (i % 3 === 0 ? 0n : step / 2n), treatment: (i % 34) - 1 };
  });
  const table = ExemptionTable.of(ranges);
  const seen = new Set<number>();
  for (let i = 0; i < 8000; i += 1) {
    const address = (BigInt(i) * step) / 4n;
    const want = ranges.find(({ first, last }) => first <= address && address <= last)?.treatment ?? NOT_LISTED;
    seen.add(want);
    expect(table.find(address)).toBe(want);
  }
  expect(seen.size).toBe(35);
});

test('ranges that overlap or are not sorted are a mistake of the caller', () => {
  expect(() => ExemptionTable.of([RANGES[1], RANGES[0]] as ExemptRange[])).toThrow(RangeError);
  expect(() => ExemptionTable.of([RANGES[0], RANGES[0]] as ExemptRange[])).toThrow(RangeError);
});
