/** Addresses in the usual form are read by another code path: the platform provides the expected values for the others. */
import { expect, test } from '@jest/globals';
import { canonicaliseHost } from '@netvakt/matcher';
import * as fc from 'fast-check';

const part = fc.oneof(
  { weight: 6, arbitrary: fc.nat(255).map(String) },
  fc.constantFrom('0', '00', '01', '08', '010', '256', '0x', '0x7f', '0xff', '4294967295', '4294967296', '', '1a'),
);
const numeric = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));

/** What ends in a number is an address or nothing. */
function asThePlatform(text: string): string | undefined {
  return URL.parse(`http://${text}/`)?.hostname;
}

test('numbers and dots are the address that the platform makes of them, or none', () => {
  let dotted = 0;
  let others = 0;
  let none = 0;
  fc.assert(
    fc.property(numeric, (text) => {
      fc.pre(/\d$/u.test(text));
      const outcome = canonicaliseHost(text);
      const host = outcome.ok && outcome.hostKind === 'ipv4' ? outcome.host : undefined;
      const wanted = asThePlatform(text);
      expect({ text, host }).toEqual({ text, host: wanted });
      if (wanted === undefined) none += 1;
      else if (wanted === text) dotted += 1;
      else others += 1;
    }),
    { seed: 0x5eed, numRuns: 20_000 },
  );
  expect(Math.min(dotted, others, none)).toBeGreaterThan(1_000);
});
