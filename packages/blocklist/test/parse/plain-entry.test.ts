/** Entries that are taken unchanged give the same rules and counts as a full parse. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { PlainEntry } from '../../src/parse/plain-entry.ts';
import { parse, shortRejections, shortRules } from '../support/parse.ts';

const SEED = 0x5eed;
const BOUNDS = { minEntries: 0, maxRejectedRatio: 1, minRejectedLines: 1e6 };

const sign = fc.constantFrom(...Array.from('ab9-_.~/?#%:@;*^|!$&\'()+,=A"\\ é'));
const entry = fc.oneof(
  fc.array(sign, { maxLength: 24 }).map((signs) => signs.join('')),
  fc.array(sign, { maxLength: 12 }).map((signs) => `http://a.test/${signs.join('')}`),
  fc
    .array(fc.constantFrom('a', 'b.', '.', '/', '1', '-', '//', 'a/', '..'), { maxLength: 10 })
    .map((parts) => `https://${parts.join('')}`),
  fc.constantFrom('bad.test', 'www.bad.test', 'http://bad.test', 'http://bad.test/', '1.2', 'a.1', 'com', 'co.jp'),
);

/** A line that begins with white space is always read in full. */
test.each(['urls', 'domains'] as const)('%s: as if each line were read in full', (format) => {
  let taken = 0;
  const plain = new PlainEntry();
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('domain' as const, 'host' as const),
      fc.boolean(),
      (entries, bareHost, directoryIsPrefix) => {
        const given = { format, bounds: BOUNDS, semantics: { bareHost, directoryIsPrefix } };
        const [one, other] = [entries, entries.map((text) => ` ${text}`)].map((lines) => {
          const outcome = parse(lines.join('\n'), given);
          const columns = shortRejections(
            outcome.summary ?? ({ rejected: { first: [] }, quarantined: { first: [] } } as never),
          );
          return {
            rules: outcome.ok ? shortRules(outcome) : outcome.refusal.reason,
            counts: outcome.summary?.counts,
            aside: columns.map((text) => text.replace(/:\d+$/u, '')),
          };
        });
        expect(one).toEqual(other);
        for (const text of entries) {
          const bytes = Buffer.from(text);
          if (plain.read(bytes, 0, bytes.length)) taken += 1;
        }
      },
    ),
    { seed: SEED, numRuns: 1500 },
  );
  expect(taken).toBeGreaterThan(500);
});

test.each(['bad.test', 'http://www.bad.test/a/b.html', 'https://a_b.test/', "bad.test/!$&'()+,=:@~x"])(
  '%s is plain',
  (text) => {
    expect(new PlainEntry().read(Buffer.from(text), 0, Buffer.byteLength(text))).toBe(true);
  },
);

test.each([
  'BAD.test',
  'bad.test:80',
  'bad.test/?',
  'bad.test/a%20',
  'bad.test/a//b',
  'bad.test/./a',
  'bad.test/a.',
  '10.0.0.1',
  'test',
  'a..test',
  '*.test',
  'bad.test #x',
  `${'a'.repeat(64)}.test`,
  'http://bad.test',
])('%s is read in full', (text) => {
  expect(new PlainEntry().read(Buffer.from(text), 0, Buffer.byteLength(text))).toBe(false);
});
