import { expect, test } from '@jest/globals';
import { type RuleSemantics, ruleFrom } from '@netvakt/matcher';

const SEMANTICS: RuleSemantics = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' };

const page = (kind: string, path: string, query?: string): object => ({
  kind,
  host: 'bad.test',
  port: undefined,
  path,
  query,
});

test.each<{ why: string; entry: string; semantics?: Partial<RuleSemantics>; want: object }>([
  { why: 'a bare host', entry: 'Bad.test.', want: page('domain', '/') },
  {
    why: 'a bare host of a list that means one host',
    entry: 'bad.test',
    semantics: { bareHost: 'host' },
    want: page('host', '/'),
  },
  { why: 'an address', entry: '0xc0.0.2.1', want: { kind: 'ip', host: '192.0.2.1' } },
  { why: 'an IPv6 address without brackets', entry: '2001:DB8::1', want: { kind: 'ip', host: '2001:db8::1' } },
  { why: 'an IPv6 address in brackets', entry: '[2001:db8::1]', want: { kind: 'ip', host: '2001:db8::1' } },
  { why: 'a site: its root is a directory, never the host', entry: 'http://bad.test', want: page('prefix', '/') },
  { why: 'a site with a slash', entry: 'http://bad.test/', want: page('prefix', '/') },
  { why: 'a host with a slash', entry: 'bad.test/', want: page('prefix', '/') },
  { why: 'a directory', entry: 'https://u:p@bad.test/a/./b/#x', want: page('prefix', '/a/b/') },
  {
    why: 'a directory of a list that means pages',
    entry: 'http://bad.test/a/',
    semantics: { directoryIsPrefix: false },
    want: page('url', '/a/'),
  },
  { why: 'a page', entry: 'http://bad.test/a', want: page('url', '/a') },
  { why: 'a page with a query', entry: 'http://bad.test/a?b', want: page('url', '/a', 'b') },
  { why: 'a directory with a query is a page', entry: 'http://bad.test/a/?b', want: page('url', '/a/', 'b') },
  { why: 'an empty query is none', entry: 'http://bad.test/a?', want: page('url', '/a') },
  {
    why: 'a query that the list does not mean',
    entry: 'http://bad.test/a?b',
    semantics: { query: 'ignore' },
    want: page('url', '/a'),
  },
  { why: 'a default port', entry: 'http://bad.test:80/a', want: page('url', '/a') },
  { why: 'another port', entry: 'http://bad.test:8080/a', want: { ...page('url', '/a'), port: 8080 } },
  {
    why: 'a host with a port is its root on that port',
    entry: 'bad.test:8080',
    want: { ...page('prefix', '/'), port: 8080 },
  },
  {
    why: 'a path whose case does not count',
    entry: 'http://bad.test/A/%c3',
    semantics: { pathCase: 'insensitive' },
    want: { ...page('url', '/a/%c3'), pathCase: 'insensitive' },
  },
])('$why', ({ entry, semantics, want }) => {
  expect(ruleFrom(entry, { ...SEMANTICS, ...semantics }, 3, 7)).toMatchObject({
    ok: true,
    rule: { ...want, action: 'deny', list: 3, line: 7 },
  });
});

test.each([
  ['', 'host-empty'],
  ['*.bad.test', 'rule-wildcard'],
  ['http://*/x', 'rule-wildcard'],
  ['http://bad.test/*', undefined], // a '*' in a path is a character like any other
  ['bad test', 'host-character'],
  ['||bad.test^', 'host-character'],
  ['192.0.2.300', 'host-ipv4'],
  ['bad..test', 'host-label-empty'],
  ['data:text/html,x', 'scheme-unsupported'],
  [`http://bad.test/${'a/'.repeat(300)}`, 'rule-too-deep'],
])('%j makes no rule: %s', (entry, reason) => {
  const outcome = ruleFrom(entry, SEMANTICS, 0, 1);
  expect(outcome.ok ? undefined : outcome.reason).toBe(reason);
});
