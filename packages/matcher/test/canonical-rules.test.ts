/** Rules whose texts no request has in canonical form would cover nothing: `compile` refuses them, and none that `ruleFrom` makes. */
import { expect, test } from '@jest/globals';
import {
  compile,
  hashedRule,
  type Rule,
  type RuleSemantics,
  RuleTable,
  ruleFrom,
  textRuleFrom,
} from '@netvakt/matcher';
import * as fc from 'fast-check';
import { isCanonicalHost } from '../src/rule/canonical.ts';
import { hostish, urlish } from './support/arbitraries.ts';
import { matcherOf, ONE_LIST, rulesOf, SEED, snapshotOf } from './support/engines.ts';

const OPTIONS = { markets: ['se'], lists: ONE_LIST, seed: SEED };
const TEXT = { hosts: 'site', ends: 'anywhere' } as const;
const REFUSED = expect.objectContaining({ code: 'ERR_COMPILE_RULE' });

function rule(entry: string, change: object = {}): Rule {
  return { ...(rulesOf([entry])[0] as Rule), ...change };
}

function textRule(path: string): Rule {
  const made = textRuleFrom('shop.example/sale', TEXT, 0, 1);
  if (!made.ok) throw new Error(made.reason);
  return { ...made.rule, path };
}

test.each([
  { why: 'a dot at the end', host: 'bad.example.' },
  { why: 'a wildcard', host: '*.bad.example' },
  { why: 'a dot in front', host: '.bad.example' },
  { why: 'an empty label', host: 'bad..example' },
  { why: 'a dot only', host: '.' },
  { why: 'a port', host: 'bad.example:8080' },
  { why: 'user information', host: 'user@bad.example' },
  { why: 'an escape', host: 'b%61d.example' },
  { why: 'a label of 64 bytes', host: `${'a'.repeat(63)}-.example` },
  { why: 'a last label of 64 bytes', host: `bad.${'x'.repeat(64)}` },
  { why: '300 bytes', host: `${'a.'.repeat(146)}example` },
  { why: 'a letter that is not ASCII', host: 'b\u00e4d.example' },
  { why: 'brackets', host: '[2001:db8::1]' },
  { why: 'IPv6 with a zero in front', host: '2001:0db8::1' },
  { why: 'IPv6 with IPv4 in it', host: '::ffff:192.0.2.1' },
  { why: 'a zero in front', host: '192.0.2.007' },
  { why: 'hexadecimal', host: '0xc0000207' },
  { why: 'four numbers that are no address', host: '192.0.2.256' },
])('a host with $why is refused', ({ host }) => {
  for (const kind of ['domain', 'host', 'ip']) {
    const wrong = rule('bad.example', { host, kind });
    expect(() => compile([wrong], OPTIONS)).toThrow(REFUSED);
    expect(() => compile([wrong], OPTIONS)).toThrow('or hosts with canonicaliseHost');
    expect(() => new RuleTable(0).push(wrong)).toThrow(TypeError);
  }
  expect(() => compile([rule('http://shop.example/a', { host })], OPTIONS)).toThrow(REFUSED);
});

test.each([
  { why: 'dot segments', wrong: rule('http://h.example/b/', { path: '/a/../b/' }) },
  { why: 'a dot segment at the end', wrong: rule('http://h.example/b', { path: '/a/.' }) },
  { why: 'a needless escape', wrong: rule('http://h.example/a/', { path: '/%61/' }) },
  { why: 'an escape in lower case', wrong: rule('http://h.example/a', { path: '/%c3%a4' }) },
  { why: 'half an escape', wrong: rule('http://h.example/a', { path: '/100%' }) },
  { why: 'a letter that is not ASCII', wrong: rule('http://h.example/a/', { path: '/\u00e4/' }) },
  { why: 'a space', wrong: rule('http://h.example/a', { path: '/a b' }) },
  { why: 'a backslash', wrong: rule('http://h.example/a', { path: '/a\\b' }) },
  { why: 'a fragment', wrong: rule('http://h.example/a', { path: '/a#b' }) },
  { why: 'a query in its path', wrong: rule('http://h.example/a', { path: '/a?b' }) },
  { why: 'a question mark at its end', wrong: rule('http://h.example/a', { path: '/a?' }) },
  {
    why: 'a capital without regard to case',
    wrong: rule('http://h.example/a', { path: '/A', pathCase: 'insensitive' }),
  },
  { why: 'another word for case', wrong: rule('http://h.example/a', { pathCase: 'both' }) },
  { why: 'a capital in a prefix of text', wrong: textRule('/Sale') },
  { why: 'a space in a prefix of text', wrong: textRule('/sale now') },
  { why: 'a fragment in a prefix of text', wrong: textRule('/sale#now') },
  { why: 'a needless escape in a prefix of text', wrong: textRule('/s%61le') },
  { why: 'an escaped query', wrong: rule('http://h.example/a?b', { query: '%62' }) },
  { why: 'a fragment in its query', wrong: rule('http://h.example/a?b', { query: 'a#b' }) },
  { why: 'a query that is null', wrong: rule('http://h.example/a?b', { query: null }) },
  { why: 'a query that is a number', wrong: rule('http://h.example/a?b', { query: 5 }) },
  { why: 'port 80, which no request has', wrong: rule('http://h.example/a', { port: 80 }) },
  { why: 'port 443, which no request has', wrong: rule('http://h.example/a/', { port: 443 }) },
])('a page with $why is refused', ({ wrong }) => {
  expect(() => compile([wrong], OPTIONS)).toThrow(REFUSED);
});

