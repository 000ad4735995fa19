import { expect, test } from '@jest/globals';
import { HeadWriter, viaLines } from '../../src/head/forward.ts';
import { readRequest } from '../support/reading.ts';

const writer = new HeadWriter();

function forwarded(text: string): string {
  const { result, request } = readRequest(text);
  expect(result).toBe('whole');
  return writer.write(request, viaLines('us')).toString('latin1');
}

const H = 'Host: a.example\r\n';

test.each<{ why: string; text: string; want: string }>([
  {
    why: 'origin-form, and nothing else but Via',
    text: `GET http://a.example/b?c=%2F HTTP/1.1\r\n${H}accept:*/*\r\nX-B:  c \r\n\r\n`,
    want: `GET /b?c=%2F HTTP/1.1\r\n${H}accept:*/*\r\nX-B:  c \r\nVia: 1.1 us\r\n\r\n`,
  },
  {
    why: 'the target wins over Host, in place (RFC 9112 §3.2.2)',
    text: 'GET http://a.example/ HTTP/1.1\r\nA: 1\r\nHOST: b.example\r\nB: 2\r\n\r\n',
    want: `GET / HTTP/1.1\r\nA: 1\r\n${H}B: 2\r\nVia: 1.1 us\r\n\r\n`,
  },
  {
    why: 'the port of the target is kept in Host',
    text: `GET http://a.example:80/ HTTP/1.1\r\n${H}\r\n`,
    want: 'GET / HTTP/1.1\r\nHost: a.example:80\r\nVia: 1.1 us\r\n\r\n',
  },
  {
    why: 'user information and fragment are for nobody but the client',
    text: 'GET http://u:p@site.example/a?b#c HTTP/1.1\r\nHost: site.example\r\n\r\n',
    want: 'GET /a?b HTTP/1.1\r\nHost: site.example\r\nVia: 1.1 us\r\n\r\n',
  },
  {
    why: 'empty lines before the request are not passed on, an empty port is',
    text: '\r\n\r\nGET http://site.example:/a HTTP/1.1\r\nHost: site.example:\r\n\r\n',
    want: 'GET /a HTTP/1.1\r\nHost: site.example:\r\nVia: 1.1 us\r\n\r\n',
  },
  {
    why: 'an empty path becomes a slash',
    text: `GET http://a.example HTTP/1.1\r\n${H}\r\n`,
    want: `GET / HTTP/1.1\r\n${H}Via: 1.1 us\r\n\r\n`,
  },
  {
    why: 'a query without a path gets its slash',
    text: `GET http://a.example?b HTTP/1.1\r\n${H}\r\n`,
    want: `GET /?b HTTP/1.1\r\n${H}Via: 1.1 us\r\n\r\n`,
  },
  {
    why: 'OPTIONS of a whole server becomes an asterisk (RFC 9112 §3.2.4)',
    text: `OPTIONS http://a.example HTTP/1.1\r\n${H}\r\n`,
    want: `OPTIONS * HTTP/1.1\r\n${H}Via: 1.1 us\r\n\r\n`,
  },
  {
    why: 'fields for one hop are gone, and those that Connection nominates',
    text:
      `GET http://a.example/ HTTP/1.1\r\nProxy-Connection: keep-alive\r\n${H}Keep-Alive: 5\r\nConnection: keep-alive, X-Hop\r\n` +
      'x-hop: 1\r\nProxy-Authorization: Basic eA==\r\nTE: gzip\r\nHTTP2-Settings: x\r\nUpgrade: h2c\r\nLast: 1\r\n\r\n',
    want: `GET / HTTP/1.1\r\n${H}Last: 1\r\nVia: 1.1 us\r\n\r\n`,
  },
  {
    why: 'a WebSocket handshake',
    text: `GET http://a.example/ HTTP/1.1\r\n${H}Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n`,
    want: `GET / HTTP/1.1\r\n${H}Sec-WebSocket-Key: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nVia: 1.1 us\r\n\r\n`,
  },
  {
    why: 'the wish to close goes on to the origin',
    text: `GET http://a.example/ HTTP/1.1\r\n${H}Connection: close\r\n\r\n`,
    want: `GET / HTTP/1.1\r\n${H}Connection: close\r\nVia: 1.1 us\r\n\r\n`,
  },
  {
    why: 'TE: trailers is asked for anew (RFC 9110 §10.1.4)',
    text: `GET http://a.example/ HTTP/1.1\r\n${H}TE: trailers\r\nConnection: TE\r\n\r\n`,
    want: `GET / HTTP/1.1\r\n${H}Connection: TE\r\nTE: trailers\r\nVia: 1.1 us\r\n\r\n`,
  },
  {
    why: 'HTTP/1.0 stays so, and gets a Host',
    text: 'GET http://a.example/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
    want: `GET / HTTP/1.0\r\n${H}Via: 1.0 us\r\n\r\n`,
  },
  {
    why: 'OPTIONS counts its forwards down',
    text: `OPTIONS http://a.example/ HTTP/1.1\r\n${H}Max-Forwards: 10\r\nA: b\r\n\r\n`,
    want: `OPTIONS / HTTP/1.1\r\n${H}Max-Forwards: 9\r\nA: b\r\nVia: 1.1 us\r\n\r\n`,
  },
  {
    why: 'GET does not',
    text: `GET http://a.example/ HTTP/1.1\r\n${H}Max-Forwards: 10\r\n\r\n`,
    want: `GET / HTTP/1.1\r\n${H}Max-Forwards: 10\r\nVia: 1.1 us\r\n\r\n`,
  },
  {
    why: 'an existing Via keeps its place, ours comes last',
    text: `GET http://a.example/ HTTP/1.1\r\nVia: 1.0 x\r\n${H}\r\n`,
    want: `GET / HTTP/1.1\r\nVia: 1.0 x\r\n${H}Via: 1.1 us\r\n\r\n`,
  },
  {
    why: 'an empty line before the request is not passed on',
    text: `\r\nGET http://a.example/ HTTP/1.1\r\n${H}\r\n`,
    want: `GET / HTTP/1.1\r\n${H}Via: 1.1 us\r\n\r\n`,
  },
  {
    why: 'bytes above 0x7f pass as they are',
    text: `GET http://a.example/ HTTP/1.1\r\n${H}X: \xf6\xff\r\n\r\n`,
    want: `GET / HTTP/1.1\r\n${H}X: \xf6\xff\r\nVia: 1.1 us\r\n\r\n`,
  },
])('forwards: $why', ({ text, want }) => {
  expect(forwarded(text)).toBe(want);
});
