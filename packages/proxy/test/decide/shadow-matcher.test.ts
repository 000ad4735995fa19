/** Lists in shadow, compared with the same rules without them: no verdict may differ, and what is counted is what would have been blocked. */
import { expect, test } from '@jest/globals';
import { compile, Matcher, openSnapshot, type Rule, ruleFrom, shadowOf, withShadows } from '@netvakt/matcher';
import * as fc from 'fast-check';
import { FORWARD } from '../../src/decide/judge.ts';
import { ShadowMatcher } from '../../src/decide/shadow-matcher.ts';
import { SILENT } from '../../src/observe/observer.ts';

const SEED = Uint32Array.of(5, 6, 7, 8);
const MARKETS = ['se', 'lt'];
const ENTRIES = [
  'a.test',
  'b.a.test',
  'c.test',
  'http://a.test/x/',
  'http://a.test/x/page',
  'http://c.test/x/',
  'http://c.test/',
  'http://b.a.test/page?q=1',
  '192.0.2.1',
];
const HOSTS = ['a.test', 'b.a.test', 'z.b.a.test', 'c.test', 'd.test', '192.0.2.1'];
const TARGETS = ['/', '/x/', '/x/page', '/x/page/..', '/page?q=1', '/other'];

/** Number in the compilation: 0 enforces everywhere, 1 in `se` only, 2 is in shadow, 3 allows. */
const LISTS = [
  { id: 'all', version: '1', markets: MARKETS },
  { id: 'swedish', version: '1', markets: ['se'] },
  { id: 'new', version: '1', markets: MARKETS.map(shadowOf) },
  { id: 'allow', version: '1', markets: withShadows(MARKETS) },
];

function ruleOf(entry: string, list: number, line: number): Rule {
  const semantics = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' } as const;
  const made = ruleFrom(entry, semantics, list, line);
  if (!made.ok) throw new Error(`no rule: ${entry}`);
  return list === 3 ? { ...made.rule, action: 'allow' } : made.rule;
}

/** A matcher of the rules of some lists alone, the shadow's in the place of an enforcing one. */
function oracle(rules: readonly Rule[], wanted: readonly number[]): Matcher {
  const lists = LISTS.map(({ id, version, markets }, i) => {
    return { id, version, markets: i === 1 ? markets : MARKETS };
  });
  const kept = rules.filter(({ list }) => wanted.includes(list));
  return new Matcher(openSnapshot(compile(kept, { markets: MARKETS, lists, seed: SEED })));
}

/** Every page in every market, as the wire has it. */
const QUESTIONS = [0, 1].flatMap((market) =>
  HOSTS.flatMap((host) =>
    TARGETS.map((target) => {
      const bytes = Buffer.from(host + target, 'latin1');
      return { bytes, at: [0, host.length, host.length, bytes.length] as const, market };
    }),
  ),
);

const placed = fc.array(
  fc.tuple(fc.constantFrom(...ENTRIES), fc.integer({ min: 0, max: 3 })).map(([entry, list]) => ({ entry, list })),
  { minLength: 1, maxLength: 12 },
);

test('no verdict of any market changes; counted is what the list and the allow rules alone would block', () => {
  const reached = { blocked: 0, shadowed: 0, both: 0, onlyShadow: 0, allowed: 0 };
  fc.assert(
    fc.property(placed, (placements) => {
      const rules = placements.map(({ entry, list }, i) => ruleOf(entry, list, i + 1));
      const whole = openSnapshot(compile(rules, { markets: withShadows(MARKETS), lists: LISTS, seed: SEED }));
      const reported: [market: number, lists: readonly number[]][] = [];
      const shadowed = (market: number, lists: ArrayLike<number>): void =>
        void reported.push([market, Array.from(lists)]);
      const matcher = new ShadowMatcher(new Matcher(whole), MARKETS.length, { ...SILENT, shadowed });
      const [enforcing, shadow] = [oracle(rules, [0, 1, 3]), oracle(rules, [2, 3])];
      const denying = oracle(rules, [2]);
      for (const { bytes, at, market } of QUESTIONS) {
        reported.length = 0;
        const verdict = matcher.matchRequestBytes(bytes, ...at, market);
        matcher.settleShadow();
        const wanted = enforcing.matchRequestBytes(bytes, ...at, market);
        expect(verdict > FORWARD).toBe(wanted > FORWARD);
        expect(verdict > FORWARD ? Array.from(matcher.listsOf(verdict)) : []).not.toContain(2);
        const counts = shadow.matchRequestBytes(bytes, ...at, market) > FORWARD;
        expect(reported).toEqual(counts ? [[market, [2]]] : []);
        reached.blocked += Number(verdict > FORWARD);
        reached.shadowed += Number(counts);
        reached.both += Number(counts && verdict > FORWARD);
        reached.onlyShadow += Number(counts && verdict === FORWARD);
        reached.allowed += Number(!counts && denying.matchRequestBytes(bytes, ...at, market) > FORWARD);
      }
    }),
    { seed: 20_261_126, numRuns: 300 },
  );
  // Guards against a vacuous pass.
  for (const count of Object.values(reached)) expect(count).toBeGreaterThan(100);
});

test('one request with two names counts once, an address by itself', () => {
  const rules = [ruleOf('a.test', 2, 1), ruleOf('192.0.2.1', 2, 2)];
  const snapshot = openSnapshot(compile(rules, { markets: withShadows(MARKETS), lists: LISTS, seed: SEED }));
  const reported: number[] = [];
  const matcher = new ShadowMatcher(new Matcher(snapshot), 2, {
    ...SILENT,
    shadowed: (market) => reported.push(market),
  });
  const name = Buffer.from('b.a.test');
  expect(matcher.matchHostBytes(name, 0, name.length, 1)).toBe(FORWARD);
  expect(matcher.matchHostBytes(name, 2, name.length, 1)).toBe(FORWARD);
  matcher.settleShadow();
  matcher.settleShadow();
  expect(reported).toEqual([1]);
  expect(matcher.matchHost('192.0.2.1', 0)).toBe(FORWARD);
  expect(reported).toEqual([1, 0]);
});
