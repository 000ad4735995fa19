import {
  BLOCKED_PAGE,
  CASE,
  chunk,
  FREE_PAGE,
  get,
  HIDDEN,
  HIDDEN_ABSOLUTE,
  head,
  type Payload,
  post,
} from './payload.ts';

const page = (at: number): string => get(`${FREE_PAGE}/${at}`);
const early = `http://mixed.selftest.test/free/early/${CASE}`;
const websocket = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** Several requests on one connection: RFC 9112 §9.3. */
const sequences: readonly Payload[] = [
  { name: 'pipeline-two', why: 'a control: two pages', expect: 'served', served: 2, bytes: page(1) + page(2) },
  {
    name: 'pipeline-twenty',
    why: 'twenty pages at once',
    expect: 'served',
    served: 20,
    bytes: Array.from({ length: 20 }, (_, at) => page(at)).join(''),
  },
  {
    name: 'pipeline-blocked-middle',
    why: 'the second of three is blocked: the first is answered whole, the third is not served',
    expect: 'blocked',
    served: 1,
    bytes: page(1) + get(BLOCKED_PAGE) + page(3),
  },
  {
    name: 'pipeline-blocked-last',
    why: 'only the last of ten is blocked',
    expect: 'blocked',
    served: 9,
    bytes: Array.from({ length: 9 }, (_, at) => page(at)).join('') + get(BLOCKED_PAGE),
  },
  {
    name: 'pipeline-blocked-host-later',
    why: 'the second request is for a blocked domain: every request has its own host',
    expect: 'blocked',
    served: 1,
    bytes: page(1) + head(`GET http://blocked.selftest.test/${CASE} HTTP/1.1`, 'Host: blocked.selftest.test'),
  },
  {
    name: 'pipeline-other-host',
    why: 'the second request is for another innocent host',
    expect: 'served',
    served: 2,
    bytes: page(1) + head(`GET http://free.selftest.test/free/${CASE}/2 HTTP/1.1`, 'Host: free.selftest.test'),
  },
  {
    name: 'pipeline-malformed-later',
    why: 'the second request is malformed: the first is answered whole',
    expect: 'refused',
    served: 1,
    bytes: page(1) + head(`GET ${FREE_PAGE} HTTP/1.1`, 'Host : mixed.selftest.test'),
  },
  {
    name: 'pipeline-origin-form-later',
    why: 'the second request is in the form that only an origin takes',
    expect: 'refused',
    served: 1,
    bytes: page(1) + HIDDEN,
  },
  {
    name: 'pipeline-after-length-body',
    why: 'a blocked page right after a body',
    expect: 'blocked',
    served: 1,
    bytes: post(['Content-Length: 5'], 'hello') + get(BLOCKED_PAGE),
  },
  {
    name: 'pipeline-after-chunked-body',
    why: 'a blocked page right after a chunked body',
    expect: 'blocked',
    served: 1,
    bytes: `${post(['Transfer-Encoding: chunked'], chunk('hello'))}0\r\n\r\n${get(BLOCKED_PAGE)}`,
  },
  {
    name: 'pipeline-after-trailers',
    why: 'an innocent page right after a trailer section',
    expect: 'served',
    served: 2,
    bytes: `${post(['Transfer-Encoding: chunked'], chunk('hello'))}0\r\nX-Sum: 1\r\n\r\n${page(2)}`,
  },
  {
    name: 'pipeline-after-head',
    why: 'HEAD, then GET: the answer to HEAD announces a body that never comes',
    expect: 'served',
    served: 2,
    bytes: head(`HEAD ${FREE_PAGE}/1 HTTP/1.1`, 'Host: mixed.selftest.test') + page(2),
  },
  {
    name: 'pipeline-after-close',
    why: '"Connection: close" makes the first the last (RFC 9112 §9.6)',
    expect: 'safe',
    served: 1,
    bytes: get(`${FREE_PAGE}/1`, 'Connection: close') + HIDDEN_ABSOLUTE,
  },
  {
    name: 'pipeline-after-http10',
    why: 'HTTP/1.0 without keep-alive is the last as well',
    expect: 'safe',
    served: 1,
    bytes: head(`GET ${FREE_PAGE}/1 HTTP/1.0`, 'Host: mixed.selftest.test') + HIDDEN_ABSOLUTE,
  },
  {
    name: 'pipeline-empty-lines-between',
    why: 'empty lines between requests are ignored',
    expect: 'safe',
    served: 2,
    bytes: `${page(1)}\r\n\r\n${page(2)}`,
  },
  {
    name: 'pipeline-nul-between',
    why: 'a NUL between requests',
    expect: 'refused',
    served: 1,
    bytes: `${page(1)}\x00${page(2)}`,
  },
  {
    name: 'pipeline-early-answer-length',
    why: 'the origin answers before the body has come: the body is still body, not the next request',
    expect: 'safe',
    served: 1,
    bytes:
      head(`POST ${early} HTTP/1.1`, 'Host: mixed.selftest.test', `Content-Length: ${HIDDEN_ABSOLUTE.length}`) +
      HIDDEN_ABSOLUTE,
  },
  {
    name: 'pipeline-early-answer-unfinished',
    why: 'the origin answers early and the body never ends',
    expect: 'safe',
    served: 1,
    incomplete: true,
    bytes: head(`POST ${early} HTTP/1.1`, 'Host: mixed.selftest.test', 'Content-Length: 100000') + HIDDEN,
  },
];

