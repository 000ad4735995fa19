import { head } from '../corpus/payload.ts';
import { BLOCKED, IDN, IPV4, IPV6, MIXED } from '../lists/names.ts';
import type { Case, Targets } from './case.ts';
import { drawn } from './drawn.ts';
import { type Row, row, rows } from './rows.ts';
import { get, mark } from './write.ts';

/** A path on the mixed host. */
const path = (id: string, why: string, ref: string, spelled: string): Row =>
  row(id, why, ref, (t) => get(t, MIXED, spelled));

/** A host, for `/`, or the path given. */
const host = (id: string, why: string, ref: string, spelled: string, at = '/'): Row =>
  row(id, why, ref, (t) => get(t, spelled, at));

/** Absolute target on one name and Host on another. */
const both = (t: Targets, target: string, field: string): string =>
  head(`GET http://${target} HTTP/1.1`, `Host: ${field}`, mark(t));

/** One page has many spellings; servers know them all, so must a filter. */
const PATHS: readonly Case[] = rows('spelling', 'block', [
  drawn('percent', 'path-encoded-letter', 'RFC 3986 §6.2.2.2'),
  drawn('percent-all', 'path-encoded-all', 'RFC 3986 §6.2.2.2'),
  path('percent-lower', 'lower-case hexadecimal', 'RFC 3986 §6.2.2.1', '/caf%c3%a9/x'),
  drawn('percent-twice', 'path-encoded-twice', 'Safe Browsing canonicalisation'),
  path('percent-page', 'in the name of a listed page', 'RFC 3986 §6.2.2.2', '/pag%65'),
  drawn('percent-dot', 'path-dot-dot-encoded', 'RFC 3986 §6.2.2.3'),
  drawn('percent-u', 'path-percent-u', 'IIS'),
  drawn('segment-dot', 'path-segment-dot', 'Windows file names'),
  drawn('segment-space', 'path-segment-space', 'Windows file names'),
  drawn('dots', 'path-dot-dot', 'RFC 3986 §5.2.4'),
  drawn('dots-above-root', 'path-dot-dot-above-root', 'RFC 3986 §5.2.4'),
  drawn('dots-single', 'path-dot', 'RFC 3986 §5.2.4'),
  path('dots-inside', 'in and out of the directory, and in again', 'RFC 3986 §5.2.4', '/blocked/../blocked/x'),
  drawn('slashes', 'path-double-slash', 'Safe Browsing canonicalisation'),
  drawn('slashes-many', 'path-triple-slash', 'Safe Browsing canonicalisation'),
  path('slash-page', 'a dot segment before the page', 'RFC 3986 §5.2.4', '/x/../page'),
  path('query-empty', 'an empty query', 'RFC 3986 §6.2.3', '/page?'),
  path('percent-page-inside', 'a letter inside the name of a listed page', 'RFC 3986 §6.2.2', '/p%61ge'),
  path('escaped-slash', 'an escaped slash behind the directory', 'RFC 3986 §2.2', '/blocked/%2Fx'),
]);

/** So has a host. */
const HOSTS: readonly Case[] = rows('spelling', 'block', [
  host('host-upper', 'names have no case', 'RFC 9110 §4.2.3', 'BLOCKED.SelfTest.TEST'),
  host('host-dot', 'the root’s dot: the same name', 'RFC 1034 §3.1', `${BLOCKED}.`),
  host('host-dot-port', 'the dot and the port', 'RFC 1034 §3.1', `${BLOCKED}.:80`),
  host('host-mixed-dot', 'the dot, with a listed directory', 'RFC 1034 §3.1', `${MIXED}.`, '/blocked/x'),
  host('host-idn-upper', 'an A-label in capitals', 'RFC 5890 §2.3.2.1', 'XN--BLBR-NOAE.selftest.test'),
  host(
    'host-idn-utf8',
    'the name in UTF-8, as some clients send it',
    'RFC 5891 §5',
    Buffer.from(IDN, 'utf8').toString('latin1'),
  ),
  host('host-percent', 'an escape in the host', 'RFC 3986 §3.2.2', '%62locked.selftest.test'),
  host('host-leading-dot', 'a dot before the name', 'RFC 1034 §3.1', `.${BLOCKED}`),
  host('address-decimal', 'an address as one number', 'inet_aton(3)', '3221226083'),
  host('address-hex', 'in hexadecimal', 'inet_aton(3)', '0xC0.0x00.0x02.0x63'),
  host('address-octal', 'in octal', 'inet_aton(3)', '0300.0.02.0143'),
  host('address-short', 'with fewer parts', 'inet_aton(3)', '192.0.611'),
  host('address-dot', 'an address with the root’s dot', 'URL Standard', `${IPV4}.`),
  host('address6-long', 'an IPv6 address written out', 'RFC 4291 §2.2', '[2001:0DB8:0:0:0:0:0:0099]'),
  host('address6-upper', 'in capitals', 'RFC 5952 §4.3', `[${IPV6.toUpperCase()}]`),
  host('address6-mapped', 'IPv4 inside IPv6', 'RFC 4291 §2.5.5.2', `[::ffff:${IPV4}]`),
  row('userinfo', 'a user name before the host', 'RFC 9110 §4.2.4', (t) => both(t, `user@${BLOCKED}/`, BLOCKED)),
  row('userinfo-innocent', 'an innocent name as user name', 'RFC 9110 §4.2.4', (t) =>
    both(t, `free.selftest.test@${BLOCKED}/`, BLOCKED),
  ),
  row('scheme-upper', 'the scheme in capitals', 'RFC 3986 §3.1', (t) =>
    both(t, `${MIXED}/blocked/x`, MIXED).replace('http:', 'HTTP:'),
  ),
  row('no-path', 'no path at all', 'RFC 9112 §3.2.1', (t) => both(t, BLOCKED, BLOCKED)),
  row('no-path-query', 'a query right behind the host', 'RFC 9112 §3.2.1', (t) => both(t, `${BLOCKED}?a`, BLOCKED)),
]);

/** Deeds of clients that are odd and legal; and what only looks like an entry. */
const ODD: readonly Case[] = rows('spelling', 'pass', [
  path('double-escape-innocent', 'an escaped percent sign that hides nothing', 'RFC 3986 §2.4', '/free/100%25/x'),
  path('bad-escape', 'a percent sign that begins no escape', 'seen on the web', '/free/100%/x'),
  drawn('dots-out', 'path-dot-dot-out', 'RFC 3986 §5.2.4'),
  path('reserved-escape', 'a question mark as part of a name', 'RFC 3986 §2.2', '/free/what%3F/x'),
  host('host-upper-innocent', 'an innocent name in capitals', 'RFC 9110 §4.2.3', 'FREE.selftest.test', '/free/'),
  host('host-dot-innocent', 'an innocent name with the dot', 'RFC 1034 §3.1', 'free.selftest.test.', '/free/'),
]);

export const SPELLING: readonly Case[] = [...PATHS, ...HOSTS, ...ODD];
