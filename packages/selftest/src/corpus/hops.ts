import { chunk, FREE_PAGE, get, HIDDEN, head, type Payload, post } from './payload.ts';

function hop(name: string, expect: Payload['expect'], why: string, ...fields: readonly string[]): Payload {
  return { name: `hop-${name}`, why, expect, bytes: get(FREE_PAGE, ...fields) };
}

/** Fields that concern one hop only: RFC 9110 §7.6. */
export const hops: readonly Payload[] = [
  hop('close', 'served', 'a control', 'Connection: close'),
  hop('keep-alive', 'served', 'the old way', 'Connection: keep-alive', 'Keep-Alive: timeout=5'),
  hop('proxy-connection', 'served', 'what browsers send to proxies', 'Proxy-Connection: keep-alive'),
  hop('proxy-authorization', 'served', 'credentials for the proxy', 'Proxy-Authorization: Basic dXNlcjpwYXNz'),
  hop('te-trailers', 'served', 'the one TE that may be forwarded', 'TE: trailers', 'Connection: TE'),
  hop('te-list', 'served', 'a list of codings', 'TE: trailers, deflate;q=0.5', 'Connection: TE'),
  hop('trailer', 'served', 'an announcement of trailers', 'Trailer: X-Sum'),
  hop('nominated', 'served', 'a nominated field goes no further', 'Connection: X-Private', 'X-Private: a'),
  hop('nominated-case', 'served', 'nominations are case-insensitive', 'Connection: x-PRIVATE, close', 'X-Private: a'),
  hop('empty-members', 'safe', 'empty members of the list', 'Connection: ,, close ,'),
  hop('not-token', 'refused', 'a nomination that is no token', 'Connection: a b'),
  hop('quoted', 'refused', 'a quoted nomination', 'Connection: "close"'),
  hop('control', 'refused', 'a control character in the nomination', 'Connection: \x0bclose'),
  hop('nominates-host', 'safe', 'Host nominated: without it the origin would choose another site', 'Connection: Host'),
  hop('nominates-connection', 'safe', 'Connection nominates itself', 'Connection: Connection'),
  hop(
    'nominates-cookie',
    'safe',
    'an end-to-end field nominated (an attack on caches)',
    'Connection: Cookie',
    'Cookie: a=b',
  ),
  hop('two-connections', 'safe', 'keep-alive and close in two fields', 'Connection: keep-alive', 'Connection: close'),
  hop(
    'many',
    'safe',
    'a hundred nominations',
    `Connection: ${Array.from({ length: 100 }, (_, at) => `X-${at}`).join(', ')}`,
  ),
  hop('via', 'served', 'the Via of somebody else', 'Via: 1.1 other'),
  hop('max-forwards-get', 'served', 'Max-Forwards means nothing on GET', 'Max-Forwards: 0'),
  {
    name: 'hop-nominates-length',
    why: 'Content-Length nominated: a proxy that removes it leaves the body as the next request',
    expect: 'safe',
    bytes: post(['Connection: Content-Length', `Content-Length: ${HIDDEN.length}`], HIDDEN),
  },
  {
    name: 'hop-nominates-coding',
    why: 'Transfer-Encoding nominated: likewise',
    expect: 'safe',
    bytes: `${post(['Connection: Transfer-Encoding', 'Transfer-Encoding: chunked'], chunk(HIDDEN))}0\r\n\r\n`,
  },
  {
    name: 'hop-nominates-expect',
    why: 'Expect nominated',
    expect: 'safe',
    bytes: post(['Connection: Expect', 'Expect: 100-continue', 'Content-Length: 5'], 'hello'),
  },
  {
    name: 'hop-max-forwards-zero',
    why: 'Max-Forwards: 0 on OPTIONS: the proxy answers itself (RFC 9110 §7.6.2)',
    expect: 'safe',
    served: 0,
    bytes: head(`OPTIONS ${FREE_PAGE} HTTP/1.1`, 'Host: mixed.selftest.test', 'Max-Forwards: 0'),
  },
  {
    name: 'hop-max-forwards-malformed',
    why: 'Max-Forwards that is no number',
    expect: 'safe',
    bytes: head(`OPTIONS ${FREE_PAGE} HTTP/1.1`, 'Host: mixed.selftest.test', 'Max-Forwards: x'),
  },
  {
    name: 'hop-http10-keep-alive',
    why: 'keep-alive on HTTP/1.0 and a second request',
    expect: 'safe',
    served: 2,
    bytes:
      head(`GET ${FREE_PAGE}/1 HTTP/1.0`, 'Host: mixed.selftest.test', 'Connection: keep-alive') +
      get(`${FREE_PAGE}/2`),
  },
  {
    name: 'hop-folded-connection',
    why: 'a folded nomination',
    expect: 'refused',
    bytes: get(FREE_PAGE, 'Connection: close,', ' X-Private', 'X-Private: a'),
  },
];
