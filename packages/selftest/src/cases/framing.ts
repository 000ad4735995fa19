import type { Case, Targets } from '../case.ts';
import { BLOCKED, FREE, MIXED } from '../names.ts';
import { type Row, row, rows } from './rows.ts';
import { chunk, get, head, hidden, mark, post, request } from './write.ts';

/** A POST whose end is a matter of opinion, and a request for a listed page behind one of the ends. */
const two = (id: string, why: string, ref: string, write: (t: Targets) => string): Row => row(id, why, ref, write);

/** A body in one chunk, and the page behind its end. */
const coded = (id: string, why: string, ref: string, ...fields: readonly string[]): Row =>
  two(id, why, ref, (t) => post(t, fields, `0\r\n\r\n${hidden(t)}`));

/** The page inside a body that is as long as it says. */
const counted = (id: string, why: string, ref: string, fields: (length: number) => readonly string[]): Row =>
  two(id, why, ref, (t) => post(t, fields(hidden(t).length), hidden(t)));

/** Two readers that disagree about where a message ends see different requests behind it. */
const SMUGGLED: readonly Case[] = rows('framing', 'shut', [
  two('length-and-coding', 'a length and a coding: one reader takes this, another that', 'RFC 9112 §6.3', (t) => {
    const body = `0\r\n\r\n${hidden(t)}`;
    return post(t, [`Content-Length: ${body.length}`, 'Transfer-Encoding: chunked'], body);
  }),
  two('coding-and-length', 'the same the other way round', 'RFC 9112 §6.3', (t) => {
    const body = `0\r\n\r\n${hidden(t)}`;
    return post(t, ['Transfer-Encoding: chunked', `Content-Length: ${body.length}`], body);
  }),
  counted('length-twice', 'two lengths: the first is none', 'RFC 9112 §6.3', (n) => [
    'Content-Length: 0',
    `Content-Length: ${n}`,
  ]),
  counted('length-twice-last', 'two lengths: the last is none', 'RFC 9112 §6.3', (n) => [
    `Content-Length: ${n}`,
    'Content-Length: 0',
  ]),
  counted('length-list', 'two lengths in a line', 'RFC 9112 §6.3', (n) => [`Content-Length: ${n}, 0`]),
  counted('length-sign', 'a sign', 'RFC 9110 §8.6', (n) => [`Content-Length: +${n}`]),
  counted('length-space-colon', 'a space before the colon', 'RFC 9112 §5.1', (n) => [`Content-Length : ${n}`]),
  counted('length-folded', 'the length on a continuation line', 'RFC 9112 §5.2', (n) => ['Content-Length:', ` ${n}`]),
  counted('length-underscore', 'an underscore: the same name to gateways', 'CGI', (n) => [`Content_Length: ${n}`]),
  counted('length-hex', 'a length in hexadecimal', 'RFC 9110 §8.6', (n) => [`Content-Length: 0x${n.toString(16)}`]),
  coded('coding-x', 'a coding that is not quite chunked', 'RFC 9112 §6.1', 'Transfer-Encoding: xchunked'),
  coded('coding-tab', 'a vertical tab before the coding', 'RFC 9112 §6.1', 'Transfer-Encoding: \vchunked'),
  coded(
    'coding-space-colon',
    'a space before the colon',
    'RFC 9112 §5.1',
    'Transfer-Encoding : chunked',
    'Content-Length: 5',
  ),
  coded('coding-twice', 'chunked twice', 'RFC 9112 §6.1', 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'),
  coded('coding-list', 'another coding last', 'RFC 9112 §6.3', 'Transfer-Encoding: chunked, identity'),
  coded('coding-quoted', 'a coding in quotes', 'RFC 9112 §6.1', 'Transfer-Encoding: "chunked"'),
  coded('coding-folded', 'the coding on a continuation line', 'RFC 9112 §5.2', 'Transfer-Encoding:', ' chunked'),
  two('coding-http10', 'a coding in HTTP/1.0', 'RFC 9112 §6.1', (t) =>
    post(t, ['Transfer-Encoding: chunked', 'Connection: keep-alive'], `0\r\n\r\n${hidden(t)}`).replace(
      'HTTP/1.1',
      'HTTP/1.0',
    ),
  ),
  two('chunk-size-hex', 'a chunk size with a prefix', 'RFC 9112 §7.1', (t) =>
    post(t, ['Transfer-Encoding: chunked'], `0x0\r\n\r\n${hidden(t)}`),
  ),
  two('chunk-size-overflow', 'a chunk size beyond 64 bits', 'RFC 9112 §7.1', (t) =>
    post(t, ['Transfer-Encoding: chunked'], `10000000000000000\r\n\r\n${hidden(t)}`),
  ),
  two('chunk-lf', 'a bare LF behind a chunk size', 'RFC 9112 §7.1', (t) =>
    post(t, ['Transfer-Encoding: chunked'], `0\n\n${hidden(t)}`),
  ),
  two('chunk-extension-lf', 'a bare LF in a chunk extension', 'RFC 9112 §7.1.1', (t) =>
    post(t, ['Transfer-Encoding: chunked'], `2;\nxx\r\n0\r\n\r\n${hidden(t)}`),
  ),
  two('trailer-length', 'a length in a trailer', 'RFC 9110 §6.5.1', (t) =>
    post(t, ['Transfer-Encoding: chunked'], `0\r\nContent-Length: ${hidden(t).length}\r\n\r\n${hidden(t)}`),
  ),
  two('get-with-body', 'a GET with a length: some readers give it no body', 'RFC 9110 §9.3.1', (t) => {
    const page = hidden(t);
    return head(`GET ${t.on(MIXED)}/free/ HTTP/1.1`, `Host: ${MIXED}`, mark(t), 'Content-Length: 0') + page;
  }),
  two('field-split', 'a line end inside a value', 'RFC 9110 §5.5', (t) =>
    head(
      `GET ${t.on(FREE)}/ HTTP/1.1`,
      `Host: ${FREE}`,
      mark(t),
      `X-A: b\r\n\r\nGET ${t.on(BLOCKED)}/ HTTP/1.1\r\nHost: ${BLOCKED}\r\n${mark(t)}`,
    ),
  ),
]);

/** Bodies that are framed well and must pass whole, whatever is in them. */
const WHOLE: readonly Case[] = rows('framing', 'pass', [
  row(
    'chunked-page-inside',
    'a whole request inside a chunk is a body',
    'RFC 9112 §7.1',
    (t) => request(t, 'POST', FREE, '/free/', 'Transfer-Encoding: chunked') + chunk(get(t, FREE, '/free/')) + chunk(''),
  ),
  row(
    'chunk-extension',
    'chunk extensions are legal',
    'RFC 9112 §7.1.1',
    (t) => `${request(t, 'POST', FREE, '/free/', 'Transfer-Encoding: chunked')}5;a=b\r\nhello\r\n0\r\n\r\n`,
  ),
  row(
    'trailer',
    'so are trailers',
    'RFC 9112 §7.1.2',
    (t) =>
      `${request(t, 'POST', FREE, '/free/', 'Transfer-Encoding: chunked', 'Trailer: X-Sum')}5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n`,
  ),
  row(
    'body-every-byte',
    'a body byte by byte',
    'TCP has no messages',
    (t) => `${request(t, 'POST', FREE, '/free/', 'Content-Length: 5')}hello`,
    {
      cut: 'every-byte',
    },
  ),
  row(
    'get-with-length',
    'a GET with a body is odd and legal',
    'RFC 9110 §9.3.1',
    (t) => `${get(t, FREE, '/free/', 'Content-Length: 5')}hello`,
  ),
]);

export const FRAMING: readonly Case[] = [...SMUGGLED, ...WHOLE];
