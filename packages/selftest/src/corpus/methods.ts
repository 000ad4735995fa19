import { BLOCKED_PAGE, CASE, chunk, FREE_PAGE, HIDDEN, HIDDEN_ABSOLUTE, head, type Payload } from './payload.ts';

function method(name: string, expect: Payload['expect'], why: string, word: string, url: string = FREE_PAGE): Payload {
  return { name: `method-${name}`, why, expect, bytes: head(`${word} ${url} HTTP/1.1`, 'Host: mixed.selftest.test') };
}

function withBody(name: string, why: string, word: string): Payload {
  const bytes =
    head(`${word} ${FREE_PAGE} HTTP/1.1`, 'Host: mixed.selftest.test', `Content-Length: ${HIDDEN.length}`) + HIDDEN;
  return { name: `method-${name}-body`, why, expect: 'served', bytes };
}

function tunnel(name: string, expect: Payload['expect'], why: string, target: string, ...fields: string[]): Payload {
  const named = fields.length > 0 ? fields : [`Host: ${target}`];
  return { name: `connect-${name}`, why, expect, served: 0, bytes: head(`CONNECT ${target} HTTP/1.1`, ...named) };
}

/** Methods, known and unknown: RFC 9110 §9. */
const words: readonly Payload[] = [
  method('head', 'served', 'a control', 'HEAD'),
  method('head-blocked', 'blocked', 'HEAD of a blocked page', 'HEAD', BLOCKED_PAGE),
  method('delete', 'served', 'DELETE without a body', 'DELETE'),
  method('unknown', 'served', "an unknown method is the origin's business", 'FROBNICATE'),
  method('unknown-blocked', 'blocked', 'an unknown method on a blocked page', 'FROBNICATE', BLOCKED_PAGE),
  method('dash', 'served', 'a method with a dash', 'M-SEARCH'),
  method('token', 'safe', 'every token character', "!#$%&'*+-.^_`|~"),
  method('lower-case', 'safe', 'methods are case-sensitive: "get" is an unknown one', 'get'),
  method('lower-case-blocked', 'blocked', '"get" of a blocked page; lenient origins serve it', 'get', BLOCKED_PAGE),
  method('trace', 'refused', 'TRACE is switched off: it would echo credentials', 'TRACE'),
  method('long', 'safe', 'a method of 2000 letters', 'M'.repeat(2000)),
  method('colon', 'refused', 'a colon is no token character', 'GE:T'),
  method('comma', 'refused', 'nor is a comma', 'GET,POST'),
  method('nul', 'refused', 'nor is a NUL', 'GE\x00T'),
  method('obs-text', 'refused', 'nor is a byte above 0x7f', 'G\xc3\xabT'),
  method('empty', 'refused', 'no method', ''),
  method('digits', 'safe', 'digits are token characters', '123'),
  method('query', 'served', 'QUERY, a safe method with a body', 'QUERY'),
  withBody('delete', 'DELETE with a body: proxies that forward it without its framing split it in two', 'DELETE'),
  withBody('options', 'OPTIONS with a body', 'OPTIONS'),
  withBody('patch', 'PATCH with a body', 'PATCH'),
  withBody('unknown', 'an unknown method with a body', 'FROBNICATE'),
  withBody('propfind', 'PROPFIND with a body', 'PROPFIND'),
  {
    name: 'method-delete-chunked',
    why: 'DELETE with a chunked body',
    expect: 'served',
    bytes:
      head(`DELETE ${FREE_PAGE} HTTP/1.1`, 'Host: mixed.selftest.test', 'Transfer-Encoding: chunked') +
      chunk(HIDDEN) +
      '0\r\n\r\n',
  },
  {
    name: 'method-post-blocked',
    why: 'a POST to a blocked page: its body must not become the next request',
    expect: 'blocked',
    bytes:
      head(`POST ${BLOCKED_PAGE} HTTP/1.1`, 'Host: mixed.selftest.test', `Content-Length: ${HIDDEN_ABSOLUTE.length}`) +
      HIDDEN_ABSOLUTE,
  },
  {
    name: 'method-override',
    why: "X-HTTP-Method-Override is the origin's business",
    expect: 'served',
    bytes: head(
      `POST ${FREE_PAGE} HTTP/1.1`,
      'Host: mixed.selftest.test',
      'X-HTTP-Method-Override: DELETE',
      'Content-Length: 0',
    ),
  },
];

