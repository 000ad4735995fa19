import { head } from '../corpus/payload.ts';
import { BLOCKED, FREE } from '../lists/names.ts';
import type { Case } from './case.ts';
import { drawn } from './drawn.ts';
import { row, rows } from './rows.ts';
import { mark } from './write.ts';

/** Two readers that disagree about where a message ends see different requests behind it. */
const SMUGGLED: readonly Case[] = rows('framing', 'shut', [
  drawn('length-and-coding', 'length-then-coding', 'RFC 9112 §6.3'),
  drawn('coding-and-length', 'coding-then-length', 'RFC 9112 §6.3'),
  drawn('length-twice', 'length-twice-short-first', 'RFC 9112 §6.3'),
  drawn('length-twice-last', 'length-twice-long-first', 'RFC 9112 §6.3'),
  drawn('length-list', 'length-comma-different', 'RFC 9112 §6.3'),
  drawn('length-sign', 'length-plus-covers', 'RFC 9110 §8.6'),
  drawn('length-space-colon', 'length-space-before-colon', 'RFC 9112 §5.1'),
  drawn('length-folded', 'length-folded', 'RFC 9112 §5.2'),
  drawn('length-underscore', 'length-underscore-alone', 'CGI'),
  drawn('length-hex', 'length-hexadecimal-covers', 'RFC 9110 §8.6'),
  drawn('coding-x', 'coding-prefixed-and-length', 'RFC 9112 §6.1'),
  drawn('coding-tab', 'coding-vertical-tab-before-and-length', 'RFC 9112 §6.1'),
  drawn('coding-space-colon', 'coding-space-before-colon-and-length', 'RFC 9112 §5.1'),
  drawn('coding-twice', 'coding-twice-chunked-identity-and-length', 'RFC 9112 §6.1'),
  drawn('coding-list', 'coding-chunked-then-identity-and-length', 'RFC 9112 §6.3'),
  drawn('coding-quoted', 'coding-quoted-and-length', 'RFC 9112 §6.1'),
  drawn('coding-folded', 'coding-folded-and-length', 'RFC 9112 §5.2'),
  drawn('coding-http10', 'coding-http10-keep-alive-and-length', 'RFC 9112 §6.1'),
  drawn('chunk-size-hex', 'chunk-last-0x', 'RFC 9112 §7.1'),
  drawn('chunk-size-overflow', 'chunk-size-over-64-bits', 'RFC 9112 §7.1'),
  drawn('chunk-lf', 'chunk-last-bare-lf', 'RFC 9112 §7.1'),
  drawn('chunk-extension-lf', 'chunk-extension-bare-lf', 'RFC 9112 §7.1.1'),
  drawn('trailer-length', 'chunk-trailer-length-then-request', 'RFC 9110 §6.5.1'),
  drawn('get-with-body', 'length-zero-get-then-request', 'RFC 9110 §9.3.1'),
  row('field-split', 'a line end inside a value', 'RFC 9110 §5.5', (t) =>
    head(
      `GET ${t.on(FREE)}/ HTTP/1.1`,
      `Host: ${FREE}`,
      mark(t),
      `X-A: b\r\n\r\nGET ${t.on(BLOCKED)}/ HTTP/1.1\r\nHost: ${BLOCKED}\r\n${mark(t)}`,
    ),
  ),
]);

/** What only some server takes for a request, or reads something else before. */
const LENIENT: readonly Case[] = rows('framing', 'shut', [
  drawn('header-of-proxies', 'preface-proxy-protocol', 'the PROXY protocol, version 1'),
  drawn('header-of-proxies-2', 'preface-proxy-protocol-2', 'the PROXY protocol, version 2'),
  drawn('long-banner', 'preface-long-banner', 'RFC 4253 §4.2'),
  drawn('rtsp', 'preface-rtsp', 'RFC 2326 §6.1'),
  drawn('icecast', 'preface-icecast', 'Icecast’s source protocol'),
]);

/** Bodies that are framed well and must pass whole, whatever is in them. */
const WHOLE: readonly Case[] = rows('framing', 'pass', [
  drawn('chunked-page-inside', 'chunk-holds-request', 'RFC 9112 §7.1'),
  drawn('chunk-extension', 'chunk-extension', 'RFC 9112 §7.1.1'),
  drawn('trailer', 'chunk-trailer', 'RFC 9112 §7.1.2'),
  drawn('body-every-byte', 'length-plain', 'TCP has no messages', { cut: 'every-byte' }),
  drawn('get-with-length', 'length-get-body-holds-request', 'RFC 9110 §9.3.1'),
]);

export const FRAMING: readonly Case[] = [...SMUGGLED, ...LENIENT, ...WHOLE];
