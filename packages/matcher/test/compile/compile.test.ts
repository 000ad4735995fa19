import { expect, test } from '@jest/globals';
import { CompileError, type CompileOptions, compile, Matcher, openSnapshot, type Rule } from '@netvakt/matcher';
import { crowdedWorld, ONE_LIST, rulesIn, rulesOf, SEED, snapshotIn, snapshotOf } from '../support/engines.ts';

const OPTIONS: CompileOptions = { markets: ['se'], lists: ONE_LIST, seed: SEED };

/** The error of a compilation that must fail. */
function errorOf(rules: readonly Rule[], options: Partial<CompileOptions>): unknown {
  try {
    compile(rules, { ...OPTIONS, ...options });
  } catch (error) {
    return error;
  }
  return undefined;
}

test('the same rules, lists and seed give the same bytes, in any order', () => {
  const world = crowdedWorld(3);
  const rules = rulesIn(world);
  const [first, second] = [snapshotIn(world), snapshotIn(world, rules.toReversed())];
  expect(second.digest).toBe(first.digest);
  expect(new Uint8Array(second.buffer)).toEqual(new Uint8Array(first.buffer));
});

test('another seed gives other bytes and the same verdicts', () => {
  const rules = rulesOf(['bad.test', 'http://shop.test/a/']);
  const [one, two] = [1, 2].map((word) =>
    openSnapshot(compile(rules, { ...OPTIONS, seed: Uint32Array.of(word, 0, 0, 0) })),
  );
  expect(one?.digest).not.toBe(two?.digest);
  for (const snapshot of [one, two]) {
    const matcher = new Matcher(snapshot ?? snapshotOf([]));
    expect(matcher.matchHost('www.bad.test', 0)).toBeGreaterThan(0);
    expect(matcher.matchRequest('shop.test', '/b', 0)).toBe(0);
  }
});

test('a snapshot of no rules covers nothing', () => {
  const snapshot = snapshotOf([]);
  const matcher = new Matcher(snapshot);
  expect([snapshot.ruleCount, matcher.matchRequest('bad.test', '/', 0), matcher.matchHost('192.0.2.1', 0)]).toEqual([
    0, 0, 0,
  ]);
});

test('rules are counted by list and kind; the same rule in two lists is one', () => {
  const entries = ['bad.test', '192.0.2.1', 'http://a.test/x/', 'http://a.test/x', 'http://a.test/x?q', 'bad.test'];
  const rules = rulesOf(entries);
  const again: Rule = Object.assign(rulesOf(['bad.test'])[0] ?? {}, { list: 1, line: 9 }) as Rule;
  const lists = [...ONE_LIST, { id: 'second', version: '2', markets: ['se'] }];
  const snapshot = openSnapshot(compile([...rules, again], { ...OPTIONS, lists }));
  expect(snapshot.ruleCount).toBe(5);
  expect(snapshot.ruleCounts(0)).toEqual({ domain: 1, host: 0, prefix: 1, url: 2, ip: 1 });
  expect(snapshot.ruleCounts(1)).toEqual({ domain: 1, host: 0, prefix: 0, url: 0, ip: 0 });
  expect(() => snapshot.ruleCounts(2)).toThrow(RangeError);
});

