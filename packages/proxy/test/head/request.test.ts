import { expect, test } from '@jest/globals';
import { CHUNKED } from '../../src/head/meaning.ts';
import { readRequest } from '../support/reading.ts';

const LINE = 'POST http://site.example/a HTTP/1.1\r\n';
const H = 'Host: site.example\r\n';

test.each([
  { why: 'no Host in 1.1', text: `${LINE}\r\n`, result: 'host-missing' },
  { why: 'no Host in 1.0: allowed then', text: 'GET http://site.example/ HTTP/1.0\r\n\r\n', result: 'whole' },
  { why: 'two Hosts', text: `${LINE}${H}Host: other.example\r\n\r\n`, result: 'host-repeated' },
  { why: 'two Hosts in the other order', text: `${LINE}Host: other.example\r\n${H}\r\n`, result: 'host-repeated' },
  { why: 'two equal Hosts', text: `${LINE}${H}${H}\r\n`, result: 'host-repeated' },
  { why: 'an empty Host', text: `${LINE}Host: \r\n\r\n`, result: 'host-malformed' },
  {
    why: 'a Host with user information',
    text: `${LINE}Host: good.example/@evil.example\r\n\r\n`,
    result: 'host-malformed',
  },
  { why: 'a Host with a space', text: `${LINE}Host: a.example b.example\r\n\r\n`, result: 'host-malformed' },
  { why: 'a Host with a comma', text: `${LINE}Host: a.example,b.example\r\n\r\n`, result: 'host-malformed' },
  { why: 'a percent-encoded Host', text: `${LINE}Host: %62locked.test\r\n\r\n`, result: 'host-malformed' },
  { why: 'a Host port that is no number', text: `${LINE}Host: a.example:8o\r\n\r\n`, result: 'host-malformed' },
  { why: 'a Host port of 0', text: `${LINE}Host: a.example:0\r\n\r\n`, result: 'host-malformed' },
  { why: 'a Host port too high', text: `${LINE}Host: a.example:65536\r\n\r\n`, result: 'host-malformed' },
  { why: 'a Host of an IPv6 literal', text: `${LINE}Host: [2001:db8::1]:80\r\n\r\n`, result: 'whole' },
  { why: 'an unclosed bracket', text: `${LINE}Host: [2001:db8::1\r\n\r\n`, result: 'host-malformed' },
  { why: 'a length', text: `${LINE}${H}Content-Length: 5\r\n\r\n`, result: 'whole' },
  { why: 'two lengths', text: `${LINE}${H}Content-Length: 5\r\nContent-Length: 6\r\n\r\n`, result: 'length-repeated' },
  {
    why: 'two equal lengths',
    text: `${LINE}${H}Content-Length: 5\r\nContent-Length: 5\r\n\r\n`,
    result: 'length-repeated',
  },
  { why: 'a list of lengths', text: `${LINE}${H}Content-Length: 5, 5\r\n\r\n`, result: 'length-malformed' },
  { why: 'a signed length', text: `${LINE}${H}Content-Length: +5\r\n\r\n`, result: 'length-malformed' },
  { why: 'a hexadecimal length', text: `${LINE}${H}Content-Length: 0x5\r\n\r\n`, result: 'length-malformed' },
  { why: 'an empty length', text: `${LINE}${H}Content-Length:\r\n\r\n`, result: 'length-malformed' },
  {
    why: 'a length of 16 digits',
    text: `${LINE}${H}Content-Length: 1000000000000000\r\n\r\n`,
    result: 'length-malformed',
  },
  { why: 'chunked', text: `${LINE}${H}Transfer-Encoding: Chunked\r\n\r\n`, result: 'whole' },
  {
    why: 'chunked and a length',
    text: `${LINE}${H}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n`,
    result: 'length-and-coding',
  },
  {
    why: 'a length and chunked',
    text: `${LINE}${H}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`,
    result: 'length-and-coding',
  },
  {
    why: 'chunked twice',
    text: `${LINE}${H}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`,
    result: 'coding-malformed',
  },
  {
    why: 'chunked twice in one line',
    text: `${LINE}${H}Transfer-Encoding: chunked, chunked\r\n\r\n`,
    result: 'coding-malformed',
  },
  { why: 'identity', text: `${LINE}${H}Transfer-Encoding: identity\r\n\r\n`, result: 'coding-malformed' },
  { why: 'xchunked', text: `${LINE}${H}Transfer-Encoding: xchunked\r\n\r\n`, result: 'coding-malformed' },
  {
    why: 'chunked, then identity',
    text: `${LINE}${H}Transfer-Encoding: chunked, identity\r\n\r\n`,
    result: 'coding-malformed',
  },
  {
    why: 'gzip, then chunked',
    text: `${LINE}${H}Transfer-Encoding: gzip, chunked\r\n\r\n`,
    result: 'coding-unsupported',
  },
  { why: 'an empty coding', text: `${LINE}${H}Transfer-Encoding:\r\n\r\n`, result: 'coding-malformed' },
  {
    why: 'chunked in 1.0',
    text: `POST http://site.example/ HTTP/1.0\r\n${H}Transfer-Encoding: chunked\r\n\r\n`,
    result: 'coding-in-http10',
  },
  {
    why: 'a nominated length',
    text: `${LINE}${H}Connection: Content-Length\r\nContent-Length: 5\r\n\r\n`,
    result: 'connection-malformed',
  },
  { why: 'a nominated Host', text: `${LINE}${H}Connection: close, host\r\n\r\n`, result: 'connection-malformed' },
  {
    why: 'a connection option that is no token',
    text: `${LINE}${H}Connection: a b\r\n\r\n`,
    result: 'connection-malformed',
  },
  {
    why: 'seventeen connection options',
    text: `${LINE}${H}Connection: ${'a,'.repeat(17)}\r\n\r\n`,
    result: 'connection-malformed',
  },
  { why: 'origin-form', text: `GET / HTTP/1.1\r\n${H}\r\n`, result: 'target-not-absolute' },
  { why: 'asterisk-form', text: `OPTIONS * HTTP/1.1\r\n${H}\r\n`, result: 'target-not-absolute' },
  {
    why: 'authority-form without CONNECT',
    text: `GET site.example:80 HTTP/1.1\r\n${H}\r\n`,
    result: 'target-not-absolute',
  },
  { why: 'another scheme', text: `GET ftp://site.example/ HTTP/1.1\r\n${H}\r\n`, result: 'scheme-unsupported' },
  {
    why: 'https without a tunnel',
    text: `GET https://site.example/ HTTP/1.1\r\n${H}\r\n`,
    result: 'scheme-unsupported',
  },
  { why: 'the scheme in capitals', text: `GET HTTP://site.example/ HTTP/1.1\r\n${H}\r\n`, result: 'whole' },
  {
    why: 'user information, as wget sends it',
    text: `GET http://u:p%40@site.example/ HTTP/1.1\r\n${H}\r\n`,
    result: 'whole',
  },
  { why: 'empty user information', text: `GET http://@site.example/ HTTP/1.1\r\n${H}\r\n`, result: 'whole' },
  {
    why: 'two signs of user information: where the host begins is not sure',
    text: `GET http://a@b.example@site.example/ HTTP/1.1\r\n${H}\r\n`,
    result: 'target-userinfo',
  },
  {
    why: 'a backslash in user information: browsers see the host before it',
    text: `GET http://a.example\\@site.example/ HTTP/1.1\r\n${H}\r\n`,
    result: 'target-userinfo',
  },
  { why: 'a fragment', text: `GET http://site.example/a#b HTTP/1.1\r\n${H}\r\n`, result: 'whole' },
  { why: 'a fragment in place of a path', text: `GET http://site.example#/@x HTTP/1.1\r\n${H}\r\n`, result: 'whole' },
  { why: 'an empty port', text: `GET http://site.example:/ HTTP/1.1\r\nHost: site.example:\r\n\r\n`, result: 'whole' },
  {
    why: 'CONNECT with an empty port',
    text: 'CONNECT site.example: HTTP/1.1\r\nHost: site.example:\r\n\r\n',
    result: 'target-malformed',
  },
  {
    why: 'CONNECT with a fragment',
    text: 'CONNECT site.example:443#x HTTP/1.1\r\nHost: site.example\r\n\r\n',
    result: 'target-malformed',
  },
  { why: 'an @ in the path', text: `GET http://site.example/@b HTTP/1.1\r\n${H}\r\n`, result: 'whole' },
  { why: 'no host in the target', text: `GET http:/// HTTP/1.1\r\n${H}\r\n`, result: 'target-malformed' },
  { why: 'one slash', text: `GET http:/site.example/ HTTP/1.1\r\n${H}\r\n`, result: 'target-not-absolute' },
  {
    why: 'a backslash in the authority',
    text: `GET http://a.example\\b HTTP/1.1\r\n${H}\r\n`,
    result: 'target-malformed',
  },
  {
    why: 'a percent-encoded host in the target',
    text: `GET http://%62locked.test/ HTTP/1.1\r\n${H}\r\n`,
    result: 'target-malformed',
  },
  { why: 'CONNECT', text: 'CONNECT site.example:443 HTTP/1.1\r\nHost: site.example:443\r\n\r\n', result: 'whole' },
  {
    why: 'CONNECT without a port',
    text: 'CONNECT site.example HTTP/1.1\r\nHost: site.example\r\n\r\n',
    result: 'target-malformed',
  },
  {
    why: 'CONNECT with a path',
    text: 'CONNECT site.example:443/ HTTP/1.1\r\nHost: a.example\r\n\r\n',
    result: 'target-malformed',
  },
  {
    why: 'CONNECT with a body',
    text: 'CONNECT site.example:443 HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1\r\n\r\n',
    result: 'body-malformed',
  },
  {
    why: 'CONNECT with an empty body',
    text: 'CONNECT site.example:443 HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n\r\n',
    result: 'whole',
  },
  {
    why: 'CONNECT with chunks',
    text: 'CONNECT site.example:443 HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n',
    result: 'body-malformed',
  },
  { why: 'TRACE', text: `TRACE http://site.example/ HTTP/1.1\r\n${H}\r\n`, result: 'trace-disabled' },
  { why: 'our own name in Via', text: `${LINE}${H}Via: 1.1 other, HTTP/1.1 US (x)\r\n\r\n`, result: 'loop' },
  { why: 'our name as part of another', text: `${LINE}${H}Via: 1.1 us2, 1.1 a.us\r\n\r\n`, result: 'whole' },
])('$why: $result', ({ text, result }) => {
  expect(readRequest(text).result).toBe(result);
});

