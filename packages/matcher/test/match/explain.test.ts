import { expect, test } from '@jest/globals';
import { worldRequests } from '@netvakt/fixtures';
import { compileOverlay, explain, Matcher, openSnapshot } from '@netvakt/matcher';
import * as fc from 'fast-check';
import { splitUrl } from '../../src/canonical/split.ts';
import { urlish } from '../support/arbitraries.ts';
import { crowdedWorld, matcherOf, rulesIn, rulesOf, snapshotIn, snapshotOf } from '../support/engines.ts';

test('the story has the canonical form, the rule, its list, version and line', () => {
  const matcher = matcherOf('free.test', 'http://shop.test/a/');
  expect(explain(matcher, 'http://SHOP.test:80/a/%62?c#d', 'se')).toMatchObject({
    input: 'http://SHOP.test:80/a/%62?c#d',
    canonical: { host: 'shop.test', path: '/a/b', query: 'c' },
    verdict: 'block',
    reason: 'deny-rule',
    via: null,
    rule: { list: 'list', version: '1', line: 2, kind: 'prefix' },
    rules: [{ list: 'list', version: '1', line: 2, kind: 'prefix' }],
    forms: [
      {
        form: 'primary',
        path: '/a/b',
        outcome: 'deny',
        probes: [
          { kind: 'prefix', key: 'shop.test/a/', outcome: 'deny' },
          { kind: 'prefix', key: 'shop.test/', outcome: 'none' },
          { kind: 'host', key: 'shop.test', outcome: 'none' },
          { kind: 'domain', key: 'shop.test', outcome: 'none' },
          { kind: 'domain', key: 'test', outcome: 'none' },
        ],
      },
    ],
  });
});

test.each([
  ['http://free.test/', { verdict: 'forward', reason: 'no-rule', rule: null, via: null }],
  ['http://shop.test//a/', { verdict: 'block', reason: 'deny-rule', via: 'merged-slashes' }],
  ['http://a..test/', { verdict: 'refuse', reason: 'host-label-empty', canonical: null, rule: null, forms: [] }],
  ['data:x', { verdict: 'refuse', reason: 'scheme-unsupported' }],
])('the story of %s', (url, story) => {
  expect(explain(matcherOf('http://shop.test/a/'), url, 'se')).toMatchObject(story);
});

test('an allow rule is named if it decides', () => {
  const rules = [
    ...rulesOf(['bad.test']),
    ...rulesOf(['http://bad.test/ok/']).map((rule) => Object.assign(rule, { action: 'allow', line: 2 })),
  ];
  expect(explain(snapshotOf(rules), 'http://bad.test/ok/x', 'se')).toMatchObject({
    verdict: 'forward',
    reason: 'allow-rule',
    rule: { line: 2, kind: 'prefix' },
  });
});

test('a market that is not there is the caller’s mistake', () => {
  expect(() => explain(matcherOf('bad.test'), 'http://bad.test/', 'xx')).toThrow(RangeError);
});

test('an overlay is part of the story', () => {
  const base = snapshotOf(rulesOf(['a.test']));
  const matcher = new Matcher(
    base,
    openSnapshot(compileOverlay(base, { add: rulesOf(['b.test']), remove: rulesOf(['a.test']) })),
  );
  expect(explain(matcher, 'a.test', 'se').verdict).toBe('forward');
  expect(explain(matcher, 'b.test', 'se').verdict).toBe('block');
});

test('the story and the matcher have one verdict, in crowded worlds', () => {
  const verdicts = new Map<string, number>();
  for (let seed = 1; seed <= 12; seed += 1) {
    const world = crowdedWorld(seed);
    const matcher = new Matcher(snapshotIn(world, rulesIn(world)));
    const requests = worldRequests(world, seed);
    for (let count = 0; count < 500; count += 1) {
      const { host, target, market } = requests.next().value;
      const handle = matcher.matchRequest(host, target, market);
      const { verdict, rule } = explain(matcher, `http://${host}${target}`, world.markets[market] ?? '');
      expect(verdict).toBe(handle > 0 ? 'block' : 'forward');
      expect(handle > 0 ? rule?.kind : undefined).toBe(handle > 0 ? matcher.describe(handle).kind : undefined);
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    }
  }
  expect(Math.min(verdicts.get('block') ?? 0, verdicts.get('forward') ?? 0)).toBeGreaterThan(500);
});

test('the story and the matcher have one verdict, in every spelling', () => {
  const matcher = matcherOf(
    'bad.test',
    'http://www.test/a/',
    'http://test/B',
    'shop.example',
    '192.0.2.1',
    'http://a1.example:8080/',
  );
  fc.assert(
    fc.property(urlish, (text) => {
      const { verdict, canonical } = explain(matcher, text, 'se');
      if (canonical === null) return;
      // As a client would send it: one byte a character.
      const parts = splitUrl(text);
      if (typeof parts === 'string') return;
      const [host, target] = [parts.authority, parts.target].map((part) =>
        Buffer.from(part, 'utf8').toString('latin1'),
      ) as [string, string];
      expect({ text, blocked: matcher.matchRequest(host, target, 0) > 0 }).toEqual({
        text,
        blocked: verdict === 'block',
      });
    }),
    { seed: 0x5eed, numRuns: 5_000 },
  );
});
