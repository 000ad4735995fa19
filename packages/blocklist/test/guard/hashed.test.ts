/** The guards for hashed entries must keep out what those for plain ones do. */
import { expect, test } from '@jest/globals';
import { getPublicSuffix } from 'tldts';
import { publicSuffixes } from '../../src/guard/public-suffixes.ts';
import { hashRules } from '../../src/index.ts';
import { readNeverBlock } from '../../src/parse/never-block.ts';
import { hashUnder } from '../../src/settings/hash-key.ts';
import { parse, taken } from '../support/parse.ts';

const hashKey = { key: Buffer.alloc(32, 0x42), testEntry: 'hash-check.invalid' };
const hash = hashUnder(hashKey.key);
const { neverBlock } = readNeverBlock('help.example\nwww.news.example\n198.51.100.0/24\n', 'ech.front.example\n');
const settings = { format: 'keyed-hashes', hashKey, neverBlock } as const;

function keptOut(texts: readonly string[], covers: 'domain' | 'host' = 'domain'): Record<string, number> {
  const list = [hashKey.testEntry, ...texts].map(hash).join('\n');
  const { summary } = taken(parse(list, { ...settings, semantics: { bareHost: covers } }));
  return Object.fromEntries(summary.quarantined.byReason);
}

test.each([
  { why: 'a top-level domain', text: 'example', reason: 'single-label' },
  { why: 'the machine itself', text: 'localhost', reason: 'single-label' },
  { why: 'a public suffix', text: 'home.arpa', reason: 'public-suffix' },
  { why: 'a protected name', text: 'help.example', reason: 'protected-name' },
  { why: 'a name above a protected one', text: 'news.example', reason: 'protected-name' },
  { why: 'the root of a protected site', text: 'help.example/', reason: 'protected-name' },
  { why: 'a public name of ECH', text: 'ech.front.example', reason: 'ech-public-name' },
  { why: 'a page of a protected site, which may be listed', text: 'help.example/a', reason: undefined },
  { why: 'a neighbour of a protected name', text: 'helps.example', reason: undefined },
  { why: 'a name below a protected one', text: 'a.help.example', reason: undefined },
])('$why', ({ text, reason }) => {
  expect(keptOut([text])).toEqual(reason === undefined ? {} : { [reason]: 1 });
});

test('a name above a protected one may be listed if it covers only itself', () => {
  expect(keptOut(['news.example'], 'host')).toEqual({});
  expect(keptOut(['www.news.example'], 'host')).toEqual({ 'protected-name': 1 });
});

test('every public suffix is one for the public function, and there are as many as the list has', () => {
  const suffixes = publicSuffixes();
  const options = { allowPrivateDomains: true };
  expect(suffixes.filter((name) => getPublicSuffix(name, options) !== name)).toEqual([]);
  expect(new Set(suffixes).size).toBe(suffixes.length);
  // 9,900 rules of September 2026 less wildcards and U-labels: a trie of another shape gives none, or a handful.
  expect(suffixes.length).toBeGreaterThan(9000);
  expect(suffixes.filter((name) => !name.includes('.')).length).toBeGreaterThan(1400);
});

test('what guards keep out of the plain list, they keep out of the hashed one', () => {
  const plain = [
    'bad.test',
    'help.example',
    'example',
    'home.arpa',
    'news.example',
    'ech.front.example',
    'good.example',
  ];
  const unguarded = plain.map((entry) => ({ entry, text: entry }));
  const read = taken(parse(plain.join('\n'), { format: 'domains', neverBlock }));
  expect(read.summary.quarantined.total).toBe(5);
  expect(keptOut(unguarded.map(({ text }) => text))).toEqual(Object.fromEntries(read.summary.quarantined.byReason));
  expect(hashRules(read.rules, hashKey).hashes).toHaveLength(3);
});
