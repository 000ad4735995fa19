/** What the page on the fixtures promises of the market lists: the demo, and every later check, relies on it. */
import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Matcher, openSnapshot } from '@netvakt/matcher';
import { compileLists } from '../src/compile/compile.ts';
import type { ParsedList } from '../src/parse/list.ts';
import { fixture, fixtureBytes } from './support/files.ts';
import { parse, shortRules, taken } from './support/parse.ts';

const MARKETS = ['se', 'lt', 'lv', 'ee', 'nl', 'hr', 'de', 'kz'];
const FORMATS = ['domains', 'urls'] as const;

function listOf(market: string, format: (typeof FORMATS)[number], index = 0): ParsedList {
  return taken(parse(fixtureBytes(`lists/${market}-${format}.txt`), { id: `${market}-${format}`, format }, index));
}

test('each market, and all together, has one list in each format, and nothing else is there', () => {
  const wanted = [...MARKETS, 'shared'].flatMap((market) => FORMATS.map((format) => `${market}-${format}.txt`));
  const found = readdirSync(fixture('lists')).filter((name) => name.endsWith('.txt'));
  // The self-test's own list is next to them: it belongs to no market.
  expect(found.toSorted()).toEqual([...wanted, 'selftest.txt'].toSorted());
});

test.each([
  { market: 'se', domains: [36, 36], urls: [27, 27] },
  { market: 'lt', domains: [35, 35], urls: [26, 26] },
  { market: 'lv', domains: [35, 35], urls: [26, 26] },
  { market: 'ee', domains: [35, 35], urls: [26, 26] },
  { market: 'nl', domains: [35, 35], urls: [26, 26] },
  { market: 'hr', domains: [35, 35], urls: [26, 26] },
  { market: 'de', domains: [37, 35], urls: [28, 26] },
  { market: 'kz', domains: [37, 35], urls: [26, 26] },
  { market: 'shared', domains: [35, 35], urls: [26, 26] },
])('$market: entries received and active, none invalid, none quarantined', ({ market, domains, urls }) => {
  const counts = FORMATS.map((format) => listOf(market, format).summary.counts);
  expect(counts.map(({ received, active }) => [received, active])).toEqual([domains, urls]);
  expect(counts.map(({ invalid, quarantined }) => invalid + quarantined)).toEqual([0, 0]);
});

test.each([...MARKETS, 'shared'])('%s: the format is found without being stated', (market) => {
  for (const format of FORMATS) {
    const { summary } = taken(parse(fixtureBytes(`lists/${market}-${format}.txt`)));
    expect(summary.format).toBe(format);
    expect(summary.confidence).toBeGreaterThan(0.95);
  }
});

test.each([...MARKETS, 'shared'])('%s: the rules are those of the golden file (renew: pnpm test -u)', (market) => {
  for (const format of FORMATS) expect(shortRules(listOf(market, format))).toMatchSnapshot(format);
});

test('every name is reserved, every address is one for documents', () => {
  const hosts = [...MARKETS, 'shared'].flatMap((market) =>
    FORMATS.flatMap((format) => [...listOf(market, format).rules]),
  );
  const odd = hosts
    .map(({ host }) => host)
    .filter((host) => !/\.(?:test|example|invalid)$/u.test(host))
    .filter((host) => !/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^2001:db8:/u.test(host));
  expect(odd).toEqual([]);
});

test('the demo: these two rules, in the lists of market se, and nothing else near the demo’s hosts', () => {
  const near = [...MARKETS, 'shared'].flatMap((market) =>
    FORMATS.flatMap((format) => {
      const rules = shortRules(listOf(market, format));
      return rules.filter((rule) => /\b(?:blocked|mixed|demo)\.test\b/u.test(rule)).map((rule) => `${market} ${rule}`);
    }),
  );
  expect(near).toEqual(['se domain blocked.test @4', 'se prefix mixed.test/blocked/ @4']);
});

test('the demo: what is blocked in market se, and only there', () => {
  const lists = FORMATS.map((format, index) => listOf('se', format, index));
  const snapshot = compileLists(lists, { markets: ['se', 'lt'], seed: Uint32Array.of(1, 2, 3, 4) });
  const matcher = new Matcher(openSnapshot(snapshot));
  const blocked = (host: string, target: string): boolean[] =>
    [0, 1].map((market) => matcher.matchRequest(host, target, market) > 0);
  expect(blocked('blocked.test', '/')).toEqual([true, false]);
  expect(blocked('a.b.blocked.test', '/x?y')).toEqual([true, false]);
  expect(blocked('mixed.test', '/blocked/')).toEqual([true, false]);
  expect(blocked('mixed.test', '/blocked/below/page?x=1')).toEqual([true, false]);
  expect(blocked('mixed.test', '/blocked')).toEqual([false, false]);
  expect(blocked('mixed.test', '/free')).toEqual([false, false]);
  expect(blocked('demo.test', '/')).toEqual([false, false]);
});
