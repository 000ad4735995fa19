/** What may come before a request: empty lines, PROXY protocol headers, other protocols' first words. */
import type { Random } from '@netvakt/fixtures';
import { type Form, randomText } from './form.ts';
import type { RequestDraft } from './request-draft.ts';

const SIGNATURE_V2 = '\r\n\r\n\0\r\nQUIT\n';

/** A PROXY protocol header of version 2, for TCP over IPv4 unless `family` overrides this, with `more` behind the addresses. */
export function preambleV2(more = '', command = 0x21, family = 0x11): string {
  const payload = `${'\x7f\0\0\x01'.repeat(2)}\x9c\x40\0\x50${more}`;
  const length = String.fromCharCode(payload.length >> 8, payload.length & 255);
  return `${SIGNATURE_V2}${String.fromCharCode(command, family)}${length}${payload}`;
}

export const PREAMBLE_V1 = 'PROXY TCP4 192.0.2.1 192.0.2.2 40000 80\r\n';

/** A header of either version, as any client may make one up. */
export function anyPreamble(random: Random): string {
  if (random.chance(0.5))
    return preambleV2(randomText(random, 0, 40), random.pick([0x20, 0x21]), random.pick([0, 0x11, 0x12]));
  const rest = random.pick([
    'TCP4 192.0.2.1 192.0.2.2 1 2',
    'UNKNOWN',
    'TCP6 ::1 ::1 1 2',
    `UNKNOWN ${'x'.repeat(random.below(80))}`,
  ]);
  return `PROXY ${rest}\r\n`;
}

const BLANKS = ['\t', ' ', '\x0b', '\x0c', '\r', '\x1c', '\x1d', '\x1e', '\x1f', '\x85', '\xa0'] as const;

/** Blanks to some reader of Latin-1 text. */
export function anyBlanks(random: Random): string {
  return Array.from({ length: random.between(1, 3) }, () => random.pick(BLANKS)).join('');
}

const preamble = (name: string, text: (random: Random) => string): Form<RequestDraft> => ({
  name,
  group: 'preamble',
  write: (draft, random) => {
    draft.preamble = text(random);
  },
});

const OTHER_LINES: readonly (readonly [name: string, line: string])[] = [
  ['SMTP', 'EHLO client.test\r\n'],
  ['SSH', 'SSH-2.0-client\r\n'],
  ['IRC', 'NICK client\r\nUSER client 0 * :client\r\n'],
  ['RTSP', 'OPTIONS rtsp://demo.test/ RTSP/1.0\r\nCSeq: 1\r\n\r\n'],
  ['SIP', 'REGISTER sip:demo.test SIP/2.0\r\n\r\n'],
  ['memcached', 'get key\r\n'],
  ['NATS', 'CONNECT {"verbose":false}\r\nPING\r\n'],
  ['Gnutella', 'GNUTELLA CONNECT/0.6\r\n\r\n'],
  ['Icecast', 'SOURCE /mount ICE/1.0\r\nHost: demo.test\r\n\r\n'],
  ['git', '0032git-upload-pack /project.git\0host=demo.test\0'],
  ['Redis', '*1\r\n$4\r\nPING\r\n'],
  ['XMPP', "<stream:stream to='demo.test'>\r\n"],
  ['SOCKS 4', '\x04\x01\0\x50\x7f\0\0\x01\0'],
  ['SOCKS 5', '\x05\x01\0'],
  ['SSLv2', '\x80\x2e\x01\x03\x01\0\x15\0\0\0\x10'],
  ['a TLS alert', '\x15\x03\x03\0\x02\x01\0'],
  ['an empty TLS record', '\x16\x03\x01\0\0'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['HTTP, free', 'GET / HTTP/1.1\r\nHost: demo.test\r\n\r\n'],
  ['three words', 'X y Z/1.0\r\n\r\n'],
  ['HTTP/0.9, free', 'GET /\r\n'],
];

const before = (name: string, text: (random: Random) => string): Form<RequestDraft> => ({
  name,
  group: 'before',
  write: (draft, random) => {
    draft.before = text(random);
  },
});

export const FIRST_BYTES: readonly Form<RequestDraft>[] = [
  before('an empty line before', () => '\r\n'),
  before('many empty lines before', (random) => '\r\n'.repeat(random.between(2, 200))),
  before('a bare line feed before', (random) => '\n'.repeat(random.between(1, 5))),
  before('a bare carriage return before', (random) => '\r'.repeat(random.between(1, 5))),
  before('a line of blanks before', (random) => `${anyBlanks(random)}\r\n`),
  before('blanks before the method', anyBlanks),
  preamble('a PROXY header, version 1', () => PREAMBLE_V1),
  preamble('a PROXY header, version 2', () => preambleV2()),
  preamble('any PROXY header', anyPreamble),
  preamble('two PROXY headers', (random) => anyPreamble(random) + anyPreamble(random)),
  before('a byte order mark', () => '\xef\xbb\xbf'),
  before('a NUL byte before', () => '\0'),
  before('some bytes before', (random) => randomText(random, 1, 12)),
  before('some line before', (random) => `${randomText(random, 1, 300)}\r\n`),
  ...OTHER_LINES.map(([name, line]) => before(`${name} before`, () => line)),
];
