/** Lists of keyed hashes: their forms, what is no such hash, and the golden one, as OpenSSL makes it. */
import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { hashRules } from '../../../src/index.ts';
import { hashUnder } from '../../../src/settings/hash-key.ts';
import { fixtureBytes } from '../../support/files.ts';
import { parse, refused, shortRejections, shortRules, taken } from '../../support/parse.ts';

const HEX_KEY = Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, '0')).join('');
const hashKey = { key: Buffer.from(HEX_KEY, 'hex'), testEntry: 'hash-check.invalid' };
const hash = hashUnder(hashKey.key);
const CHECK = hash('hash-check.invalid');
const settings = { format: 'keyed-hashes', hashKey, bounds: { minRejectedLines: 100, maxRejectedRatio: 1 } } as const;

/** The texts that the golden list's hashes are of: the definition, spelled out. */
const TEXTS = [
  'bad.test',
  'xn--bcher-kva.test',
  'shop.test/a/',
  'shop.test/b.html',
  'shop.test/find?q=1',
  'shop.test:8080/port',
  '//shop.test',
  'hash-check.invalid',
];

const golden = fixtureBytes('deliveries/hashes.txt').toString();

function inBase64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

test('the golden list is what the plain one comes to', () => {
  const plain = taken(parse(fixtureBytes('deliveries/before-hashing.txt'), { format: 'urls' }));
  const { hashes, left } = hashRules(plain.rules, hashKey);
  expect(left).toEqual({});
  expect(`# version: 7\n${hashes.join('\n')}\n`).toBe(golden);
});

test('the golden list is what OpenSSL makes of these texts', () => {
  const made = TEXTS.map((text) => {
    const words = ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${HEX_KEY}`, '-r'];
    return spawnSync('openssl', words, { input: text, encoding: 'utf8' }).stdout.slice(0, 64);
  });
  expect(`# version: 7\n${made.toSorted().join('\n')}\n`).toBe(golden);
});

test('it is read with its version, and each hash is a rule of its line', () => {
  const list = taken(parse(golden, settings));
  expect([list.version, list.summary.counts.active, list.summary.format]).toEqual(['7', 8, 'keyed-hashes']);
  expect(shortRules(list)[0]).toBe(`domain ${golden.split('\n')[1]} @2`);
  expect([...list.rules].every(({ kind }) => kind === 'domain')).toBe(true);
});

test('bare hosts that cover only themselves', () => {
  const list = taken(parse(golden, { ...settings, semantics: { bareHost: 'host' } }));
  expect([...list.rules].every(({ kind }) => kind === 'host')).toBe(true);
});

test.each([
  { why: 'upper case, CR LF, a comment behind', text: `${CHECK.toUpperCase()}  # why\r\n` },
  { why: 'base64', text: `${inBase64(CHECK)}\n` },
  { why: 'one hash twice', text: `${CHECK}\n${CHECK.toUpperCase()}\n`, duplicates: 1 },
])('one hash: $why', ({ text, duplicates = 0 }) => {
  const { rules, summary } = taken(parse(text, settings));
  expect([...rules].map(({ host }) => String(host))).toEqual([CHECK]);
  expect(summary.counts.duplicates).toBe(duplicates);
});

const BAD = hash('bad.test');

test.each([
  { why: 'cut off', row: BAD.slice(0, 32) },
  { why: 'one digit too many', row: `${BAD}0` },
  { why: 'an entry that nobody has hashed', row: 'bad.test' },
  { why: 'another form than the first', row: inBase64(BAD) },
  { why: 'a column behind', row: `${BAD};1` },
  { why: 'two hashes', row: `${BAD} ${BAD}`, reason: 'several-fields', column: 65 },
  { why: 'base64 with bits that belong to nothing', row: 'A'.repeat(42) + 'B=', first: inBase64(CHECK) },
])('rejected: $why', ({ row, reason = 'row-malformed', column = 1, first = CHECK }) => {
  const good = [hash('good.test'), hash('better.test')].map((one) => (first === CHECK ? one : inBase64(one)));
  const { summary } = taken(parse([first, row, ...good].join('\n'), settings));
  expect(shortRejections(summary)).toEqual([`${reason} @2:${column}`]);
});

test.each([
  { why: 'not asked for', given: { format: 'auto' }, text: golden, reason: 'keyed-hashes' },
  { why: 'not asked for, base64', given: { format: 'urls' }, text: `# x\n${inBase64(BAD)}\n`, reason: 'keyed-hashes' },
  {
    why: 'under another key',
    given: { hashKey: { ...hashKey, key: Buffer.alloc(32) } },
    text: golden,
    reason: 'hash-key-wrong',
  },
  { why: 'without the test entry', given: {}, text: `${BAD}\n`, reason: 'hash-key-wrong' },
  {
    why: 'a list of names',
    given: { bounds: {} },
    text: 'a.test\nb.test\nc.test\nd.test\n',
    reason: 'too-many-rejected',
  },
  { why: 'a web page', given: {}, text: '<html>', reason: 'html-page' },
  { why: 'empty', given: {}, text: '# nothing\n', reason: 'empty' },
] as const)('refused: $why', ({ given, text, reason }) => {
  expect(refused(parse(text, { ...settings, ...given })).refusal.reason).toBe(reason);
});

test('a test entry of the authority’s own', () => {
  const own = { ...hashKey, testEntry: 'filter-check-se.test' };
  expect(refused(parse(golden, { ...settings, hashKey: own })).refusal.reason).toBe('hash-key-wrong');
  expect(taken(parse(`${hash('filter-check-se.test')}\n`, { ...settings, hashKey: own })).rules).toHaveLength(1);
});