test('a rule remembers all its lists and the first line in each', () => {
  const [rule] = rulesOf(['bad.test']) as [Rule];
  const lists = ['a', 'b', 'c'].map((id, index) => ({
    id,
    version: '1',
    markets: index === 2 ? ['no'] : ['se', 'no'],
  }));
  const rules = [
    { ...rule, list: 1, line: 4_000_000_000 },
    { ...rule, list: 0, line: 7 },
    { ...rule, list: 0, line: 3 },
    { ...rule, list: 2, line: 1 },
  ];
  const matcher = new Matcher(openSnapshot(compile(rules, { ...OPTIONS, markets: ['se', 'no'], lists })));
  const [se, no] = [matcher.matchHost('bad.test', 0), matcher.matchHost('bad.test', 1)];
  const first = { list: 0, line: 3 };
  const second = { list: 1, line: 4_000_000_000 };
  expect(matcher.describe(se)).toEqual({ kind: 'domain', action: 'deny', lists: [first, second] });
  expect(matcher.describe(no)).toEqual({
    kind: 'domain',
    action: 'deny',
    lists: [first, second, { list: 2, line: 1 }],
  });
  expect([...matcher.listsOf(se)]).toEqual([0, 1]);
  expect([...matcher.listsOf(no)]).toEqual([0, 1, 2]);
  expect(matcher.listsOf(se)).toBe(matcher.listsOf(se));
});

test('32 markets are possible, and each sees its own rules only', () => {
  const markets = Array.from({ length: 32 }, (_, index) => `m${index}`);
  const lists = markets.map((market) => ({ id: market, version: '1', markets: [market] }));
  const rules = markets.map((_, list) => Object.assign(rulesOf([`bad${list}.test`])[0] as Rule, { list }));
  const matcher = new Matcher(openSnapshot(compile(rules, { markets, lists, seed: SEED })));
  const blocked = markets.map((_, market) =>
    markets.map((__, list) => Number(matcher.matchHost(`bad${list}.test`, market) > 0)),
  );
  expect(blocked).toEqual(markets.map((_, market) => markets.map((__, list) => Number(market === list))));
});

test('70,000 distinct combinations of lists: rows that do not fit their cells', () => {
  const lists = Array.from({ length: 17 }, (_, index) => ({ id: `l${index}`, version: '1', markets: ['se'] }));
  const [rule] = rulesOf(['bad.test']) as [Rule];
  function* rules(): Generator<Rule> {
    for (let set = 1; set <= 70_000; set += 1)
      for (let list = 0; list < 17; list += 1)
        if (((set >>> list) & 1) === 1) yield { ...rule, host: `h${set}.test` as Rule['host'], list, line: set };
  }
  const matcher = new Matcher(openSnapshot(compile(rules(), { ...OPTIONS, lists })));
  for (const set of [1, 2, 3, 65_534, 65_535, 65_536, 69_999, 70_000]) {
    const wanted = lists.map((_, list) => list).filter((list) => ((set >>> list) & 1) === 1);
    const handle = matcher.matchHost(`www.h${set}.test`, 0);
    expect([...matcher.listsOf(handle)]).toEqual(wanted);
    expect(matcher.describe(handle).lists).toEqual(wanted.map((list) => ({ list, line: set })));
  }
});

test.each<{ why: string; rules?: readonly Rule[]; options: Partial<CompileOptions>; code: string }>([
  {
    why: '33 markets',
    options: { markets: Array.from({ length: 33 }, (_, index) => `m${index}`), lists: [] },
    code: 'ERR_COMPILE_LIMIT',
  },
  { why: 'a short seed', options: { seed: new Uint32Array(3) }, code: 'ERR_COMPILE_OPTIONS' },
  { why: 'a market named twice', options: { markets: ['se', 'se'] }, code: 'ERR_COMPILE_OPTIONS' },
  { why: 'a list of an unknown market', options: { markets: ['no'] }, code: 'ERR_COMPILE_OPTIONS' },
  { why: 'a rule of an unknown list', rules: rulesOf(['bad.test']), options: { lists: [] }, code: 'ERR_COMPILE_RULE' },
  {
    why: 'a prefix of 300 directories',
    rules: rulesOf(['http://bad.test/a/']).map((rule): Rule => Object.assign(rule, { path: '/a'.repeat(300) + '/' })),
    options: {},
    code: 'ERR_COMPILE_LIMIT',
  },
])('$why cannot be compiled', ({ rules = [], options, code }) => {
  const error = errorOf(rules, options);
  expect(error).toBeInstanceOf(CompileError);
  expect(error).toMatchObject({ code });
});
