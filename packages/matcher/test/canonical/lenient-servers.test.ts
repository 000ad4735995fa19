/**
 * Spellings that some servers take for another path, those on Windows above all: each is an alternate, and the primary form
 * stays what it is.
 */
import { expect, test } from '@jest/globals';
import { canonicaliseHost, canonicaliseRequest, canonicaliseUrl, Matcher } from '@netvakt/matcher';
import { rulesOf, snapshotOf } from '../support/engines.ts';

const matcher = new Matcher(snapshotOf(rulesOf(['http://shop.test/bad/page', 'http://shop.test/dir/'])));

test.each([
  { why: 'a code unit', target: '/%u0062ad/page' },
  { why: 'with a capital U', target: '/%U0062ad/page' },
  { why: 'a separator', target: '/bad%u002fpage' },
  { why: 'a backslash', target: '/bad%u005cpage' },
  { why: 'a full-width letter', target: '/%uff42ad/page' },
  { why: 'an escaped percent sign', target: '/%25u0062ad/page' },
  { why: 'a percent sign as a code unit', target: '/%u002562ad/page' },
  { why: 'a code unit within one', target: '/%u0025u0062ad/page' },
  { why: 'dots at the end of a segment', target: '/bad./page' },
  { why: 'more of them', target: '/bad.../page' },
  { why: 'at the end of the page', target: '/bad/page.' },
  { why: 'before a query', target: '/bad/page.?x=1' },
  { why: 'an escaped dot', target: '/bad%2e/page' },
  { why: 'a space', target: '/bad%20/page' },
  { why: 'at the end of the page', target: '/bad/page%20' },
  { why: 'both in turn', target: '/bad%20.%20./page%20.' },
  { why: 'behind the parent of another', target: '/x/..%20/bad/page' },
  { why: 'twice escaped', target: '/bad%252e/page' },
  { why: 'a directory', target: '/dir./free' },
  { why: 'with parameters', target: '/bad.;v=1/page' },
  { why: 'before a backslash', target: '/bad.\\page' },
  { why: 'a raw no-break space behind it: Python cuts there', target: '/bad/page\u00a0x' },
  { why: 'a raw next-line behind it', target: '/bad/page\u0085/../x' },
  { why: 'an authority before it: Java and Python read a URL', target: '//free.test/bad/page' },
  { why: 'an authority with a port, and backslashes', target: '\\\\x:80/bad/%70age?q' },
  { why: 'and with another spelling', target: '/bad.//%70age\u00a0' },
])('blocked: $why: $target', ({ target }) => {
  expect(matcher.matchRequest('shop.test', target, 0)).toBeGreaterThan(0);
});

/** What one kind of server does not fold leads the other forms astray, mostly by a ".." behind it. */
test.each([
  { why: "nginx merges slashes, and '\\' is a letter to it", target: '/x\\y/..//bad/page' },
  { why: 'Python decodes once as well', target: '/x\\y/../bad%2Fpage' },
  { why: 'and cuts at a no-break space', target: '/x\\y/..//bad/page\u00a0' },
  { why: 'Apache parts segments before it decodes', target: '/deep/x%2f\\y/../%2fq/..//comma%2Cpage' },
  {
    why: 'Node and Deno read a URL, and then a file: two slashes are a segment to go up from',
    target: '/bad//x//../../page',
  },
  { why: 'with an authority before it', target: '//q;/bad/x//../../page' },
  { why: 'as Java reads it', target: '//q./x%5cy//../%2e/bad/page' },
  { why: 'with an escaped slash behind', target: '/x%2fy/../bad\\.%2fpage' },
  { why: 'an escaped backslash is the same letter', target: '/x%5Cy/..%2f/bad/page' },
  { why: 'what is escaped twice is a name', target: '/deep/q/%252e%252e/../..%2fcomma%2Cpage' },
  { why: "';' is a letter to servers of files", target: '/deep/q/..;/../..%2F%2Fcomma,page' },
  { why: 'a dot and a space are a name to them', target: '/deep/q/..%20/../..%2F/comma,page' },
  { why: 'and to containers of servlets, which drop parameters', target: '/deep/q/..%20/../..//comma,page;x' },
  { why: 'not to Windows, where parameters are a name', target: '/deep/q/..;/../..//comma,page.' },
  { why: 'with a backslash for a separator', target: '/deep/q/..;/../..\\%5ccomma,page%20' },
])('blocked, though each fold alone and all together miss it: $why: $target', ({ target }) => {
  const entries = ['http://shop.test/bad/page', 'http://shop.test/deep/comma,page'];
  expect(new Matcher(snapshotOf(rulesOf(entries))).matchRequest('shop.test', target, 0)).toBeGreaterThan(0);
});

test.each([
  { why: 'a dot inside a segment', target: '/bad/page.html' },
  { why: 'a backslash that is a letter in the listed name itself', target: '/bad\\..//page' },
  { why: 'what is escaped twice is a name', target: '/x/%252e%252e%2Fbad/page/..' },
  { why: 'too few digits', target: '/%u62ad/page' },
  { why: 'no digits', target: '/%uzzzzad/page' },
  { why: 'two segments before it', target: '//x/y/bad/page' },
  { why: 'a segment before it', target: '/x/bad/page' },
  { why: 'a dot before the name', target: '/.bad/page' },
  { why: 'a space inside', target: '/ba%20d/page' },
  { why: 'a no-break space that is escaped: nobody cuts there', target: '/bad/page%C2%A0x' },
])('free: $why: $target', ({ target }) => {
  expect(matcher.matchRequest('shop.test', target, 0)).toBe(0);
});

test('a code unit outside ASCII is written as UTF-8', () => {
  const outcome = canonicaliseRequest('shop.test', '/%u00e5%u20AC');
  const alternates = outcome.ok ? outcome.alternates.map(({ path }) => path) : [];
  expect(alternates).toContain('/%C3%A5%E2%82%AC');
});

test.each(['[::%31]', '[::1%31]', '[2001%3Adb8::1]', '[::ffff:192.0.2%2E1]'])('%s is no address', (host) => {
  expect(canonicaliseHost(host)).toEqual({ ok: false, reason: 'host-ipv6' });
  expect(canonicaliseUrl(`http://${host}/`)).toEqual({ ok: false, reason: 'host-ipv6' });
});

test.each(['[2001:db8::1%25eth0]', '[2001:db8::1%eth0]', '[2001:db8::1%12]', '[2001:db8::1%2531]'])(
  '%s has a zone',
  (host) => {
    expect(canonicaliseUrl(`http://${host}/`)).toMatchObject({ ok: true, url: { host: '2001:db8::1' } });
  },
);