/** CONNECT in every form: RFC 9110 §9.3.6. */
const tunnels: readonly Payload[] = [
  tunnel('blocked', 'blocked', 'a tunnel to the blocked domain', 'blocked.selftest.test:443'),
  tunnel('blocked-child', 'blocked', 'a tunnel to a name below it', 'www.blocked.selftest.test:443'),
  tunnel('blocked-case-dot', 'blocked', 'the same in another spelling', 'BLOCKED.SelfTest.Test.:443'),
  tunnel('blocked-port-zeros', 'blocked', 'a port with zeros', 'blocked.selftest.test:0443'),
  tunnel(
    'blocked-host-innocent',
    'blocked',
    'an innocent Host',
    'blocked.selftest.test:443',
    'Host: mixed.selftest.test:443',
  ),
  tunnel(
    'innocent-host-blocked',
    'safe',
    'a blocked Host',
    'mixed.selftest.test:443',
    'Host: blocked.selftest.test:443',
  ),
  tunnel('innocent', 'safe', 'a tunnel to an innocent name', 'mixed.selftest.test:443'),
  tunnel('port-80', 'refused', 'a tunnel to the HTTP port would go around every path rule', 'mixed.selftest.test:80'),
  tunnel('port-22', 'refused', 'a port that is not open', 'mixed.selftest.test:22'),
  tunnel('port-huge', 'refused', '65536 + 443', 'mixed.selftest.test:65979'),
  tunnel('port-absent', 'refused', 'no port', 'mixed.selftest.test'),
  tunnel('port-empty', 'refused', 'an empty port', 'mixed.selftest.test:'),
  tunnel('host-empty', 'refused', 'no host', ':443'),
  tunnel('userinfo', 'refused', 'user information', 'mixed.selftest.test@blocked.selftest.test:443'),
  tunnel('path', 'refused', 'a path', '/blocked/'),
  tunnel('absolute', 'refused', 'an absolute URL', `http://mixed.selftest.test/free/${CASE}`),
  tunnel('authority-and-path', 'refused', 'a path after the authority', 'mixed.selftest.test:443/free'),
  tunnel('loopback', 'refused', 'the loopback address', '127.0.0.1:443'),
  tunnel('loopback-ipv6', 'refused', 'the loopback address of IPv6', '[::1]:443'),
  {
    name: 'connect-with-length',
    why: 'a CONNECT with a Content-Length: its body is tunnel, or body, or a request',
    expect: 'safe',
    served: 0,
    bytes:
      head(
        'CONNECT mixed.selftest.test:443 HTTP/1.1',
        'Host: mixed.selftest.test:443',
        `Content-Length: ${HIDDEN_ABSOLUTE.length}`,
      ) + HIDDEN_ABSOLUTE,
  },
  {
    name: 'connect-refused-then-request',
    why: 'the rest of a refused tunnel must not be read as a request that nobody meant',
    expect: 'refused',
    served: 0,
    bytes: head('CONNECT mixed.selftest.test:80 HTTP/1.1', 'Host: mixed.selftest.test:80') + HIDDEN,
  },
  {
    name: 'connect-lower-case',
    why: '"connect" is an unknown method, and its target no URL',
    expect: 'refused',
    served: 0,
    bytes: head('connect mixed.selftest.test:443 HTTP/1.1', 'Host: mixed.selftest.test:443'),
  },
  {
    name: 'connect-http10',
    why: 'CONNECT of HTTP/1.0',
    expect: 'blocked',
    served: 0,
    bytes: head('CONNECT blocked.selftest.test:443 HTTP/1.0'),
  },
];

/** Methods and tunnels. */
export const methods: readonly Payload[] = [...words, ...tunnels];
