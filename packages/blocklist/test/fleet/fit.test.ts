import { expect, test } from '@jest/globals';
import { openSnapshot } from '@netvakt/matcher';
import { compileLists } from '../../src/compile/compile.ts';
import { unfit } from '../../src/fleet/fit.ts';
import { type HashKey, hashUnder } from '../../src/settings/hash-key.ts';
import type { Enforcement } from '../../src/settings/settings.ts';
import { parse, taken } from '../support/parse.ts';

const seed = Uint32Array.of(1, 2, 3, 4);
const node = { markets: ['se', 'lt'], lists: ['first'], mustPass: ['http://help.test/'], hashKeys: new Map() };

const list = (id: string, text: string, enforcement: Enforcement, index: number) =>
  taken(parse(text, { id, enforcement }, index));

const publishedAs = (format: string, lists: readonly { settings: { id: string } }[]) =>
  lists.map(({ settings: { id } }) => ({ id, format }));

test.each([
  { why: 'its lists', lists: [list('first', 'bad.test', 'enforce', 0)], reason: undefined },
  {
    why: 'its list, and a delivery of it in shadow, which blocks nothing',
    lists: [list('first', 'bad.test', 'enforce', 0), list('first', 'help.test', 'shadow', 1)],
    reason: undefined,
  },
  {
    why: 'its list, and another one',
    lists: [list('first', 'bad.test', 'enforce', 0), list('other', 'bad.test', 'shadow', 1)],
    reason: 'fleet-lists',
  },
  { why: 'a page that must pass', lists: [list('first', 'help.test', 'enforce', 0)], reason: 'fleet-must-pass' },
])('a node is sent $why', ({ lists, reason }) => {
  const snapshot = openSnapshot(compileLists(lists, { markets: node.markets, seed }));
  expect(unfit(snapshot, node, publishedAs('domains', lists))?.reason).toBe(reason);
});

const hashKey: HashKey = { key: Buffer.alloc(32, 7), testEntry: 'hash-check.invalid' };
const other: HashKey = { ...hashKey, key: Buffer.alloc(32, 8) };

/** A list of keyed hashes, as its publisher has compiled it. */
function hashedList(...names: readonly string[]) {
  const text = ['hash-check.invalid', ...names].map(hashUnder(hashKey.key)).join('\n');
  return taken(parse(text, { id: 'first', format: 'keyed-hashes', hashKey }));
}

test.each([
  { why: 'with its key', hashKeys: new Map([['first', hashKey]]), names: ['bad.test'], reason: undefined },
  { why: 'without its key', hashKeys: new Map(), names: ['bad.test'], reason: 'hash-key-missing' },
  { why: 'with another key', hashKeys: new Map([['first', other]]), names: ['bad.test'], reason: 'hash-key-wrong' },
  {
    why: 'whose hashes cover a page that must pass',
    hashKeys: new Map([['first', hashKey]]),
    names: ['help.test'],
    reason: 'fleet-must-pass',
  },
])('a node is sent a list of keyed hashes $why', ({ hashKeys, names, reason }) => {
  const lists = [hashedList(...names)];
  const snapshot = openSnapshot(compileLists(lists, { markets: node.markets, seed }));
  expect(unfit(snapshot, { ...node, hashKeys }, publishedAs('keyed-hashes', lists))?.reason).toBe(reason);
});
