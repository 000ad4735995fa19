/** Questions about something else than text and bytes: a named error, and never an answer. */
import { expect, test } from '@jest/globals';
import {
  canonicaliseHost,
  canonicaliseRequest,
  canonicaliseUrl,
  explain,
  HashedMatcher,
  type HashText,
  hashedRule,
  Matcher,
  RuleTable,
  ruleFrom,
  textRuleFrom,
} from '@netvakt/matcher';
import { rulesOf, snapshotOf } from './support/engines.ts';

const HASH = '0'.repeat(64);
const SEMANTICS = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' } as const;
const BYTES = new TextEncoder().encode('bad.example/');
const snapshot = snapshotOf([...rulesOf(['bad.example', 'http://shop.example/a/']), hashedRule(HASH, 'host', 0, 9)]);
const plain = new Matcher(snapshot);
const MATCHERS = { Matcher: plain, HashedMatcher: new HashedMatcher(plain, () => [HASH]) };

/** The code of the error that `act` throws, and what it tells to do. */
function errorOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    return code === undefined ? error : [code, message.slice(message.indexOf('Pass'))];
  }
}

/** The code and the whole text of what `act` throws. */
function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return [(error as { code?: unknown }).code, String(error)];
  }
}

const TEXT = ['ERR_MATCH_INPUT', 'Pass text; for bytes use match*Bytes'];
const VIEW = ['ERR_MATCH_INPUT', 'Pass a Uint8Array; for text use matchHost'];

const NO_TEXTS: readonly { readonly why: string; readonly value: unknown }[] = [
  { why: 'nothing', value: undefined },
  { why: 'null', value: null },
  { why: 'a number', value: 5 },
  { why: 'bytes', value: Buffer.from('bad.example') },
  { why: 'no bytes', value: Buffer.alloc(0) },
  { why: 'a URL', value: new URL('http://bad.example/') },
  { why: 'an array', value: ['bad.example'] },
  { why: 'an object', value: {} },
];

for (const [name, matcher] of Object.entries(MATCHERS)) {
  test.each(NO_TEXTS)(`${name}: no text, but $why`, ({ value }) => {
    const wrong = value as string;
    for (let round = 0; round < 2; round += 1) {
      expect(errorOf(() => matcher.matchHost(wrong, 0))).toEqual(TEXT);
      expect(errorOf(() => matcher.matchRequest(wrong, '/', 0))).toEqual(TEXT);
      for (const host of ['bad.example', 'free.example', 'shop.example', '192.0.2.1', 'Shop.Example.'])
        expect([host, errorOf(() => matcher.matchRequest(host, wrong, 0))]).toEqual([host, TEXT]);
    }
    expect(matcher.matchHost('bad.example', 0)).toBeGreaterThan(0);
  });

  test.each([
    { why: 'nothing', value: undefined },
    { why: 'null', value: null },
    { why: 'text', value: 'bad.example/' },
    { why: 'a long text', value: `${'a.'.repeat(30)}example/` },
    { why: 'a buffer without a view', value: Uint8Array.from(BYTES).buffer },
    { why: 'a view of no numbers', value: new DataView(Uint8Array.from(BYTES).buffer) },
  ])(`${name}: no bytes, but $why`, ({ value }) => {
    const wrong = value as never;
    for (let round = 0; round < 2; round += 1) {
      expect(errorOf(() => matcher.matchHostBytes(wrong, 0, 11, 0))).toEqual(VIEW);
      expect(errorOf(() => matcher.matchRequestBytes(wrong, 0, 11, 11, 12, 0))).toEqual(VIEW);
    }
    expect(matcher.matchHostBytes(BYTES, 0, 11, 0)).toBeGreaterThan(0);
  });
}

test.each<{ why: string; bytes?: unknown; offsets?: unknown; results?: unknown }>([
  { why: 'no bytes', bytes: undefined },
  { why: 'text', bytes: 'bad.example' },
  { why: 'no offsets', offsets: undefined },
  { why: 'no results', results: undefined },
  { why: 'results of bytes, where -5 is 251', results: new Uint8Array(1) },
  { why: 'results without a sign', results: new Uint32Array(1) },
  { why: 'results of 16 bits', results: new Int16Array(1) },
  { why: 'an array for the results', results: [0] },
])('matchHosts of $why', (given) => {
  const right = { bytes: BYTES, offsets: Int32Array.of(0, 11), results: new Int32Array(1) };
  const { bytes, offsets, results } = { ...right, ...given } as typeof right;
  expect(errorOf(() => plain.matchHosts(bytes, offsets, 0, results))).toEqual(['ERR_MATCH_INPUT', expect.anything()]);
});

