/** Mistakes of a program that uses the library: each is a named error, and none an answer that looks right. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import {
  attachSnapshot,
  bytesOf,
  CompileError,
  compile,
  compileOverlay,
  delta,
  explain,
  HashedMatcher,
  MatchError,
  Matcher,
  merge,
  openSnapshot,
  type Rule,
  RuleTable,
  ruleFrom,
} from '@netvakt/matcher';

const SEMANTICS = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' } as const;
const OPTIONS = {
  markets: ['se', 'lt'],
  lists: [{ id: 'se', version: '1', markets: ['se'] }],
  seed: Uint32Array.of(1, 2, 3, 4),
};

function rule(entry: string, change: object = {}): Rule {
  const made = ruleFrom(entry, SEMANTICS, 0, 1);
  if (!made.ok) throw new Error(made.reason);
  return { ...made.rule, ...change };
}

const buffer = compile([rule('bad.example'), rule('http://shop.example/a/')], OPTIONS);
const snapshot = openSnapshot(buffer);

const EMPTY = openSnapshot(compile([], { ...OPTIONS, markets: [], lists: [] }));

/** The code of the error that `act` throws. */
function codeOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

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
  expect(() => matcher.marketOf('dk')).toThrow(
    'there is no market "dk". Pass a position, as marketOf(NAME) returns it; there are: se, lt',
  );
  expect(codeOf(() => explain(matcher, 'http://bad.example/', 'dk'))).toBe('ERR_MATCH_MARKET');
  expect(() => matcher.marketOf('dk')).toThrow(MatchError);
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

