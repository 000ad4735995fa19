import { head } from '../corpus/payload.ts';
import { BLOCKED, FREE, MIXED } from '../lists/names.ts';
import type { Case, Targets } from './case.ts';
import { drawn } from './drawn.ts';
import { type Row, row, rows } from './rows.ts';
import { get, mark } from './write.ts';

/** A GET of a listed page whose head is written oddly. */
const odd = (id: string, why: string, ref: string, write: (t: Targets) => string, more: Partial<Row> = {}): Row =>
  row(id, why, ref, write, more);

const target = (t: Targets): string => `${t.on(MIXED)}/blocked/x`;

/** Two names in one request: the origin takes the one, the filter must not judge only the other. */
const TWO_NAMES: readonly Case[] = rows('fields', 'shut', [
  drawn('host-twice', 'host-twice-blocked-last', 'RFC 9112 §3.2'),
  drawn('host-twice-first', 'host-twice-blocked-first', 'RFC 9112 §3.2'),
  drawn('host-twice-case', 'host-twice-other-case', 'RFC 9112 §3.2'),
  drawn('host-space-colon', 'host-twice-space-before-colon', 'RFC 9112 §5.1'),
  drawn('host-folded', 'host-twice-folded', 'RFC 9112 §5.2'),
  drawn('host-tab-folded', 'host-folded-tab', 'RFC 9112 §5.2'),
  drawn('host-bare-cr', 'field-bare-cr-hides-host', 'RFC 9112 §2.2'),
  drawn('host-bare-lf', 'field-bare-lf-hides-host', 'RFC 9112 §2.2'),
  drawn('host-nul', 'host-nul', 'RFC 9110 §5.5'),
  drawn('host-list', 'host-list', 'RFC 9110 §7.2'),
  drawn('host-at', 'host-userinfo-blocked', 'RFC 9110 §4.2.4'),
  drawn('host-path', 'host-path-at', 'RFC 9110 §7.2'),
  drawn('host-disagrees', 'host-differs-blocked', 'RFC 9112 §3.2.2'),
]);

/** A listed page behind a head that is not written as most are. */
const LISTED: readonly Case[] = rows('fields', 'block', [
  odd('every-byte', 'the head comes byte by byte', 'TCP has no messages', (t) => get(t, MIXED, '/blocked/x'), {
    cut: 'every-byte',
  }),
  odd('in-two', 'the head comes in two pieces', 'TCP has no messages', (t) => get(t, MIXED, '/blocked/x'), {
    cut: 'in-two',
  }),
  odd('host-lower', 'the field name in lower case', 'RFC 9110 §5.1', (t) =>
    head(`GET ${target(t)} HTTP/1.1`, `host: ${MIXED}`, mark(t)),
  ),
  odd('host-no-space', 'no space behind the colon', 'RFC 9112 §5', (t) =>
    head(`GET ${target(t)} HTTP/1.1`, `Host:${MIXED}`, mark(t)),
  ),
  odd('host-spaces', 'white space around the value', 'RFC 9112 §5', (t) =>
    head(`GET ${target(t)} HTTP/1.1`, `Host: \t ${MIXED} \t`, mark(t)),
  ),
  odd('host-last', 'Host behind sixty fields', 'order is free', (t) =>
    head(`GET ${target(t)} HTTP/1.1`, mark(t), ...Array.from({ length: 60 }, (_, i) => `X-${i}: y`), `Host: ${MIXED}`),
  ),
  odd('host-last-far', 'Host behind six kilobytes', 'TCP has no messages', (t) =>
    head(`GET ${target(t)} HTTP/1.1`, mark(t), `Cookie: a=${'x'.repeat(6000)}`, `Host: ${MIXED}`),
  ),
  odd(
    'empty-line-first',
    'an empty line before the request',
    'RFC 9112 §2.2',
    (t) => `\r\n${get(t, MIXED, '/blocked/x')}`,
  ),
  odd('lf-only', 'lines end in LF alone', 'RFC 9112 §2.2', (t) => get(t, MIXED, '/blocked/x').replaceAll('\r\n', '\n')),
  odd('http10', 'HTTP/1.0', 'RFC 9112 §2.3', (t) => get(t, MIXED, '/blocked/x').replace('HTTP/1.1', 'HTTP/1.0')),
  odd('version-9', 'a version that is not known', 'RFC 9112 §2.3', (t) =>
    get(t, MIXED, '/blocked/x').replace('HTTP/1.1', 'HTTP/1.9'),
  ),
  odd('two-spaces', 'two spaces in the request line', 'RFC 9112 §3', (t) =>
    get(t, MIXED, '/blocked/x').replace('GET ', 'GET  '),
  ),
  odd('tab', 'a tab in the request line', 'RFC 9112 §3', (t) => get(t, MIXED, '/blocked/x').replace('GET ', 'GET\t')),
  odd('fragment', 'a fragment that should never be sent', 'RFC 9110 §7.1', (t) => get(t, MIXED, '/blocked/x#y')),
  odd('method-lower', 'a method in lower case', 'RFC 9110 §9.1', (t) =>
    get(t, MIXED, '/blocked/x').replace('GET', 'get'),
  ),
  odd('absolute', 'an absolute target, and Host with another name', 'RFC 9112 §3.2.2', (t) =>
    head(`GET http://${MIXED}/blocked/x HTTP/1.1`, `Host: ${FREE}`, mark(t)),
  ),
  odd('absolute-blocked-host', 'an absolute target on a listed domain, and Host with another', 'RFC 9112 §3.2.2', (t) =>
    head(`GET http://${BLOCKED}/ HTTP/1.1`, `Host: ${FREE}`, mark(t)),
  ),
  odd('upgrade', 'a page asked for with Upgrade', 'RFC 9110 §7.8', (t) =>
    get(t, MIXED, '/blocked/x', 'Connection: Upgrade', 'Upgrade: foo'),
  ),
  drawn('websocket', 'upgrade-blocked', 'RFC 6455 §4.1'),
  drawn('expect', 'expect-continue-blocked', 'RFC 9110 §10.1.1'),
]);

/** Fields that name a listed page and do not lead there. */
const HARMLESS: readonly Case[] = rows('fields', 'pass', [
  odd('forwarded-host', 'X-Forwarded-Host is nobody’s address here', 'RFC 7239 §1', (t) =>
    get(t, FREE, '/', `X-Forwarded-Host: ${BLOCKED}`),
  ),
  odd('origin', 'Origin says where a request comes from', 'RFC 6454 §7', (t) =>
    get(t, FREE, '/', `Origin: http://${BLOCKED}`),
  ),
  odd('cookie', 'a cookie may hold anything', 'RFC 6265', (t) =>
    get(t, FREE, '/', `Cookie: last=http://${MIXED}/blocked/`),
  ),
]);

export const FIELDS: readonly Case[] = [...TWO_NAMES, ...LISTED, ...HARMLESS];
