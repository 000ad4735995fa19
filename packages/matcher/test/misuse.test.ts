/** Mistakes in what is compiled: each is a named error, and none a snapshot that covers something else. */
import { expect, test } from '@jest/globals';
import {
  CompileError,
  compile,
  compileOverlay,
  delta,
  Matcher,
  merge,
  openSnapshot,
  type Rule,
  RuleTable,
  ruleFrom,
} from '@netvakt/matcher';
import { codeOf, LIST, OPTIONS, rule, SEMANTICS, snapshot } from './support/misuse.ts';

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

const OTHER = { id: 'other', version: '1', markets: ['lt'] };
const ALL_MARKETS = Array.from({ length: 32 }, (_, market) => `market-${market}`);

test.each([
  { why: 'a text', lists: 'se' },
  { why: 'no array', lists: new Set([LIST]) },
  { why: 'an empty place', lists: [LIST, undefined] },
  { why: 'none of the base', lists: [] },
  { why: 'another in the place of one of the base', lists: [OTHER, LIST] },
  { why: 'other markets than in the base', lists: [{ ...LIST, markets: ['lt'] }] },
  { why: 'the markets of the base as text', lists: [{ ...LIST, markets: 'se' }] },
  { why: 'no markets', lists: [LIST, { ...OTHER, markets: undefined }] },
  { why: 'markets as text', lists: [LIST, { ...OTHER, markets: 'lt' }] },
  { why: 'a market that is not there', lists: [LIST, { ...OTHER, markets: ['LT'] }] },
  { why: 'no id', lists: [LIST, { ...OTHER, id: undefined }] },
  { why: 'no version', lists: [LIST, { ...OTHER, version: undefined }] },
])('an overlay refuses as lists $why', ({ lists }) => {
  const changes = { add: [], remove: [], lists: lists as never };
  expect(codeOf(() => compileOverlay(snapshot, changes))).toBe('ERR_COMPILE_OPTIONS');
});

test('a market that is not there was the last of 32 in an overlay, and its list was enforced there', () => {
  const all = { ...OPTIONS, markets: ALL_MARKETS, lists: [] };
  const base = openSnapshot(compile([], all));
  const lists = [{ ...OTHER, markets: ['market-32'] }];
  const changes = { add: [rule('new.example')], remove: [], lists };
  expect(() => compileOverlay(base, changes)).toThrow(
    'list "other" serves market "market-32", which is not among the markets. Add it to them',
  );
});

test('two lists of one id are two lists, by their places', () => {
  const lists = [LIST, { ...LIST, version: '2', markets: ['lt'] }];
  const [one, two] = [rule('one.example'), rule('two.example', { list: 1 })];
  const whole = new Matcher(openSnapshot(compile([one, two], { ...OPTIONS, lists })));
  const overlay = openSnapshot(compileOverlay(snapshot, { add: [one, two], remove: [], lists }));
  for (const matcher of [whole, new Matcher(snapshot, overlay)]) {
    const found = ['one.example', 'two.example'].map((host) => [0, 1].map((market) => matcher.matchHost(host, market)));
    expect(found.map((handles) => handles.map((handle) => (handle > 0 ? [...matcher.listsOf(handle)] : [])))).toEqual([
      [[0], []],
      [[], [1]],
    ]);
  }
});

test('no changes are no overlay', () => {
  for (const changes of [undefined, null])
    expect(codeOf(() => compileOverlay(snapshot, changes as never))).toBe('ERR_COMPILE_OPTIONS');
});
