/** Mistakes in what a matcher is asked: each is a named error, and none an answer that looks right. */
import { expect, test } from '@jest/globals';
import { compile, explain, HashedMatcher, MatchError, Matcher, openSnapshot } from '@netvakt/matcher';
import { codeOf, OPTIONS, snapshot, ZEROS } from './support/misuse.ts';

const EMPTY = openSnapshot(compile([], { ...OPTIONS, markets: [], lists: [] }));

const LINES = new TextEncoder().encode('bad.example/');
const LOOKUPS: Readonly<Record<string, (matcher: Matcher, market: never) => unknown>> = {
  matchHost: (matcher, market) => matcher.matchHost('bad.example', market),
  'matchHost of a miss': (matcher, market) => matcher.matchHost('free.example', market),
  matchHostBytes: (matcher, market) => matcher.matchHostBytes(LINES, 0, 11, market),
  matchRequest: (matcher, market) => matcher.matchRequest('bad.example', '/', market),
  matchRequestBytes: (matcher, market) => matcher.matchRequestBytes(LINES, 0, 11, 11, 12, market),
  matchHosts: (matcher, market) => matcher.matchHosts(LINES, Int32Array.of(0, 11), market, new Int32Array(1)),
};

test.each(Object.entries(LOOKUPS))('%s: a market that is none is an error, whatever was asked before', (_, look) => {
  const matcher = new Matcher(snapshot);
  for (const market of ['all', 'se', undefined, null, -1, 2, 0.5, Number.NaN, '0', true, {}]) {
    for (const asked of [matcher, new Matcher(snapshot), new Matcher(EMPTY)])
      expect([market, codeOf(() => look(asked, market as never))]).toEqual([market, 'ERR_MATCH_MARKET']);
    look(matcher, 0 as never);
  }
  expect(codeOf(() => look(new Matcher(EMPTY), 0 as never))).toBe('ERR_MATCH_MARKET');
});

test('with hashed lists too a market that is none is an error', () => {
  const matcher = new HashedMatcher(new Matcher(snapshot), () => ['0'.repeat(64)]);
  for (const market of ['all', undefined, -1, 2]) {
    for (const host of ['bad.example', 'free.example'])
      expect([market, codeOf(() => matcher.matchHost(host, market as never))]).toEqual([market, 'ERR_MATCH_MARKET']);
    expect(codeOf(() => matcher.matchRequest('shop.example', '/a/', market as never))).toBe('ERR_MATCH_MARKET');
  }
  expect(codeOf(() => matcher.listsOf(0))).toBe('ERR_MATCH_HANDLE');
});

test('markets have positions, and the error of another says which there are', () => {
  const matcher = new Matcher(snapshot);
  expect(['se', 'lt'].map((name) => matcher.marketOf(name))).toEqual([0, 1]);
  expect([0, 1].map((market) => matcher.matchHost('bad.example', market) > 0)).toEqual([true, false]);
  expect(() => matcher.marketOf('dk')).toThrow('there is no market "dk". Pass its name; there are: se, lt');
  expect(() => matcher.marketOf(0 as never)).toThrow('the market is of type number. Pass its name; there are: se, lt');
  expect(() => explain(matcher, 'http://bad.example/', 0 as never)).toThrow('the market is of type number.');
  expect(() => matcher.matchHost('bad.example', 2)).toThrow(
    'there is no market 2. Pass a position, as marketOf(NAME) returns it; there are: se, lt',
  );
  expect(codeOf(() => explain(matcher, 'http://bad.example/', 'dk'))).toBe('ERR_MATCH_MARKET');
  expect(() => matcher.marketOf('dk')).toThrow(MatchError);
});

test('the error of a host in the place of the market does not name the host', () => {
  const matcher = new Matcher(snapshot);
  for (const look of [
    () => matcher.matchHost('se', 'bad.example' as never),
    () => matcher.matchRequest('/', 'se', 'bad.example' as never),
    () => matcher.matchHostBytes(LINES, 0, 11, LINES as never),
    () => matcher.matchHost('bad.example', Object.create(null) as never),
  ]) {
    expect(codeOf(look)).toBe('ERR_MATCH_MARKET');
    expect(look).not.toThrow('bad.example');
    expect(look).toThrow(
      /the market is of type \w+\. Pass a position, as marketOf\(NAME\) returns it; there are: se, lt$/u,
    );
  }
});