test('knows how the body ends', () => {
  expect(readRequest(`${LINE}${H}Content-Length: 007\r\n\r\n`).request.meaning.bodyLength).toBe(7);
  expect(readRequest(`${LINE}${H}Content-Length: 999999999999999\r\n\r\n`).request.meaning.bodyLength).toBe(
    999_999_999_999_999,
  );
  expect(readRequest(`${LINE}${H}transfer-encoding: chunked\r\n\r\n`).request.meaning.bodyLength).toBe(CHUNKED);
  expect(readRequest(`${LINE}${H}\r\n`).request.meaning.bodyLength).toBe(0);
});

test.each([
  { why: '1.1 goes on', text: `${LINE}${H}\r\n`, closes: false },
  { why: 'close', text: `${LINE}${H}Connection: Close\r\n\r\n`, closes: true },
  { why: 'close among others', text: `${LINE}${H}Connection: x, , close\r\n\r\n`, closes: true },
  {
    why: 'close to the proxy, as old clients say it',
    text: `${LINE}${H}Proxy-Connection: close\r\n\r\n`,
    closes: true,
  },
  {
    why: '1.0 never goes on through a proxy (RFC 9112 §9.3)',
    text: `GET http://a.example/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n`,
    closes: true,
  },
])('connection: $why', ({ text, closes }) => {
  expect(readRequest(text).request.meaning.closes).toBe(closes);
});

test.each([
  { why: 'both fields', text: `${LINE}${H}Connection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n`, upgrades: true },
  { why: 'the option is missing', text: `${LINE}${H}Upgrade: websocket\r\n\r\n`, upgrades: false },
  {
    why: 'another protocol',
    text: `${LINE}${H}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n`,
    upgrades: false,
  },
  {
    why: 'one of several protocols',
    text: `${LINE}${H}Connection: Upgrade\r\nUpgrade: h2c, websocket\r\n\r\n`,
    upgrades: false,
  },
])('WebSocket: $why', ({ text, upgrades }) => {
  expect(readRequest(text).request.meaning.upgrades).toBe(upgrades);
});
