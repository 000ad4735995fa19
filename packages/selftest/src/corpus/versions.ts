import { BLOCKED_PAGE, CASE, FREE_PAGE, get, HIDDEN, head, type Payload } from './payload.ts';

/** A PROXY protocol header of version 2 for IPv4, with made-up addresses. */
const PREAMBLE = `\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c${'\x01'.repeat(12)}`;
const RTSP = head(
  `DESCRIBE rtsp://mixed.selftest.test/blocked/${CASE} RTSP/1.0`,
  'CSeq: 1',
  'Host: mixed.selftest.test',
);

/** A GET of the innocent page under another version. */
function version(name: string, why: string, text: string, expect: Payload['expect'] = 'refused'): Payload {
  return { name: `version-${name}`, why, expect, bytes: head(`GET ${FREE_PAGE} ${text}`, 'Host: mixed.selftest.test') };
}

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** Versions, and first bytes that are not HTTP/1 at all: RFC 9112 §2.3, RFC 9113 §3.4. */
export const versions: readonly Payload[] = [
  version('1.0', 'a control: HTTP/1.0', 'HTTP/1.0', 'served'),
  version('1.2', 'a higher minor version: may be read as 1.1 or refused', 'HTTP/1.2', 'safe'),
  version('1.9', 'the highest minor version', 'HTTP/1.9', 'safe'),
  version('1.10', 'two digits: not the grammar', 'HTTP/1.10'),
  version('01.1', 'a leading zero', 'HTTP/01.1'),
  version('1.01', 'a zero inside', 'HTTP/1.01'),
  version('0.9', 'version 0.9 with fields', 'HTTP/0.9'),
  version('2.0', 'another major version (505)', 'HTTP/2.0'),
  version('3.0', 'another one', 'HTTP/3.0'),
  version('comma', 'a comma for the point', 'HTTP/1,1'),
  version('lower-case', 'the name is case-sensitive (RFC 9112 §2.3)', 'http/1.1'),
  version('https', 'another protocol name', 'HTTPS/1.1'),
  version('icy', 'the protocol of radio streams', 'ICY/1.1'),
  version('trailing-space', 'a space after the version', 'HTTP/1.1 '),
  version('trailing-word', 'a word after the version', 'HTTP/1.1 x'),
  version('three-numbers', 'three numbers', 'HTTP/1.1.1'),
  version('no-numbers', 'no numbers', 'HTTP/'),
  version('letters', 'letters for numbers', 'HTTP/a.b'),
  version('nul', 'a NUL after the version', 'HTTP/1.1\x00'),
  {
    name: 'version-absent',
    why: 'HTTP/0.9: no version, no fields, no Host; the answer would have no head either',
    expect: 'refused',
    bytes: `GET ${FREE_PAGE}\r\n\r\n`,
  },
  {
    name: 'version-absent-blocked',
    why: 'HTTP/0.9 for a blocked page',
    expect: 'refused',
    bytes: `GET ${BLOCKED_PAGE}\r\n`,
  },
  {
    name: 'version-absent-with-fields',
    why: 'no version, but fields',
    expect: 'refused',
    bytes: head(`GET ${FREE_PAGE}`, 'Host: mixed.selftest.test'),
  },
  {
    name: 'version-absent-then-request',
    why: 'HTTP/0.9, then a request on the same connection',
    expect: 'refused',
    bytes: `GET ${FREE_PAGE}\r\n${HIDDEN}`,
  },
  { name: 'preface-http2', why: 'HTTP/2 with prior knowledge', expect: 'refused', bytes: PREFACE },
  {
    name: 'preface-http2-settings',
    why: 'the preface and an empty SETTINGS frame',
    expect: 'refused',
    bytes: `${PREFACE}\x00\x00\x00\x04\x00\x00\x00\x00\x00`,
  },
  {
    name: 'preface-http2-after-request',
    why: 'the preface after an innocent request',
    expect: 'refused',
    served: 1,
    bytes: get(FREE_PAGE) + PREFACE,
  },
  {
    name: 'preface-as-request',
    why: 'PRI with an absolute target: an unknown method like any other, or the refusal of a reserved one',
    expect: 'safe',
    bytes: head(`PRI ${FREE_PAGE} HTTP/1.1`, 'Host: mixed.selftest.test'),
  },
  {
    name: 'preface-tls-hello',
    why: 'a TLS ClientHello on the HTTP port',
    expect: 'refused',
    bytes: `\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03${'\x2a'.repeat(32)}\x00\x00\x02\x13\x01\x01\x00\x00\x00`,
  },
  { name: 'preface-ssh', why: 'an SSH banner', expect: 'refused', bytes: 'SSH-2.0-OpenSSH_9.2\r\n' },
  { name: 'preface-socks5', why: 'a SOCKS5 greeting', expect: 'refused', bytes: `\x05\x01\x00\r\n\r\n${CASE}` },
  { name: 'preface-binary', why: 'bytes of no protocol', expect: 'refused', bytes: '\x00\xff\xfe\x80\x01\r\n\r\n' },
  {
    name: 'preface-proxy-protocol',
    why: 'a PROXY protocol line that nobody configured, before a listed page: a server may be told to expect one',
    expect: 'blocked',
    bytes: `PROXY TCP4 192.0.2.1 192.0.2.2 1 80\r\n${get(BLOCKED_PAGE)}`,
  },
  {
    name: 'preface-proxy-protocol-2',
    why: 'the same in the binary form of version 2',
    expect: 'blocked',
    bytes: PREAMBLE + get(BLOCKED_PAGE),
    intercepted: PREAMBLE + get(`/blocked/${CASE}`),
  },
  {
    name: 'preface-long-banner',
    why: 'an SSH banner, longer than one may be, that is a request to whoever takes any word for a method',
    expect: 'blocked',
    bytes: head(`SSH-X ${BLOCKED_PAGE}?${'a'.repeat(300)} HTTP/1.1`, 'Host: mixed.selftest.test'),
  },
  {
    name: 'preface-rtsp',
    why: "RTSP for a listed page: Node's server answers it like HTTP",
    expect: 'blocked',
    bytes: RTSP,
    intercepted: RTSP,
  },
  {
    name: 'preface-icecast',
    why: "a listed page asked for with Icecast's method and version: Node's server takes it for HTTP/1.0",
    expect: 'blocked',
    bytes: head(`SOURCE ${BLOCKED_PAGE} ICE/1.0`, 'Host: mixed.selftest.test'),
    intercepted: head(`SOURCE /blocked/${CASE} ICE/1.0`, 'Host: mixed.selftest.test'),
  },
  {
    name: 'preface-response',
    why: 'a response in the wrong direction',
    expect: 'refused',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  },
];