const NO_RANGES: readonly { readonly why: string; readonly start: unknown; readonly stop: unknown }[] = [
  { why: 'text, which would be counted up forever', start: '0', stop: '11' },
  { why: 'text that ends before it begins as a number', start: '9', stop: '11' },
  { why: 'nothing', start: undefined, stop: undefined },
  { why: 'no number', start: 0, stop: Number.NaN },
  { why: 'half a byte', start: 0.5, stop: 11 },
  { why: 'before the first byte', start: -1, stop: 11 },
  { why: 'behind the last byte', start: 0, stop: 13 },
  { why: 'an end before the start', start: 11, stop: 0 },
  { why: 'beyond 32 bits', start: 0, stop: 2 ** 32 + 11 },
];

/** By what is asked; the one of hashed lists has not heard of any host. */
const MATCHERS = {
  Matcher: () => new Matcher(snapshot),
  HashedMatcher: () => new HashedMatcher(new Matcher(snapshot), () => [ZEROS]),
};
const ASKED = Object.entries(MATCHERS).flatMap(([name, make]) =>
  NO_RANGES.map(({ why, start, stop }) => ({ name, make, why, start, stop })),
);

test.each(ASKED)('positions that are none, to a $name: $why', ({ make, start, stop }) => {
  const matcher = make();
  const [from, to] = [start as number, stop as number];
  const looks = [
    () => matcher.matchHostBytes(LINES, from, to, 0),
    () => matcher.matchRequestBytes(LINES, from, to, 11, 12, 0),
    () => matcher.matchRequestBytes(LINES, 0, 11, from, to, 0),
  ];
  expect(looks.map(codeOf)).toEqual(['ERR_MATCH_RANGE', 'ERR_MATCH_RANGE', 'ERR_MATCH_RANGE']);
});

test('bytes that were given away, and offsets that do not fit', () => {
  const matcher = new Matcher(snapshot);
  const gone = Uint8Array.from(LINES);
  structuredClone(gone, { transfer: [gone.buffer] });
  expect(codeOf(() => matcher.matchHostBytes(gone, 0, 11, 0))).toBe('ERR_MATCH_RANGE');
  const batch = (...offsets: number[]): unknown =>
    codeOf(() => matcher.matchHosts(LINES, Int32Array.from(offsets), 0, new Int32Array(2)));
  expect([batch(0, 11), batch(0, 11, 99), batch(11, 0, 11), batch(-1, 4, 11)]).toEqual(
    Array.from({ length: 4 }, () => 'ERR_MATCH_RANGE'),
  );
  expect(batch(0, 0, 11)).toBeUndefined();
});

test('a handle that no result was', () => {
  const matcher = new Matcher(snapshot);
  const handles = [0, -1, Number.NaN, undefined as never, 2 ** 40, 'x' as never];
  for (const handle of handles) {
    expect([handle, codeOf(() => matcher.listsOf(handle))]).toEqual([handle, 'ERR_MATCH_HANDLE']);
    expect([handle, codeOf(() => matcher.describe(handle))]).toEqual([handle, 'ERR_MATCH_HANDLE']);
  }
});

test('numbers near a handle, which no result was', () => {
  const matcher = new Matcher(snapshot);
  const handle = matcher.matchHost('bad.example', 0);
  expect([...matcher.listsOf(handle)]).toEqual([0]);
  const [otherMarket, otherPlace] = [handle + 2 ** 26, handle % 2 === 0 ? handle - 1 : handle + 1];
  for (const wrong of [handle + 0.5, handle + 2 ** 32, handle + 2 ** 33, Number.POSITIVE_INFINITY]) {
    expect([wrong, codeOf(() => matcher.listsOf(wrong))]).toEqual([wrong, 'ERR_MATCH_HANDLE']);
    expect([wrong, codeOf(() => matcher.describe(wrong))]).toEqual([wrong, 'ERR_MATCH_HANDLE']);
  }
  // A look-up of another market or place: no list of this one has such a rule.
  for (const wrong of [otherMarket, otherPlace]) {
    expect([...matcher.listsOf(wrong)]).toEqual([]);
    expect([wrong, codeOf(() => matcher.describe(wrong))]).toEqual([wrong, 'ERR_MATCH_HANDLE']);
  }
});
