import { BLOCKED, FREE, IDN_WIRE, IPV4, IPV6, MIXED, NEIGHBOURS } from '../lists/names.ts';
import type { Case } from './case.ts';
import { row, rows } from './rows.ts';
import { get, request } from './write.ts';

/** What is listed, as an ordinary browser asks for it. */
const LISTED: readonly Case[] = rows('blocked', 'block', [
  row('domain', 'a listed domain', 'lists of whole sites', (t) => get(t, BLOCKED, '/')),
  row('domain-page', 'any page of a listed domain', 'lists of whole sites', (t) => get(t, BLOCKED, '/a/b?c=d')),
  row('subdomain', 'a name below a listed domain', 'INTERPOL “Worst of” guidance', (t) =>
    get(t, `www.${BLOCKED}`, '/'),
  ),
  row(
    'subdomain-deep',
    'a name eight labels below: a cap on labels is a way around',
    'Safe Browsing’s cap of five',
    (t) => get(t, `a.b.c.d.e.f.g.${BLOCKED}`, '/'),
  ),
  row('subdomain-long-label', 'a label of 63 bytes is the longest that there is', 'RFC 1035 §2.3.4', (t) =>
    get(t, `${'a'.repeat(63)}.${BLOCKED}`, '/'),
  ),
  row('idn', 'a listed domain with letters beyond ASCII', 'RFC 5891', (t) => get(t, IDN_WIRE, '/')),
  row('idn-subdomain', 'a name below it', 'RFC 5891', (t) => get(t, `b.${IDN_WIRE}`, '/')),
  row('directory', 'the listed directory itself', 'lists of URLs', (t) => get(t, MIXED, '/blocked/')),
  row('directory-page', 'a page in a listed directory', 'lists of URLs', (t) => get(t, MIXED, '/blocked/a.html')),
  row(
    'directory-deep',
    'a page twelve directories below: a cap on depth is a way around',
    'Safe Browsing’s cap of four',
    (t) => get(t, MIXED, '/blocked/1/2/3/4/5/6/7/8/9/10/11/12.html'),
  ),
  row('directory-query', 'a query behind a listed directory', 'lists of URLs', (t) => get(t, MIXED, '/blocked/?a=b')),
  row('directory-escaped', 'a directory whose name needs escapes', 'RFC 3986 §2.1', (t) =>
    get(t, MIXED, '/caf%C3%A9/x'),
  ),
  row('page', 'a listed page', 'lists of URLs', (t) => get(t, MIXED, '/page')),
  row('page-any-query', 'an entry without a query covers the page with any', 'lists of URLs', (t) =>
    get(t, MIXED, '/page?x=1'),
  ),
  row('page-query', 'a listed page with its query', 'lists of URLs', (t) => get(t, MIXED, '/watch?v=1&t=2')),
  row('address', 'a listed IPv4 address', 'lists of addresses', (t) => get(t, IPV4, '/')),
  row('address6', 'a listed IPv6 address', 'lists of addresses', (t) => get(t, `[${IPV6}]`, '/')),
  row('head', 'HEAD asks for the same page', 'RFC 9110 §9.3.2', (t) => request(t, 'HEAD', MIXED, '/blocked/'), {
    head: true,
  }),
  row(
    'post',
    'so does POST',
    'RFC 9110 §9.3.3',
    (t) => `${request(t, 'POST', MIXED, '/blocked/', 'Content-Length: 3')}a=b`,
  ),
  row('options', 'so does OPTIONS', 'RFC 9110 §9.3.7', (t) => request(t, 'OPTIONS', MIXED, '/blocked/')),
  row('method-unknown', 'so does a method that nobody knows', 'RFC 9110 §9.1', (t) =>
    request(t, 'PROPFIND', MIXED, '/blocked/'),
  ),
]);

