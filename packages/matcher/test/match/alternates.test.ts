/** The matcher writes only the forms that can differ. None that does differ may be left out. */
import { expect, test } from '@jest/globals';
import { canonicaliseRequest, Matcher } from '@netvakt/matcher';
import * as fc from 'fast-check';
import { rulesOf, snapshotOf } from '../support/engines.ts';

const PIECES = [
  'a',
  'b.html',
  '/',
  '/',
  '//',
  '\\',
  ';v=1',
  '%',
  '%2',
  '%25',
  '2',
  '5',
  '41',
  '%2F',
  '%2f',
  '%5C',
].concat([
  '%00',
  '%41',
  '%3B',
  '%3F',
  '%C0%AF',
  '%E0%80%AF',
  '%c1%9c',
  '.',
  '..',
  '/./',
  '/../',
  '%2e',
  '%%32%35',
  '\u00c0\u00af',
  '@',
  '\u00c3\u00a0',
  '\u0085',
  '%u0062',
  '%U002f',
  '%uff0E',
  '%20',
  ' ',
  './',
  '%20/',
]);
const target = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 })
  .map((pieces) => `/${pieces.join('')}`);

test('a rule for any form of a request covers the request', () => {
  const judged = new Map<string, number>();
  fc.assert(
    fc.property(target, (written) => {
      const request = canonicaliseRequest('shop.test', written);
      if (!request.ok) return;
      for (const { reason, path } of request.alternates) {
        const matcher = new Matcher(snapshotOf(rulesOf([`http://shop.test${path}`])));
        expect({ written, reason, covered: matcher.matchRequest('shop.test', written, 0) > 0 }).toMatchObject({
          covered: true,
        });
        judged.set(reason, (judged.get(reason) ?? 0) + 1);
      }
    }),
    { seed: 0x5eed, numRuns: 3_000 },
  );
  expect([...judged.keys()].toSorted()).toEqual([
    'all-folded',
    'cut-at-blank',
    'cut-at-nul',
    'decoded-code-units',
    'decoded-separators',
    'double-decode',
    'literal-backslash',
    'merged-slashes',
    'overlong-utf8',
    'trimmed-segments',
    'without-authority',
    'without-parameters',
  ]);
  for (const times of judged.values()) expect(times).toBeGreaterThan(30);
});
