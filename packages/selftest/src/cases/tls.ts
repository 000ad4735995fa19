import type { HelloShape } from '../client/hello.ts';
import { head } from '../corpus/payload.ts';
import { BLOCKED, FREE, IDN_WIRE, IPV4, MIXED, NEIGHBOURS } from '../lists/names.ts';
import type { Case, HelloCase, SessionCase } from './case.ts';
import { row, rows } from './rows.ts';
import { mark } from './write.ts';

/** A hello in a tunnel to an innocent name, or straight to the origin: only its content shows where it goes. */
const hello = (id: string, why: string, ref: string, expect: 'block' | 'pass', shape: HelloShape): HelloCase => ({
  kind: 'hello',
  group: 'tls',
  id: `tls-${id}`,
  why,
  ref,
  expect,
  hello: shape,
});

const session = (
  id: string,
  why: string,
  ref: string,
  expect: 'block' | 'pass',
  more: Omit<SessionCase, 'kind' | 'group' | 'id' | 'why' | 'ref' | 'expect'>,
): SessionCase => ({
  ...more,
  kind: 'session',
  group: 'tls',
  id: `tls-${id}`,
  why,
  ref,
  expect,
});

/** Hellos that differ in how they are written and cut. */
const HELLOS: readonly Case[] = [
  hello('name', 'a listed name in the hello', 'RFC 6066 §3', 'block', { name: BLOCKED }),
  hello('name-below', 'a name below it', 'RFC 6066 §3', 'block', { name: `www.${BLOCKED}` }),
  hello('name-upper', 'in capitals', 'RFC 6066 §3', 'block', { name: BLOCKED.toUpperCase() }),
  hello('name-dot', 'with the root’s dot', 'RFC 6066 §3', 'block', { name: `${BLOCKED}.` }),
  hello('name-idn', 'with letters beyond ASCII', 'RFC 6066 §3', 'block', { name: IDN_WIRE }),
  hello('segments', 'cut into packets of 40 bytes', 'TCP has no messages', 'block', { name: BLOCKED, segment: 40 }),
  hello('segment-in-name', 'cut inside the name', 'TCP has no messages', 'block', {
    name: BLOCKED,
    segment: 'in-name',
  }),
  hello('records', 'one message in many records', 'RFC 8446 §5.1', 'block', { name: BLOCKED, record: 32 }),
  hello('record-in-name', 'a record that ends inside the name', 'RFC 8446 §5.1', 'block', {
    name: BLOCKED,
    record: 'in-name',
  }),
  hello('large', 'a hello of four kilobytes: post-quantum keys', 'ML-KEM key shares', 'block', {
    name: BLOCKED,
    padding: 4000,
  }),
  hello('grease', 'unknown extensions around the name', 'RFC 8701', 'block', { name: BLOCKED, grease: true }),
  hello('ech', 'a listed outer name beside an encrypted one', 'RFC 9849 §6.1', 'block', { name: BLOCKED, ech: true }),
  hello('last', 'the name behind every other extension', 'order is free, RFC 8446 §4.2', 'block', {
    name: BLOCKED,
    padding: 600,
    nameLast: true,
  }),
  hello('old-version', 'a record that says TLS 1.0', 'RFC 8446 §5.1', 'block', {
    name: BLOCKED,
    recordVersion: 0x0301,
  }),
  hello('future-version', 'a record of a version that there is not', 'RFC 8446 §5.1: to be ignored', 'block', {
    name: BLOCKED,
    recordVersion: 0x0401,
  }),
  hello('records-tiny', 'a large hello in records of 20 bytes', 'RFC 8446 §5.1', 'block', {
    name: BLOCKED,
    padding: 1200,
    record: 20,
  }),
  hello('after-empty', 'behind an empty record', 'OpenSSL passes over it', 'block', {
    name: BLOCKED,
    before: 'empty-record',
  }),
  hello('after-warning', 'behind a warning', 'Go passes over it', 'block', { name: BLOCKED, before: 'warning' }),
  hello('after-cipher-change', 'behind a change of ciphers', 'GnuTLS passes over it', 'block', {
    name: BLOCKED,
    before: 'cipher-change',
  }),
  hello('innocent', 'an innocent name', 'RFC 6066 §3', 'pass', { name: FREE }),
  hello('innocent-neighbour', 'a name that ends like a listed one', 'RFC 1034 §3.1', 'pass', {
    name: NEIGHBOURS.longer,
  }),
  hello(
    'innocent-mixed',
    'a host of which a page is listed: inside TLS no path can be seen',
    'no path rule ever blocks a host',
    'pass',
    { name: MIXED },
  ),
  hello('innocent-ech', 'an encrypted name alone is no reason', 'RFC 9849 §10.10.4', 'pass', { name: FREE, ech: true }),
  hello('innocent-records', 'an innocent hello in many records', 'RFC 8446 §5.1', 'pass', { name: FREE, record: 32 }),
  hello('innocent-segments', 'an innocent hello in many packets', 'TCP has no messages', 'pass', {
    name: FREE,
    segment: 40,
  }),
  hello('innocent-no-name', 'a hello without a name', 'RFC 6066 §3', 'pass', {}),
  hello('innocent-large', 'an innocent hello of four kilobytes', 'ML-KEM key shares', 'pass', {
    name: FREE,
    padding: 4000,
  }),
];

/** Whole sessions, with a certificate that must be the origin's own. */
const SESSIONS: readonly Case[] = [
  session('session', 'a page over TLS, encrypted from end to end', 'no forged certificate', 'pass', { name: FREE }),
  session('session-12', 'the same over TLS 1.2', 'RFC 5246', 'pass', { name: FREE, versions: 'TLSv1.2' }),
  session('session-13', 'the same over TLS 1.3', 'RFC 8446', 'pass', { name: FREE, versions: 'TLSv1.3' }),
  session('session-mixed', 'a host of which a page is listed', 'no path rule ever blocks a host', 'pass', {
    name: MIXED,
  }),
  session('session-blocked', 'a session with a listed host ends, and soon', 'no waiting for a time-out', 'block', {
    name: BLOCKED,
  }),
];

/** The line before a tunnel. */
const connect =
  (authority: string): ((t: Parameters<typeof mark>[0]) => string) =>
  (t) =>
    head(`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, mark(t));

const TUNNELS: readonly Case[] = rows('tls', 'block', [
  row('connect', 'CONNECT to a listed host', 'RFC 9110 §9.3.6', connect(`${BLOCKED}:443`), { way: 'proxy' }),
  row('connect-below', 'to a name below it', 'RFC 9110 §9.3.6', connect(`www.${BLOCKED}:443`), { way: 'proxy' }),
  row('connect-upper', 'in capitals', 'RFC 9110 §9.3.6', connect(`${BLOCKED.toUpperCase()}:443`), { way: 'proxy' }),
  row('connect-dot', 'with the root’s dot', 'RFC 9110 §9.3.6', connect(`${BLOCKED}.:443`), { way: 'proxy' }),
  row('connect-address', 'to a listed address', 'RFC 9110 §9.3.6', connect(`${IPV4}:443`), { way: 'proxy' }),
  row('connect-address-decimal', 'to a listed address as one number', 'inet_aton(3)', connect('3221226083:443'), {
    way: 'proxy',
  }),
]);

export const TLS: readonly Case[] = [...HELLOS, ...SESSIONS, ...TUNNELS];