test.each(NO_RANGES)('positions that are none: $why', ({ start, stop }) => {
  const matcher = new Matcher(snapshot);
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

test('an overlay over an overlay, alone, or over another snapshot', () => {
  const overlay = openSnapshot(compileOverlay(snapshot, { add: [rule('more.example')], remove: [] }));
  const other = openSnapshot(compile([], OPTIONS));
  expect(codeOf(() => compileOverlay(overlay, { add: [], remove: [] }))).toBe('ERR_COMPILE_OPTIONS');
  expect(() => compileOverlay(overlay, { add: [], remove: [] })).toThrow('Merge it into its own base first');
  expect(codeOf(() => merge(overlay, overlay))).toBe('ERR_COMPILE_OPTIONS');
  expect(codeOf(() => delta(snapshot, overlay))).toBe('ERR_COMPILE_OPTIONS');
  expect(codeOf(() => new Matcher(overlay))).toBe('ERR_MATCH_OVERLAY');
  expect(codeOf(() => new Matcher(other, overlay))).toBe('ERR_MATCH_OVERLAY');
  expect(codeOf(() => new Matcher(snapshot, snapshot))).toBe('ERR_MATCH_OVERLAY');
});

const WRONG: readonly { readonly why: string; readonly wrong: Rule }[] = [
  { why: 'a kind that does not exist', wrong: rule('bad.example', { kind: 'subdomain' }) },
  { why: 'no kind', wrong: rule('bad.example', { kind: undefined }) },
  { why: 'an action that does not exist', wrong: rule('bad.example', { action: 'block' }) },
  { why: 'line 0', wrong: rule('bad.example', { line: 0 }) },
  { why: 'half a line', wrong: rule('bad.example', { line: 1.5 }) },
  { why: 'no line', wrong: rule('bad.example', { line: undefined }) },
  { why: 'a line of 33 bits', wrong: rule('bad.example', { line: 2 ** 32 }) },
  { why: 'no list', wrong: rule('bad.example', { list: undefined }) },
  { why: 'a list that is not there', wrong: rule('bad.example', { list: 1 }) },
  { why: 'a list by its name', wrong: rule('bad.example', { list: 'se' }) },
  { why: 'a host in capitals', wrong: rule('bad.example', { host: 'Bad.Example' }) },
  { why: 'a URL as a host', wrong: rule('bad.example', { host: 'http://bad.example/' }) },
  { why: 'a host that is not ASCII', wrong: rule('bad.example', { host: 'bäd.example' }) },
  { why: 'an empty host', wrong: rule('bad.example', { host: '' }) },
  { why: 'no host', wrong: rule('bad.example', { host: undefined }) },
  { why: 'a prefix without a slash at its end', wrong: rule('http://shop.example/a/', { path: '/a' }) },
  { why: 'a prefix without a slash at its beginning', wrong: rule('http://shop.example/a/', { path: 'a/' }) },
  { why: 'a prefix with a query', wrong: rule('http://shop.example/a/', { query: 'q' }) },
  { why: 'a page without a slash', wrong: rule('http://shop.example/a', { path: 'a' }) },
  { why: 'a page without a path', wrong: rule('http://shop.example/a', { path: undefined }) },
  { why: 'port 0', wrong: rule('http://shop.example:8080/a', { port: 0 }) },
  { why: 'a port as text', wrong: rule('http://shop.example:8080/a', { port: '8080' }) },
  { why: 'a network of a name', wrong: rule('bad.example', { networkBits: 24 }) },
  { why: 'a network of all addresses', wrong: rule('192.0.2.0', { networkBits: 0 }) },
];

test.each(WRONG)('compile refuses $why', ({ wrong }) => {
  expect(codeOf(() => compile([wrong], OPTIONS))).toBe('ERR_COMPILE_RULE');
  expect(() => compile([wrong], OPTIONS)).toThrow(CompileError);
  expect(codeOf(() => compileOverlay(snapshot, { add: [], remove: [wrong] }))).toBe('ERR_COMPILE_RULE');
});

// A port is for who looks at the rules of a table before they are compiled.
test.each(WRONG.filter(({ wrong }) => wrong.list === 0 && wrong.port === undefined))(
  'a table refuses $why',
  ({ wrong }) => {
    expect(() => new RuleTable(0).push(wrong)).toThrow(TypeError);
  },
);

test('a table takes no rule that allows, which it would turn into one that denies', () => {
  expect(() => new RuleTable(0).push(rule('bad.example', { action: 'allow' }))).toThrow('all rules of a table deny');
});

const LIST = { id: 'se', version: '1', markets: ['se'] };

test.each([
  { why: 'nothing', options: undefined },
  { why: 'no markets', options: { ...OPTIONS, markets: undefined } },
  { why: 'a text, a market a letter', options: { ...OPTIONS, markets: 'se' } },
  { why: 'markets that are numbers', options: { ...OPTIONS, markets: [1, 'se'] } },
  { why: 'a market without a name', options: { ...OPTIONS, markets: ['', 'se'] } },
  { why: 'a market twice', options: { ...OPTIONS, markets: ['se', 'se'] } },
  { why: 'no lists', options: { ...OPTIONS, lists: undefined } },
  { why: 'an empty place among the lists', options: { ...OPTIONS, lists: [undefined] } },
  { why: 'a list without a name', options: { ...OPTIONS, lists: [{ ...LIST, id: undefined }] } },
  { why: 'a list without a version', options: { ...OPTIONS, lists: [{ ...LIST, version: undefined }] } },
  { why: 'a list without markets', options: { ...OPTIONS, lists: [{ ...LIST, markets: undefined }] } },
  { why: 'a market as text', options: { ...OPTIONS, lists: [{ ...LIST, markets: 'se' }] } },
  { why: 'a market of a list that is not there', options: { ...OPTIONS, lists: [{ ...LIST, markets: ['dk'] }] } },
  { why: 'no seed', options: { ...OPTIONS, seed: undefined } },
  { why: 'a seed of three words', options: { ...OPTIONS, seed: Uint32Array.of(1, 2, 3) } },
  { why: 'a seed of bytes', options: { ...OPTIONS, seed: Uint8Array.of(1, 2, 3, 4) } },
  { why: 'a seed of numbers', options: { ...OPTIONS, seed: [1, 2, 3, 4] } },
  { why: 'a seed that was never filled', options: { ...OPTIONS, seed: new Uint32Array(4) } },
])('compile refuses as options $why', ({ options }) => {
  expect(codeOf(() => compile([rule('bad.example')], options as never))).toBe('ERR_COMPILE_OPTIONS');
});

test.each([undefined, null, 5, {}, 'bad.example', rule('bad.example')])('compile refuses as rules %p', (rules) => {
  expect(codeOf(() => compile(rules as never, OPTIONS))).toBe('ERR_COMPILE_RULE');
  expect(codeOf(() => compileOverlay(snapshot, { add: rules as never, remove: [] }))).toBe('ERR_COMPILE_RULE');
});

test.each([undefined, null, 5, 'bad.example', {}, ruleFrom('bad.example', SEMANTICS, 0, 1)])(
  'compile refuses among the rules %p',
  (value) => {
    expect(codeOf(() => compile([value] as never, OPTIONS))).toBe('ERR_COMPILE_RULE');
    expect(() => compile([value] as never, OPTIONS)).toThrow('Make rules with ruleFrom');
  },
);

test.each([
  undefined,
  null,
  {},
  { ...SEMANTICS, bareHost: 'all' },
  { ...SEMANTICS, directoryIsPrefix: 'yes' },
  { ...SEMANTICS, query: 1 },
  { ...SEMANTICS, pathCase: undefined },
])('ruleFrom refuses semantics that are not whole: %p', (semantics) => {
  expect(() => ruleFrom('http://shop.example/a/', semantics as never, 0, 1)).toThrow(TypeError);
  expect(() => ruleFrom('http://shop.example/a/', semantics as never, 0, 1)).toThrow(
    'what the list means is not stated',
  );
});

test.each([undefined, null, -1, 0.5, Number.NaN, '0'])('a table of a list that is none: %p', (list) => {
  expect(() => new RuleTable(list as never)).toThrow('The first list is 0');
});

test('no changes are no overlay', () => {
  for (const changes of [undefined, null])
    expect(codeOf(() => compileOverlay(snapshot, changes as never))).toBe('ERR_COMPILE_OPTIONS');
});

test('an empty, a truncated, a longer and a detached buffer', () => {
  const bytes = bytesOf(snapshot);
  const detached = bytesOf(snapshot);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  const longer = new Uint8Array(bytes.length + 4);
  longer.set(bytes);
  for (const wrong of [
    Buffer.alloc(0),
    new ArrayBuffer(0),
    bytes.slice(0, 1),
    bytes.slice(0, -1),
    longer,
    detached,
    detached.buffer,
  ])
    expect(codeOf(() => openSnapshot(wrong))).toBe('ERR_SNAPSHOT_LENGTH');
});

test('what is no bytes is not opened', () => {
  for (const wrong of [undefined, null, 'lists.snapshot', {}, [86], Promise.resolve(buffer), snapshot]) {
    expect(() => openSnapshot(wrong as never)).toThrow('these are no bytes. Pass an ArrayBuffer');
    expect(() => attachSnapshot(wrong as never)).toThrow('this is no buffer. Pass `buffer` of a snapshot');
  }
});

test('a view is not attached, and only a snapshot is written', () => {
  expect(() => attachSnapshot(bytesOf(snapshot) as never)).toThrow('openSnapshot takes views');
  for (const wrong of [undefined, buffer, bytesOf(snapshot), { ...snapshot }])
    expect(() => bytesOf(wrong as never)).toThrow('the snapshot is not from openSnapshot');
});

const folder = mkdtempSync(join(tmpdir(), 'netvakt-matcher-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a snapshot is opened from a file, from a part of a pool, and from what bytesOf gave', () => {
  writeFileSync(join(folder, 'lists.snapshot'), bytesOf(snapshot));
  const pool = Buffer.alloc(buffer.byteLength + 100);
  const places = [0, 1, 3, 64].map((at) => {
    const part = pool.subarray(at, at + buffer.byteLength);
    part.set(bytesOf(snapshot));
    const opened = openSnapshot(part);
    pool.fill(0); // it is used by somebody else
    return opened;
  });
  const all = [
    ...places,
    openSnapshot(readFileSync(join(folder, 'lists.snapshot'))),
    openSnapshot(bytesOf(snapshot)),
    openSnapshot(bytesOf(snapshot).buffer),
    openSnapshot(new DataView(bytesOf(snapshot).buffer)),
    attachSnapshot(buffer),
  ];
  for (const opened of all) {
    expect(opened.digest).toBe(snapshot.digest);
    expect(new Matcher(opened).matchHost('www.bad.example', 0)).toBeGreaterThan(0);
  }
  expect(bytesOf(snapshot).buffer).toBeInstanceOf(ArrayBuffer);
  expect(codeOf(() => openSnapshot(new Uint8Array(100)))).toBe('ERR_SNAPSHOT_LENGTH');
});