/** Expect, Upgrade and the protocols behind it: RFC 9110 §7.8 and §10.1.1. */
const switches: readonly Payload[] = [
  {
    name: 'expect-continue',
    why: 'the client does not wait for the 100: legal',
    expect: 'served',
    bytes: post(['Expect: 100-continue', 'Content-Length: 5'], 'hello'),
  },
  {
    name: 'expect-continue-chunked',
    why: 'the same with a chunked body',
    expect: 'served',
    bytes: `${post(['Expect: 100-continue', 'Transfer-Encoding: chunked'], chunk('hello'))}0\r\n\r\n`,
  },
  {
    name: 'expect-continue-blocked',
    why: 'a blocked page answers at once: no 100, and the body is no request',
    expect: 'blocked',
    bytes:
      head(
        `POST ${BLOCKED_PAGE} HTTP/1.1`,
        'Host: mixed.selftest.test',
        'Expect: 100-continue',
        `Content-Length: ${HIDDEN.length}`,
      ) + HIDDEN,
  },
  {
    name: 'expect-continue-get',
    why: 'Expect without a body',
    expect: 'safe',
    bytes: get(FREE_PAGE, 'Expect: 100-continue'),
  },
  {
    name: 'expect-unknown',
    why: "an unknown expectation (417, or the origin's business)",
    expect: 'safe',
    bytes: post(['Expect: 200-ok', 'Content-Length: 5'], 'hello'),
  },
  {
    name: 'expect-twice',
    why: 'two expectations',
    expect: 'safe',
    bytes: post(['Expect: 100-continue', 'Expect: x', 'Content-Length: 5'], 'hello'),
  },
  {
    name: 'upgrade-websocket-ignored',
    why: 'the origin ignores the upgrade: the connection stays HTTP, and the next request is judged',
    expect: 'blocked',
    served: 1,
    bytes: get(FREE_PAGE, ...websocket) + HIDDEN_ABSOLUTE,
  },
  {
    name: 'upgrade-websocket-ignored-origin-form',
    why: 'the same with a request that only an origin takes: tunnelled blindly, it would be served',
    expect: 'refused',
    served: 1,
    bytes: get(FREE_PAGE, ...websocket) + HIDDEN,
  },
  {
    name: 'upgrade-unknown',
    why: 'an upgrade to an unknown protocol, ignored by the origin',
    expect: 'refused',
    served: 1,
    bytes: get(FREE_PAGE, 'Connection: Upgrade', 'Upgrade: frobnicate/1') + HIDDEN,
  },
  {
    name: 'upgrade-h2c',
    why: 'h2c: after the 101 no filter of HTTP/1 sees a request; the offer must not reach the origin',
    expect: 'safe',
    bytes: get(FREE_PAGE, 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
  },
  {
    name: 'upgrade-h2c-then-request',
    why: 'h2c and a hidden request',
    expect: 'refused',
    served: 1,
    bytes:
      get(FREE_PAGE, 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__') +
      HIDDEN,
  },
  {
    name: 'upgrade-h2c-unannounced',
    why: 'Upgrade without Connection: reverse proxies have forwarded it',
    expect: 'safe',
    bytes: get(FREE_PAGE, 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
  },
  {
    name: 'upgrade-blocked',
    why: 'an upgrade of a blocked page is judged by its handshake',
    expect: 'blocked',
    bytes: get(BLOCKED_PAGE, ...websocket),
  },
  {
    name: 'upgrade-with-body',
    why: 'an upgrade on a POST with a body that holds a request',
    expect: 'safe',
    bytes: post(['Connection: Upgrade', 'Upgrade: websocket', `Content-Length: ${HIDDEN.length}`], HIDDEN),
  },
];

/** Sequences and switches. */
export const pipelines: readonly Payload[] = [...sequences, ...switches];
