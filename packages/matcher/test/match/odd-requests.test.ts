/** The same as agreement.test.ts for requests that no browser sends: every spelling, every hazard, both entry points. */
import { expect, test } from '@jest/globals';
import { INVALID_REASONS, Matcher, type Rule } from '@netvakt/matcher';
import * as fc from 'fast-check';
import { requestish } from '../support/arbitraries.ts';
import { ONE_LIST, rulesOf, snapshotOf } from '../support/engines.ts';
import { judgeTwice, type Outcome } from '../support/judge.ts';

const ENTRIES = [
  'bad.test',
  'shop.example',
  'http://www.test/a/',
  'http://www.test/B',
  'http://shop.test/a',
  'http://bad.example/a',
  'http://x-y.example/B',
  'http://test/x.html',
  'http://a1.example/x.html',
  'http://www.test/a/x.html?q=1',
  'http://www.shop.test/',
  'http://a1.test:8080/a/',
  'http://x-y.test/a;b/',
  'http://x-y.test/%5C',
  'http://test/a/a/',
  '192.0.2.1',
  '[2001:db8::1]',
  'http://192.0.2.1/a/',
  'b\u00fccher.test',
];
const FOLDED = ['http://www.example/A/', 'http://www.example/b/X.html'];
const ALLOWED = ['http://www.shop.test/a/', 'http://bad.bad.test/', 'www.bad.test', 'http://www.test/a/B'];
const denied = [...rulesOf(ENTRIES), ...rulesOf(FOLDED, { pathCase: 'insensitive' })];
const rules = [...denied, ...rulesOf(ALLOWED)].map(
  (rule, index): Rule => Object.assign(rule, { line: index + 1, action: index < denied.length ? 'deny' : 'allow' }),
);
const matcher = new Matcher(snapshotOf(rules));

const RUNS = { seed: 0x5eed, numRuns: 15_000 };

test('in every spelling, the matcher and the definition agree', () => {
  const seen = new Map<Outcome, number>();
  fc.assert(
    fc.property(requestish, ({ host, target }) => {
      const outcome = judgeTwice(matcher, rules, ONE_LIST, { host, target, market: 0 });
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }),
    RUNS,
  );
  for (const kind of ['none', 'invalid', 'domain', 'prefix', 'url', 'ip'] as const)
    expect([kind, Math.min(seen.get(kind) ?? 0, 30)]).toEqual([kind, 30]);
});

/** The bytes of a request: authority, a line feed, target. */
function bytesOf(host: string, target: string): Uint8Array {
  return Buffer.from(`${host}\n${target}`, 'latin1');
}

test('text and bytes have one verdict', () => {
  fc.assert(
    fc.property(requestish, ({ host, target }) => {
      const [wireHost, wireTarget] = [host, target].map((text) => Buffer.from(text, 'utf8').toString('latin1')) as [
        string,
        string,
      ];
      const bytes = bytesOf(wireHost, wireTarget);
      const handle = matcher.matchRequest(wireHost, wireTarget, 0);
      expect(matcher.matchRequestBytes(bytes, 0, wireHost.length, wireHost.length + 1, bytes.length, 0)).toBe(handle);
      expect(matcher.matchHostBytes(bytes, 0, wireHost.length, 0)).toBe(matcher.matchHost(wireHost, 0));
    }),
    RUNS,
  );
});

test('any bytes have a verdict: no exception, and a refusal has a reason', () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, split) => {
      const at = Math.min(split, bytes.length);
      const handle = matcher.matchRequestBytes(bytes, 0, at, at, bytes.length, 0);
      if (handle >= 0) return;
      refused += 1;
      expect(INVALID_REASONS[-1 - handle]).toBeDefined();
    }),
    RUNS,
  );
  expect(refused).toBeGreaterThan(1_000);
});

test('a whole host is judged by the rules that cover all of it', () => {
  let blocked = 0;
  fc.assert(
    fc.property(requestish, ({ host }) => {
      const whole = matcher.matchHost(host, 0);
      const kinds = whole > 0 ? [matcher.describe(whole).kind] : [];
      expect(['domain', 'host', 'ip']).toEqual(expect.arrayContaining(kinds));
      blocked += kinds.length;
    }),
    RUNS,
  );
  expect(blocked).toBeGreaterThan(1_000);
});
