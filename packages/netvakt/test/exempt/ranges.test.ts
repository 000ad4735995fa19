import { expect, test } from '@jest/globals';
import { addressOf } from '@netvakt/proxy';
import * as fc from 'fast-check';
import { exemptElements } from '../../src/exempt/elements.ts';
import type { Exemption } from '../../src/exempt/exemption.ts';
import { rangesOf } from '../../src/exempt/ranges.ts';
import { type SourcePrefix, sourcePrefix } from '../../src/exempt/source-prefix.ts';

const NOW = 1_000_000;
const FOREVER = Number.POSITIVE_INFINITY;

function exemption(prefix: string, more: Partial<Exemption> = {}): Exemption {
  const source = sourcePrefix(prefix) as SourcePrefix;
  return { source, market: undefined, reason: 'business', owner: 'noc', note: '', added: 0, expires: FOREVER, ...more };
}

test('prefixes within prefixes: the longest decides, and ends by itself', () => {
  const exemptions = [
    exemption('198.51.100.0/24', { expires: NOW + 5000 }),
    exemption('198.51.100.64/26', { market: 'lt' }),
    exemption('198.51.100.0', { expires: NOW + 1500 }),
    exemption('198.51.100.255'),
    exemption('203.0.113.1', { expires: NOW }),
    exemption('2001:db8:0:100::/56', { expires: NOW + 500 * 86_400_000 }),
  ];
  expect(exemptElements(exemptions, NOW)).toEqual({
    four: ['198.51.100.0-198.51.100.63 timeout 5s0ms', '198.51.100.128-198.51.100.254 timeout 5s0ms', '198.51.100.255'],
    six: ['2001:db8:0:100::-2001:db8:0:1ff:ffff:ffff:ffff:ffff timeout 34560000s0ms'],
  });
});

test('neighbours of one treatment are one element', () => {
  expect(exemptElements([exemption('203.0.113.0/25'), exemption('203.0.113.128/25')], NOW).four).toEqual([
    '203.0.113.0-203.0.113.255',
  ]);
});

test('two owners of one prefix: it lasts as long as the longer one', () => {
  const exemptions = [
    exemption('192.0.2.1', { owner: 'a', expires: NOW + 9000 }),
    exemption('192.0.2.1', { owner: 'b', expires: NOW + 1000 }),
  ];
  expect(exemptElements(exemptions, NOW).four).toEqual(['192.0.2.1 timeout 9s0ms']);
});

/** The definition, with no thought of speed. */
function naive(exemptions: readonly Exemption[], address: bigint, now: number): string | undefined {
  const [longest] = exemptions
    .filter(({ source, expires }) => expires > now && source.first <= address && address <= source.last)
    .toSorted((a, b) =>
      a.source.first === b.source.first
        ? a.source.last < b.source.last
          ? -1
          : 1
        : a.source.first > b.source.first
          ? -1
          : 1,
    );
  return longest === undefined ? undefined : (longest.market ?? 'never');
}

const prefixes = fc.record({ address: fc.integer({ min: 0, max: 63 }), bits: fc.integer({ min: 0, max: 6 }) });
const generated = fc.uniqueArray(
  fc.record({
    prefix: prefixes,
    market: fc.constantFrom(undefined, undefined, 'lt', 'se'),
    expires: fc.constantFrom(NOW, NOW + 1000, NOW + 2000, FOREVER),
  }),
  { maxLength: 12, selector: ({ prefix: { address, bits } }) => `${(address >> bits) << bits}/${bits}` },
);

test('ranges say of every address, now, what the longest prefix says, and the kernel never exempts for too long', () => {
  let never = 0;
  fc.assert(
    fc.property(generated, (rows) => {
      const exemptions = rows.map(({ prefix: { address, bits }, market, expires }) =>
        exemption(`192.0.2.${(address >> bits) << bits}/${32 - bits}`, { market, expires }),
      );
      const ranges = rangesOf(exemptions, NOW);
      for (let i = 0; i < 64; i += 1) {
        const address = addressOf(`192.0.2.${i}`) as bigint;
        const found = ranges.filter(({ first, last }) => first <= address && address <= last);
        expect(found.length).toBeLessThanOrEqual(1);
        const [range] = found;
        expect(range === undefined ? undefined : (range.market ?? 'never')).toBe(naive(exemptions, address, NOW));
        if (range === undefined) continue;
        const promised = [NOW + 500, NOW + 1500, NOW + 2500].filter((at) => at < range.until);
        for (const at of promised) expect(naive(exemptions, address, at)).toBe(range.market ?? 'never');
        if (range.market === undefined) never += 1;
      }
    }),
    { seed: 0x5eed, numRuns: 300 },
  );
  expect(never).toBeGreaterThan(1000); // else this test has tested nothing
});