test.each(NO_TEXTS)('explain and ruleFrom of no text, but $why', ({ value }) => {
  for (const subject of [snapshot, ...Object.values(MATCHERS)])
    expect(errorOf(() => explain(subject, value as never, 'se'))).toEqual(TEXT);
  expect(() => ruleFrom(value as never, SEMANTICS, 0, 1)).toThrow('the entry is no text. Pass one');
  expect(() => textRuleFrom(value as never, { hosts: 'site', ends: 'anywhere' }, 0, 1)).toThrow('the entry is no text');
});

test.each(NO_TEXTS)('nothing is made canonical of no text, but $why', ({ value }) => {
  const wrong = value as string;
  const acts = [
    () => canonicaliseHost(wrong),
    () => canonicaliseUrl(wrong),
    () => canonicaliseRequest(wrong, '/'),
    () => canonicaliseRequest('bad.example', wrong),
  ];
  for (const act of acts) expect(act).toThrow('Cannot canonicalise: this is no text. Pass a string');
  expect(() => new RuleTable(0).push(wrong as never)).toThrow('Make rules with ruleFrom');
});

test.each<{ why: string; hashes: unknown }>([
  { why: 'in base64', hashes: [Buffer.from(HASH, 'hex').toString('base64')] },
  { why: 'cut', hashes: [HASH.slice(0, 32)] },
  { why: 'with a prefix', hashes: [`0x${HASH}`] },
  { why: 'with the end of a line', hashes: [`${HASH}\n`] },
  { why: 'as bytes', hashes: [Buffer.from(HASH, 'hex')] },
  { why: 'without an array', hashes: HASH },
  { why: 'in a set', hashes: new Set([HASH]) },
  { why: 'in a promise', hashes: Promise.resolve([HASH]) },
  { why: 'of which one is none', hashes: [HASH, undefined] },
  { why: 'that are nothing', hashes: undefined },
])('hashes $why are none, and no host is clear by them', ({ hashes }) => {
  const matcher = new HashedMatcher(plain, (() => hashes) as HashText);
  const remedy = ['ERR_MATCH_INPUT', expect.stringContaining('this is no hash. Return an array')];
  for (let round = 0; round < 2; round += 1) {
    expect(thrownBy(() => matcher.matchHost('free.example', 0))).toEqual(remedy);
    expect(thrownBy(() => matcher.matchHostBytes(BYTES, 0, 11, 0))).toEqual(remedy);
    expect(thrownBy(() => matcher.matchRequest('free.example', '/', 0))).toEqual(remedy);
    expect(thrownBy(() => explain(matcher, 'http://free.example/', 'se'))).toEqual(remedy);
  }
  expect(thrownBy(() => matcher.listsWith(HASH.slice(1)))).toEqual(remedy);
});

test('hashes in upper case are found, and a host may have none', () => {
  const upper = (hash: string): HashedMatcher => new HashedMatcher(plain, () => [hash.toUpperCase()]);
  const letters = 'ab'.repeat(32);
  const listed = new Matcher(snapshotOf([hashedRule(letters, 'host', 0, 1)]));
  expect(new HashedMatcher(listed, () => [letters.toUpperCase()]).matchHost('free.example', 0)).toBeGreaterThan(0);
  expect(upper(letters).matchHost('free.example', 0)).toBe(0);
  expect(new HashedMatcher(plain, () => []).matchHost('free.example', 0)).toBe(0);
});

test.each([undefined, null, 5, HASH, [HASH], {}])('%p is no function that hashes', (hashText) => {
  expect(() => new HashedMatcher(plain, hashText as never)).toThrow('there is no function that hashes. Pass (text) =>');
});

test.each([undefined, null, 5, {}, snapshot])('%p is no matcher of plain rules', (matcher) => {
  expect(() => new HashedMatcher(matcher as never, () => [HASH])).toThrow('Pass new Matcher(snapshot)');
});

test('an error of the function that hashes is its own', () => {
  const broken = new HashedMatcher(plain, () => {
    throw new TypeError('no key');
  });
  expect(() => broken.matchHost('free.example', 0)).toThrow('no key');
});