test.each([
  { why: 'a domain with a path', wrong: rule('bad.example', { path: '/a/' }) },
  { why: 'a domain without a path, whose text was lost', wrong: rule('bad.example', { path: '' }) },
  { why: 'a domain with a port', wrong: rule('bad.example', { port: 8080 }) },
  { why: 'a domain with a query', wrong: rule('bad.example', { query: 'a' }) },
  { why: 'a page that was made a host', wrong: rule('http://bad.example/a', { kind: 'host' }) },
  { why: 'an address with a path', wrong: rule('192.0.2.1', { path: '/a' }) },
])('what would cover a whole host is refused: $why', ({ wrong }) => {
  expect(() => compile([wrong], OPTIONS)).toThrow(REFUSED);
  expect(() => new RuleTable(0).push(wrong)).toThrow(TypeError);
});

test.each([
  { why: 'a long name', entry: `${'a'.repeat(63)}.${'b'.repeat(63)}.example`, target: '/' },
  { why: 'an underscore', entry: '_dmarc.bad.example', target: '/' },
  { why: 'a character that few names have', entry: 'a~b.example', target: '/' },
  { why: 'one label', entry: 'localhost', target: '/' },
  { why: 'a label that begins with a digit', entry: '1.2.3.4.example', target: '/' },
  { why: 'a last label with digits first', entry: 'bad.1example', target: '/' },
  { why: 'a query that begins with "?"', entry: 'http://h.example/a??b', host: 'h.example', target: '/a??b' },
  { why: 'a file that begins with a dot', entry: 'http://h.example/.a/..b', host: 'h.example', target: '/.a/..b' },
  { why: 'an escape', entry: 'http://h.example/%c3%a4/', host: 'h.example', target: '/\u00c3\u00a4/' },
  { why: 'slashes in a row', entry: 'http://h.example/a//b/', host: 'h.example', target: '/a//b/c' },
])('canonical texts are taken, and cover: $why', ({ entry, host, target }) => {
  expect(matcherOf(entry).matchRequest(host ?? entry, target, 0)).toBeGreaterThan(0);
});

test('the place of a keyed hash is no host, and is taken', () => {
  for (const kind of ['domain', 'host'] as const)
    for (const digit of ['0', 'f']) expect(snapshotOf([hashedRule(digit.repeat(64), kind, 0, 1)]).ruleCount).toBe(1);
  expect(() => compile([{ ...hashedRule('0'.repeat(64), 'host', 0, 1), kind: 'ip' }], OPTIONS)).toThrow(REFUSED);
  expect(() => compile([hashedRule('F'.repeat(64), 'host', 0, 1)], OPTIONS)).toThrow(REFUSED);
});

test('whatever ruleFrom and textRuleFrom make is taken', () => {
  const semantics = fc.record<RuleSemantics>({
    bareHost: fc.constantFrom('domain', 'host'),
    directoryIsPrefix: fc.boolean(),
    query: fc.constantFrom('exact', 'ignore'),
    pathCase: fc.constantFrom('sensitive', 'insensitive'),
  });
  const rules: Rule[] = [];
  fc.assert(
    fc.property(fc.oneof(urlish, hostish), semantics, (entry, meant) => {
      for (const made of [ruleFrom(entry, meant, 0, 1), textRuleFrom(entry, TEXT, 0, 1)])
        if (made.ok && made.rule.port !== 0) rules.push(made.rule);
    }),
    { seed: 0x5eed, numRuns: 10_000 },
  );
  expect(rules.length).toBeGreaterThan(5000);
  expect(() => compile(rules, OPTIONS)).not.toThrow();
});

test('a host is canonical if ruleFrom leaves it as it is, and not otherwise', () => {
  const meant = { bareHost: 'host', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' } as const;
  let canonical = 0;
  fc.assert(
    fc.property(hostish, (host) => {
      const made = ruleFrom(host, meant, 0, 1);
      const isSame = made.ok && made.rule.kind !== 'prefix' && made.rule.host === host;
      expect([host, isCanonicalHost(host)]).toEqual([host, isSame]);
      canonical += Number(isSame);
    }),
    { seed: 0x5eed, numRuns: 10_000 },
  );
  expect(canonical).toBeGreaterThan(100);
});
