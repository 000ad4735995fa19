/**
 * Against two implementations of the URL Standard, the platform's and whatwg-url: each text is canonicalised by all three, and
 * every difference must be one that docs/divergences.md names.
 */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { URL as StandardUrl } from 'whatwg-url';
import { compareUrl } from '../../tools/compare-url.ts';
import { urlish } from '../support/arbitraries.ts';
import { divergenceIds } from '../support/cases.ts';

const parsers: readonly (readonly [string, typeof URL])[] = [
  ['the platform', URL],
  ['whatwg-url', StandardUrl],
];

test.each(parsers)('every difference from %s has a row', (_, parser) => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(urlish, (text) => {
      const comparison = compareUrl(text, parser.parse(text) ?? undefined);
      expect({ text, ...comparison }).not.toMatchObject({ kind: 'fails' });
      const rows = comparison.kind === 'diverges' ? comparison.rows : [comparison.kind];
      for (const row of rows) seen.set(row, (seen.get(row) ?? 0) + 1);
    }),
    { seed: 0x5eed, numRuns: 10_000 },
  );
  const rows = new Set([...divergenceIds(), 'agrees']);
  expect([...seen.keys()].filter((row) => !rows.has(row))).toEqual([]);
  // Else this test has tested nothing.
  expect(Math.min(seen.get('agrees') ?? 0, 1_000)).toBe(1_000);
  expect(Math.min(seen.get('escapes') ?? 0, 500)).toBe(500);
});
