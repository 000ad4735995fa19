/** What the mutants descend from, in addition to the laboratory's requests. */
import {
  clientHello,
  ECH,
  GREASE,
  helloMessage,
  inRecords,
  KEY_SHARE,
  nameEntry,
  serverName,
} from '../test/support/hello.ts';
import { cryptoFrame, initial, packet, V2 } from '../test/support/initial.ts';

function latin1(...texts: readonly string[]): Buffer[] {
  return texts.map((text) => Buffer.from(text, 'latin1'));
}

const OK = 'HTTP/1.1 200 OK\r\n';

export const RESPONSE_HEADS: readonly Buffer[] = latin1(
  `${OK}Content-Length: 5\r\n\r\nhello`,
  `${OK}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n`,
  `${OK}transfer-encoding: gzip, chunked\r\n\r\n`,
  `${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\n`,
  `${OK}Content-Length : 5\r\n folded\r\n\r\n`,
  'HTTP/1.0 304 Not Modified\r\nConnection: keep-alive, x\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n',
  'HTTP/1.1 099 X\r\n\r\n',
  'HTTP/1.1 204\nContent-Length: 0\n\n',
);

export const CHUNKED_BODIES: readonly Buffer[] = latin1(
  '5\r\nhello\r\n0\r\n\r\n',
  '5;a=b;c="d\\"e"\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n',
  '000\r\n\r\nGET / HTTP/1.1\r\n',
  'fffffffffff\r\n',
  '1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0;x\r\nContent-Length: 1\r\n\r\n',
);

export const HELLOS: readonly Buffer[] = [
  clientHello('shop.test'),
  inRecords(helloMessage([GREASE, serverName(nameEntry('shop.test')), ECH]), 7),
  inRecords(helloMessage([serverName(nameEntry('a.test'), nameEntry('b.test', 1))])),
  inRecords(helloMessage([KEY_SHARE, GREASE])),
  inRecords(helloMessage(undefined)),
  Buffer.from('802e0100020015000000100100800300800700c0060040020080040080', 'hex'),
];

const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';

export const PROXY_HEADERS: readonly Buffer[] = latin1(
  'PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\nGET / HTTP/1.1\r\n',
  'PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n',
  'PROXY UNKNOWN\r\n',
  `${SIGNATURE}\x21\x11\x00\x0c\xc0\x00\x02\x01\xc6\x33\x64\x01\xdc\x04\x01\xbb`,
  `${SIGNATURE}\x20\x00\x00\x00GET`,
  `${SIGNATURE}\x21\x21\x00\x24${'\x20\x01\x0d\xb8'.repeat(8)}\x00\x50\x01\xbb`,
  `${SIGNATURE}\x21\x11\x00\x14\xc0\x00\x02\x01\xc6\x33\x64\x01\xdc\x04\x01\xbb\x04\x00\x05hello`,
);

export const HELLO_MESSAGES: readonly Buffer[] = [
  helloMessage([GREASE, serverName(nameEntry('shop.test')), ECH]),
  helloMessage([KEY_SHARE, serverName(nameEntry('a.test'), nameEntry('b.test', 1))]),
  Buffer.concat([helloMessage([serverName(nameEntry('a.test'))]), helloMessage([serverName(nameEntry('b.test'))])]),
  helloMessage(undefined),
];

const HELLO = helloMessage([GREASE, serverName(nameEntry('shop.test'))]);

/** The frames of Initial packets, in clear. */
export const QUIC_FRAMES: readonly Buffer[] = [
  cryptoFrame(HELLO),
  Buffer.concat([
    cryptoFrame(HELLO, 40),
    Buffer.from([1, 0, 0]),
    cryptoFrame(HELLO, 0, 60),
    Buffer.from([2, 0, 0, 0, 0]),
  ]),
  Buffer.from([3, 9, 0, 1, 0, 0, 0, 1, 2, 3, 0x1c, 0, 6, 3, 65, 66, 67]),
  Buffer.concat([Buffer.from([0x40, 6]), cryptoFrame(HELLO, 1).subarray(1)]),
];

export const DATAGRAMS: readonly Buffer[] = [
  initial(cryptoFrame(HELLO)),
  initial(cryptoFrame(HELLO), { version: V2, token: Buffer.alloc(20, 3), source: Buffer.alloc(8, 4) }),
  Buffer.concat([
    packet(cryptoFrame(HELLO, 0, 30)),
    packet(Buffer.alloc(9), { type: 1 }),
    initial(cryptoFrame(HELLO, 30), { number: 1 }),
  ]),
  Buffer.concat([packet(Buffer.alloc(20), { type: 2 }), Buffer.alloc(40, 0x41)]),
];
