import { expect, test } from '@jest/globals';
import { ALTERNATE_REASONS, canonicaliseHost, canonicaliseRequest, canonicaliseUrl } from '@netvakt/matcher';
import * as fc from 'fast-check';
import { requestish, urlish } from '../support/arbitraries.ts';

const RUNS = { seed: 0x5eed, numRuns: 20_000 };

test('canonicalising a canonical form changes nothing', () => {
  let accepted = 0;
  fc.assert(
    fc.property(urlish, (text) => {
      const first = canonicaliseUrl(text);
      if (!first.ok) return;
      accepted += 1;
      const { host, hostKind, port, path, query } = first.url;
      const authority = (hostKind === 'ipv6' ? `[${host}]` : host) + (port === undefined ? '' : `:${port}`);
      const again = canonicaliseUrl(`http://${authority}${path}${query === '' ? '' : `?${query}`}`);
      expect(again).toMatchObject({ ok: true, url: first.url });
    }),
    RUNS,
  );
  expect(accepted).toBeGreaterThan(5_000);
});

test('any text has an outcome: no exception, bounded forms, canonical ones in ASCII', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(urlish, fc.string({ unit: 'binary', maxLength: 60 })), (text) => {
      const outcome = canonicaliseUrl(text);
      if (!outcome.ok) return;
      accepted += 1;
      expect(outcome.alternates.length).toBeLessThanOrEqual(ALTERNATE_REASONS.length);
      for (const { path, query } of [outcome.url, ...outcome.alternates]) {
        expect(path).toMatch(/^\/(?:[\w\-.~!$&'()*+,;=:@/]|%[0-9A-F]{2})*$/u);
        expect(query).toMatch(/^(?:[\w\-.~!$&()*+,;=:@/?]|%[0-9A-F]{2})*$/u);
      }
    }),
    RUNS,
  );
  expect(accepted).toBeGreaterThan(3_000);
});

test('a URL and the request for it have one canonical form', () => {
  let compared = 0;
  fc.assert(
    fc.property(requestish, ({ host, target }) => {
      const request = canonicaliseRequest(host, target);
      const url = canonicaliseUrl(`http://${host}${target}`);
      // Text that is read in two ways on purpose: outside ASCII, white space, a scheme without slashes.
      if (!request.ok || !target.startsWith('/') || !/^[\x21-\x7e]*$/u.test(host + target)) return;
      compared += 1;
      expect(url).toEqual(request);
    }),
    RUNS,
  );
  expect(compared).toBeGreaterThan(3_000);
});

test('an accepted host keeps the bounds of RFC 1035', () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        requestish.map(({ host }) => host),
        fc.string({ unit: 'grapheme', maxLength: 80 }),
      ),
      (text) => {
        const outcome = canonicaliseHost(text);
        if (!outcome.ok) return;
        accepted += 1;
        expect(outcome.host).toMatch(/^[\x21-\x7e]{1,253}$/u);
        expect(outcome.host).toBe(outcome.host.toLowerCase());
        expect(canonicaliseHost(outcome.host)).toEqual(outcome);
      },
    ),
    RUNS,
  );
  expect(accepted).toBeGreaterThan(3_000);
});

// A quadratic step would take minutes here: each text is a megabyte, or the longest that is looked at.
test.each([
  ['percent signs', `http://bad.test/${'%'.repeat(65_000)}`],
  ['nested escapes', `http://bad.test/${'%25'.repeat(21_000)}41`],
  ['parents', `http://bad.test/${'../'.repeat(21_000)}`],
  ['directories', `http://bad.test/${'a/'.repeat(32_000)}`],
  ['slashes', `http://bad.test/${'/'.repeat(65_000)}`],
  ['dots in the host', `http://${'a.'.repeat(60_000)}test/`],
  ['letters outside ASCII in the host', `http://${'\u00fc'.repeat(60_000)}.test/`],
  ['a megabyte', `http://bad.test/${'a'.repeat(1_000_000)}`],
  ['spaces', `${' '.repeat(100_000)}x`],
  ['colons', `http://[${':'.repeat(100_000)}]/`],
])('a long text has a quick outcome: %s', (_, text) => {
  expect(canonicaliseUrl(text)).toHaveProperty('ok');
});
