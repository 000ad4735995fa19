import { expect, jest, test } from '@jest/globals';
import { RuleTable } from '@netvakt/matcher';
import { parse, refused, shortRejections, shortRules, taken } from '../support/parse.ts';

const many = Array.from({ length: 20 }, (_, index) => `bad-${index}.test`).join('\n');

test.each<{ why: string; text: string; want: string[] }>([
  { why: 'a host, and what is below it', text: 'bad.test', want: ['domain bad.test @1'] },
  { why: 'upper case and a trailing dot', text: 'BAD.Test.', want: ['domain bad.test @1'] },
  { why: 'a name in its own script', text: 'blåbär.test', want: ['domain xn--blbr-noae.test @1'] },
  { why: 'the same in ASCII', text: 'XN--BLBR-NOAE.test', want: ['domain xn--blbr-noae.test @1'] },
  { why: 'an IPv4 address', text: '192.0.2.1', want: ['ip 192.0.2.1 @1'] },
  { why: 'an IPv6 address, in brackets or not', text: '[2001:DB8::1]', want: ['ip 2001:db8::1 @1'] },
  { why: 'lines keep their numbers', text: '# x\r\n\r\nbad.test\r\n', want: ['domain bad.test @3'] },
  { why: 'the first line of a rule is its provenance', text: 'bad.test\nBAD.test.\n', want: ['domain bad.test @1'] },
])('domains: $why', ({ text, want }) => {
  expect(shortRules(taken(parse(text, { format: 'domains' })))).toEqual(want);
});

test.each<{ why: string; text: string; want: string[] }>([
  { why: 'a page', text: 'http://bad.test/a', want: ['url bad.test/a @1'] },
  { why: 'a page without scheme', text: 'bad.test/a', want: ['url bad.test/a @1'] },
  { why: 'a page and one query', text: 'https://bad.test/a?b=c', want: ['url bad.test/a?b=c @1'] },
  { why: 'a directory', text: 'http://bad.test/a/', want: ['prefix bad.test/a/ @1'] },
  { why: 'the root is a directory of that host only', text: 'http://bad.test/', want: ['prefix bad.test/ @1'] },
  { why: 'a port of its own', text: 'http://bad.test:8080/a', want: ['url bad.test:8080/a @1'] },
  { why: 'the usual port is none', text: 'http://bad.test:80/a', want: ['url bad.test/a @1'] },
  { why: 'a fragment stays with the browser', text: 'http://bad.test/a#b', want: ['url bad.test/a @1'] },
  { why: 'a bare host is a domain', text: 'bad.test', want: ['domain bad.test @1'] },
  {
    why: 'scheme and spelling make no difference',
    text: 'http://bad.test/%61\nhttps://BAD.test/a',
    want: ['url bad.test/a @1'],
  },
])('urls: $why', ({ text, want }) => {
  expect(shortRules(taken(parse(text, { format: 'urls' })))).toEqual(want);
});

test.each<{ why: string; line: string; want: string }>([
  { why: 'a URL among domains', line: 'http://bad.test/a', want: 'not-a-host @21:1' },
  { why: 'a port among domains', line: 'bad.test:8080', want: 'not-a-host @21:1' },
  { why: 'two fields', line: '0.0.0.0 bad.test', want: 'several-fields @21:8' },
  { why: 'two fields after letters of two bytes', line: 'blå.test bad.test', want: 'several-fields @21:10' },
  { why: 'an empty label', line: '  bad..test', want: 'host-label-empty @21:3' },
  { why: 'a control character', line: 'bad\u0007.test', want: 'control-character @21:4' },
  { why: 'a star', line: '*', want: 'wildcard @21:1' },
  { why: 'a star for sub-domains', line: '*.bad.test', want: 'wildcard @21:1' },
  { why: 'a top-level domain', line: 'TEST.', want: 'single-label @21:1' },
  { why: 'a public suffix', line: 'home.arpa', want: 'public-suffix @21:1' },
])('set aside: $why', ({ line, want }) => {
  const list = taken(parse(`${many}\n${line}\n`, { format: 'domains' }));
  expect(shortRejections(list.summary)).toEqual([want]);
  expect(list.rules).toHaveLength(20);
});

test('every line is accounted for', () => {
  const { summary } = taken(
    parse(`# head\n${many}\nBAD-1.test\nbad-2.test.\n\n..\n*\n*\ntest\n`, { format: 'domains' }),
  );
  expect(summary.counts).toEqual({ received: 26, invalid: 1, duplicates: 3, unique: 22, quarantined: 2, active: 20 });
  expect(summary.kinds).toEqual({ domain: 20, host: 0, prefix: 0, url: 0, ip: 0 });
});

test('the format is found if it is not stated, with a confidence', () => {
  expect(taken(parse(many)).summary).toMatchObject({ format: 'domains', confidence: 1 });
  expect(taken(parse('http://bad.test/a\nbad.test/b\n')).summary).toMatchObject({ format: 'urls', confidence: 1 });
  const mixed = refused(parse('bad.test\nhttp://bad.test/a\n'));
  expect(mixed.refusal.reason).toBe('format-unclear');
  expect(mixed.summary).toMatchObject({ format: undefined, confidence: 0.5 });
});

test('beyond the sample, a line of the other format is rejected, not the reason for another guess', () => {
  const hosts = Array.from({ length: 5000 }, (_, index) => `bad-${index}.test`);
  const { summary } = taken(parse([...hosts, 'http://bad.test/a'].join('\n')));
  expect(summary.format).toBe('domains');
  expect(shortRejections(summary)).toEqual(['not-a-host @5001:1']);
});

test('the version is the list’s own, or else its digest', () => {
  expect(taken(parse('# version: 2026-11-23\nbad.test\n')).version).toBe('2026-11-23');
  expect(taken(parse('bad.test\n# version: 2026-11-23\n')).version).toMatch(/^sha256:[\da-f]{16}$/u);
  const { sha256, version } = taken(parse('bad.test\n'));
  expect(sha256).toBe('a399154cbd2514fce7554d4574d70221c6607f9a48b3f1c98e789b9fc9c3a710');
  expect(version).toBe(`sha256:${sha256.slice(0, 16)}`);
});

test('more entries than allowed: refused at the first one too many', () => {
  const { refusal } = refused(parse(many, { format: 'domains', bounds: { maxEntries: 19 } }));
  expect(refusal).toMatchObject({ reason: 'too-many-entries', found: 'more than 19 entries' });
});

test.each(['domains', 'hosts'] as const)('text that no table holds: %s are refused, not wrapped', (format) => {
  const isFull = jest.spyOn(RuleTable.prototype, 'isFull', 'get').mockReturnValue(true);
  const { refusal, summary } = refused(parse('0.0.0.0 a.test\na.test\nb.test\n', { format }));
  isFull.mockRestore();
  expect(refusal).toMatchObject({ reason: 'too-many-entries', found: 'more than 2 GiB of text' });
  expect(summary?.counts.active).toBe(0);
});