/** The neighbours of an entry. Blocking them blocks innocent people. */
const BESIDE: readonly Case[] = rows('neighbours', 'pass', [
  row('name-longer', 'a name that ends like a listed one is another', 'label by label, RFC 1034 §3.1', (t) =>
    get(t, NEIGHBOURS.longer, '/'),
  ),
  row('name-parent', 'the parent of a listed name is not listed', 'RFC 1034 §3.1', (t) =>
    get(t, NEIGHBOURS.parent, '/'),
  ),
  row('name-sibling', 'a sibling of a listed name', 'RFC 1034 §3.1', (t) => get(t, NEIGHBOURS.sibling, '/')),
  row('name-in-front', 'a listed name in front of another domain', 'RFC 1034 §3.1', (t) =>
    get(t, NEIGHBOURS.suffix, '/'),
  ),
  row('name-hyphen', 'a hyphen is no dot: patterns take any character for one', 'regular expressions', (t) =>
    get(t, NEIGHBOURS.hyphen, '/'),
  ),
  row('name-below-mixed', 'a page entry covers its own host, not those below', 'lists of URLs', (t) =>
    get(t, NEIGHBOURS.below, '/blocked/'),
  ),
  row('name-without-accents', 'the name without its accents is another', 'RFC 5891', (t) =>
    get(t, NEIGHBOURS.ascii, '/'),
  ),
  row('root', 'the front page of a host of which a directory is listed', 'no path rule ever blocks a host', (t) =>
    get(t, MIXED, '/'),
  ),
  row('directory-longer', 'a directory whose name begins like a listed one', 'segment by segment', (t) =>
    get(t, MIXED, '/blocked-not/x'),
  ),
  row('directory-deeper', 'a directory of the same name elsewhere', 'from the root', (t) =>
    get(t, MIXED, '/other/blocked/x'),
  ),
  row('directory-in-query', 'the listed path in a query', 'a query is no path', (t) =>
    get(t, MIXED, '/free/?next=/blocked/'),
  ),
  row('name-in-query', 'the listed name in a query: a search for it', 'a query is no host', (t) =>
    get(t, FREE, `/search?q=${BLOCKED}`),
  ),
  row('url-in-path', 'a listed URL in a path: an archive, a report', 'a path is no host', (t) =>
    get(t, FREE, `/save/http://${BLOCKED}/`),
  ),
  row('page-longer', 'a page whose name begins like a listed one', 'whole segments', (t) => get(t, MIXED, '/page2')),
  row('page-below', 'a page below a listed page', 'a page is no directory', (t) => get(t, MIXED, '/page/2')),
  row('page-case', 'another case in a path is another page', 'RFC 3986 §6.2.2.1', (t) => get(t, MIXED, '/PAGE')),
  row('query-other', 'another query than the listed one', 'lists of URLs', (t) => get(t, MIXED, '/watch?v=2&t=2')),
  row('query-longer', 'a query that begins like the listed one', 'lists of URLs', (t) =>
    get(t, MIXED, '/watch?v=1&t=20'),
  ),
  row('query-none', 'the page without the listed query', 'lists of URLs', (t) => get(t, MIXED, '/watch')),
  row('address-shorter', 'an address that the listed one begins with', 'RFC 5737', (t) =>
    get(t, NEIGHBOURS.address, '/'),
  ),
  row('address-longer', 'an address that ends like the listed one', 'RFC 5737', (t) =>
    get(t, NEIGHBOURS.addressLonger, '/'),
  ),
  row('address6-other', 'another IPv6 address of the network', 'RFC 3849', (t) =>
    get(t, `[${NEIGHBOURS.address6}]`, '/'),
  ),
  row('host-in-path', 'the listed path on another host', 'host and path together', (t) => get(t, FREE, '/blocked/')),
  row('referer', 'a link from a listed page to an innocent one', 'RFC 9110 §10.1.3', (t) =>
    get(t, FREE, '/free/', `Referer: http://${BLOCKED}/`),
  ),
]);

/** What people do all day. */
const ORDINARY: readonly Case[] = rows('innocent', 'pass', [
  row('page', 'an ordinary page', 'RFC 9110 §9.3.1', (t) => get(t, FREE, '/free/')),
  row('query', 'a query with everything that a query may hold', 'RFC 3986 §3.4', (t) =>
    get(t, FREE, "/free/?a=b&c[]=%20+/?:@!$'()*,;=-._~"),
  ),
  row('escapes', 'a path with escapes', 'RFC 3986 §2.1', (t) => get(t, FREE, '/free/%E6%96%87%2F%20x;v=1/(a)')),
  row('long-target', 'a target of 4,000 characters', 'RFC 9112 §3: at least 8,000 octets', (t) =>
    get(t, FREE, `/free/?${'x'.repeat(4000)}`),
  ),
  row('many-fields', 'sixty fields', 'browsers behind single sign-on', (t) =>
    get(t, FREE, '/free/', ...Array.from({ length: 60 }, (_, i) => `X-Field-${i}: value`)),
  ),
  row('long-field', 'a field of 7,000 characters: cookies', 'RFC 6265 §6.1', (t) =>
    get(t, FREE, '/free/', `Cookie: a=${'x'.repeat(7000)}`),
  ),
  row(
    'post',
    'a form that somebody has filled in',
    'RFC 9110 §9.3.3',
    (t) =>
      `${request(t, 'POST', FREE, '/free/', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 7')}a=b&c=d`,
  ),
  row(
    'post-chunked',
    'a body in chunks',
    'RFC 9112 §7.1',
    (t) => `${request(t, 'POST', FREE, '/free/', 'Transfer-Encoding: chunked')}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`,
  ),
  row(
    'post-names-listed',
    'a body that holds a whole request for a listed page: a report of it',
    'a body is no request',
    (t) => {
      const body = `GET /blocked/ HTTP/1.1\r\nHost: ${MIXED}\r\n\r\n`;
      return request(t, 'POST', FREE, '/free/', `Content-Length: ${body.length}`) + body;
    },
  ),
  row('put', 'an upload', 'RFC 9110 §9.3.4', (t) => `${request(t, 'PUT', FREE, '/free/', 'Content-Length: 4')}data`),
  row('delete', 'DELETE, as applications send it', 'RFC 9110 §9.3.5', (t) => request(t, 'DELETE', FREE, '/free/')),
  row('options', 'OPTIONS, before requests to other sites', 'RFC 9110 §9.3.7', (t) =>
    request(t, 'OPTIONS', FREE, '/free/'),
  ),
  row('webdav', 'a method of WebDAV', 'RFC 4918', (t) => request(t, 'PROPFIND', FREE, '/free/', 'Depth: 0')),
  row('head', 'HEAD, as link checkers ask', 'RFC 9110 §9.3.2', (t) => request(t, 'HEAD', FREE, '/free/'), {
    head: true,
  }),
  row('range', 'part of a page', 'RFC 9110 §14', (t) => get(t, FREE, '/free/', 'Range: bytes=0-9')),
  row('utf8-value', 'a field value beyond ASCII', 'RFC 9110 §5.5', (t) =>
    get(t, FREE, '/free/', 'X-Name: bl\xc3\xa5b\xc3\xa4r'),
  ),
  row('http10', 'HTTP/1.0 with a Host', 'RFC 9112 §2.3', (t) => get(t, FREE, '/free/').replace('HTTP/1.1', 'HTTP/1.0')),
]);

export const PLAIN: readonly Case[] = [...LISTED, ...BESIDE, ...ORDINARY];
