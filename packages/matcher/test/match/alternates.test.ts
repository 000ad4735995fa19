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
  '?',
  'q=1',
  '%2C',
]);
const pieces = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 });
/** Some of them begin with an authority, and go up behind two slashes. */
const target = fc
  .tuple(fc.constantFrom('/', '/', '//x/', '//x/a/b//../'), pieces)
  .map(([start, rest]) => `${start}${rest.join('')}`);

test('a rule for any form of a request covers the request', () => {
  // Each form is the only rule of a host of its own, so that one snapshot serves them all.
  const forms = fc.sample(target, { seed: 0x5eed, numRuns: 3_000 }).flatMap((written) => {
    const request = canonicaliseRequest('shop.test', written);
    return request.ok ? request.alternates.map(({ reason, path, query }) => ({ written, reason, path, query })) : [];
  });
  const matcher = new Matcher(
    snapshotOf(
      rulesOf(forms.map(({ path, query }, form) => `http://form${form}.test${path}${query === '' ? '' : `?${query}`}`)),
    ),
  );
  const judged = new Map<string, number>();
  for (const [form, { written, reason }] of forms.entries()) {
    const covered = matcher.matchRequest(`form${form}.test`, written, 0) > 0;
    expect({ written, reason, covered }).toEqual({ written, reason, covered: true });
    judged.set(reason, (judged.get(reason) ?? 0) + 1);
  }
  expect([...judged.keys()].toSorted()).toEqual([
    'all-folded',
    'cut-at-blank',
    'cut-at-nul',
    'decoded-code-units',
    'decoded-separators',
    'double-decode',
    'literal-backslash',
    'literal-merged',
    'merged-slashes',
    'overlong-utf8',
    'servlet',
    'trimmed-segments',
    'unix',
    'unix-cut-at-blank',
    'unix-without-authority',
    'url-then-unix',
    'url-without-authority',
    'windows',
    'without-authority',
    'without-parameters',
  ]);
  for (const times of judged.values()) expect(times).toBeGreaterThan(30);
});
