/** Rules that somebody wrote by hand: those that would cover nothing, or something else, are refused. */
import { expect, test } from '@jest/globals';
import { compile, compileOverlay, Matcher, type Rule, RuleTable, textRuleFrom } from '@netvakt/matcher';
import { ONE_LIST, rulesOf, SEED, snapshotOf } from './support/engines.ts';

const OPTIONS = { markets: ['se'], lists: ONE_LIST, seed: SEED };
const BASE = snapshotOf([]);

function rule(entry: string, change: object = {}): Rule {
  return { ...(rulesOf([entry])[0] as Rule), ...change };
}

/** The code of what `act` throws. */
function codeOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

/** What is thrown for a rule: the same by `compile` and `compileOverlay`, and a table does not take it either. */
function refusalOf(wrong: Rule): unknown {
  const code = codeOf(() => compile([wrong], OPTIONS));
  expect(codeOf(() => compileOverlay(BASE, { add: [], remove: [wrong] }))).toBe(code);
  expect(() => new RuleTable(0).push(wrong)).toThrow(TypeError);
  return code;
}

test.each([
  { why: 'an address within it', host: '192.0.2.7', networkBits: 24, bits: 8 },
  { why: 'the last bit set', host: '192.0.2.1', networkBits: 31, bits: 1 },
  { why: 'a network of 16 bits', host: '192.0.2.0', networkBits: 16, bits: 16 },
  { why: 'an address of IPv6 within it', host: '2001:db8::7', networkBits: 112, bits: 16 },
  { why: 'the last bit of IPv6 set', host: '2001:db8::1:0:0:ff', networkBits: 127, bits: 1 },
  { why: 'a name', host: 'bad.example', networkBits: 24, bits: 8 },
])('a network does not begin at $why', ({ host, networkBits, bits }) => {
  const wrong = rule('192.0.2.0', { host, networkBits });
  expect(refusalOf(wrong)).toBe('ERR_COMPILE_RULE');
  expect(() => compile([wrong], OPTIONS)).toThrow(`Pass the address whose last ${bits} bits are zero`);
});

test.each([
  {
    why: '24 bits',
    host: '192.0.2.0',
    networkBits: 24,
    in: ['192.0.2.0', '192.0.2.255'],
    out: ['192.0.1.255', '192.0.3.0'],
  },
  {
    why: 'all bits',
    host: '192.0.2.7',
    networkBits: 32,
    in: ['192.0.2.7'],
    out: ['192.0.2.6'],
  },
  {
    why: 'IPv6 in short',
    host: '2001:db8::',
    networkBits: 120,
    in: ['[2001:db8::]', '[2001:db8::ff]'],
    out: ['[2001:db8::100]'],
  },
  {
    why: 'IPv6',
    host: '2001:db8::8',
    networkBits: 127,
    in: ['[2001:db8::9]'],
    out: ['[2001:db8::7]', '[2001:db8::a]'],
  },
])('a network covers its addresses and no other: $why', ({ host, networkBits, in: within, out }) => {
  const matcher = new Matcher(snapshotOf([rule('192.0.2.0', { host, networkBits })]));
  expect(within.map((address) => matcher.matchHost(address, 0) > 0)).toEqual(within.map(() => true));
  expect(out.map((address) => matcher.matchHost(address, 0))).toEqual(out.map(() => 0));
});

const TEXT = { hosts: 'site', ends: 'anywhere' } as const;

function textRule(change: object): Rule {
  const made = textRuleFrom('shop.example/sale', TEXT, 0, 1);
  if (!made.ok) throw new Error(made.reason);
  return { ...made.rule, ...change };
}

test.each([
  { why: 'of a page', wrong: textRule({ kind: 'url' }) },
  { why: 'of a page that regards case', wrong: rule('http://shop.example/a', { text: TEXT }) },
  { why: 'of a domain', wrong: rule('bad.example', { text: TEXT, pathCase: 'insensitive' }) },
  { why: 'of a host', wrong: rule('bad.example', { kind: 'host', text: TEXT }) },
  { why: 'of an address', wrong: rule('192.0.2.1', { text: TEXT }) },
  { why: 'without a word about case', wrong: textRule({ pathCase: undefined }) },
  { why: 'that regards case', wrong: textRule({ pathCase: 'sensitive' }) },
  { why: 'on one port', wrong: textRule({ port: 8080 }) },
  { why: 'on hosts that are none', wrong: textRule({ text: { ...TEXT, hosts: 'all' } }) },
  { why: 'with an end that is none', wrong: textRule({ text: { ...TEXT, ends: 'all' } }) },
  { why: 'without an end', wrong: textRule({ text: { hosts: 'site' } }) },
  { why: 'that is null', wrong: textRule({ text: null }) },
  { why: 'that is a word', wrong: textRule({ text: 'site' }) },
])('a prefix of text $why', ({ wrong }) => {
  expect(refusalOf(wrong)).toBe('ERR_COMPILE_RULE');
});

test.each([
  { why: 'nothing', text: undefined },
  { why: 'null', text: null },
  { why: 'a word', text: 'site' },
  { why: 'no words', text: {} },
  { why: 'hosts that are none', text: { ...TEXT, hosts: 'zzz' } },
  { why: 'no end', text: { hosts: 'site' } },
])('textRuleFrom refuses $why', ({ text }) => {
  expect(() => textRuleFrom('shop.example/sale', text as never, 0, 1)).toThrow(TypeError);
  expect(() => textRuleFrom('shop.example/sale', text as never, 0, 1)).toThrow('what the list means is not stated');
});
