import { type AddressInfo, createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MORE, WHOLE } from '../../src/bytes/reader-result.ts';
import { NOT_TLS, SSLV2 } from '../../src/hello/outcome.ts';
import { RecordReader } from '../../src/hello/record-reader.ts';
import { DEFAULT_LIMITS } from '../../src/settings/limits.ts';
import {
  clientHello,
  ECH,
  GREASE,
  helloMessage,
  inRecords,
  KEY_SHARE,
  nameEntry,
  serverName,
  sized,
} from '../support/hello.ts';
import { bytesOf, nameOf } from '../support/reading.ts';

/** Has read whatever the tests before have given it. */
const used = new RecordReader(DEFAULT_LIMITS);

/** Reads the bytes in the given pieces; what was found, as plain data. A reader that is used again finds the same. */
function readInPieces(bytes: Buffer, cuts: readonly number[]): unknown {
  const found = readBy(new RecordReader(DEFAULT_LIMITS), bytes, cuts);
  used.reset();
  expect(readBy(used, bytes, cuts)).toEqual(found);
  used.follow();
  return found;
}

function readBy(reader: RecordReader, bytes: Buffer, cuts: readonly number[]): unknown {
  let result = MORE;
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    result = reader.read(bytes, start, end);
    start = end;
    if (result !== MORE) break;
  }
  if (result === NOT_TLS) return 'not-tls';
  if (result === SSLV2) return 'sslv2';
  if (result !== WHOLE) return nameOf(result);
  const { name, nameLength, hasName, nameTooLong, hasEch } = reader.hello;
  return { name: hasName ? Buffer.from(name).toString('latin1', 0, nameLength) : undefined, nameTooLong, hasEch };
}

const found = (name: string | undefined, more: object = {}): object => ({
  name,
  nameTooLong: false,
  hasEch: false,
  ...more,
});
const NAME = serverName(nameEntry('a.example'));
const hello = (...extensions: Parameters<typeof helloMessage>[0] & object): Buffer =>
  inRecords(helloMessage(extensions));

/** One record of `type` around the given bytes. */
function record(type: number, ...payload: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from([type, 3, 1]), sized(Buffer.from(payload))]);
}
/** A message in a single record, however long. */
function longRecord(message: Buffer): Buffer {
  return Buffer.concat([Buffer.from([22, 3, 1]), sized(message)]);
}

const table: readonly { readonly why: string; readonly bytes: Buffer; readonly want: unknown }[] = [
  { why: 'a name', bytes: hello(NAME), want: found('a.example') },
  {
    why: 'a name among GREASE, after a post-quantum key share',
    bytes: hello(GREASE, KEY_SHARE, NAME, GREASE),
    want: found('a.example'),
  },
  { why: 'records of a single byte', bytes: inRecords(helloMessage([NAME]), 1), want: found('a.example') },
  {
    why: 'a large hello in records of 20 bytes: servers read it',
    bytes: inRecords(helloMessage([KEY_SHARE, NAME]), 20),
    want: found('a.example'),
  },
  {
    why: 'an empty handshake record first: OpenSSL passes over it',
    bytes: Buffer.concat([record(22), hello(NAME)]),
    want: found('a.example'),
  },
  {
    why: 'empty handshake records between the pieces',
    bytes: Buffer.concat([
      inRecords(helloMessage([NAME]).subarray(0, 9)),
      record(22),
      inRecords(helloMessage([NAME]).subarray(9)),
    ]),
    want: found('a.example'),
  },
  {
    why: 'a record of another version: RFC 8446 says to ignore it, and Go does',
    bytes: inRecords(helloMessage([NAME]), 16_384, [4, 1]),
    want: found('a.example'),
  },
  {
    why: 'a warning before the hello: Go passes over it',
    bytes: Buffer.concat([record(21, 1, 112), hello(NAME)]),
    want: found('a.example'),
  },
  {
    why: 'a change_cipher_spec before the hello: GnuTLS passes over it',
    bytes: Buffer.concat([record(20, 1), hello(NAME)]),
    want: found('a.example'),
  },
  {
    why: 'many of all of them',
    bytes: Buffer.concat([
      ...Array.from({ length: 50 }, () => [record(21, 1, 0), record(20, 1), record(22)]).flat(),
      hello(NAME),
    ]),
    want: found('a.example'),
  },
  {
    why: 'a record of more than 2^14 bytes: some allow for the expansion of ciphers',
    bytes: longRecord(helloMessage([KEY_SHARE, { type: 21, data: Buffer.alloc(16_000) }, NAME])),
    want: found('a.example'),
  },
  { why: 'records of four bytes', bytes: inRecords(helloMessage([NAME]), 4), want: found('a.example') },
  { why: 'no extensions at all', bytes: inRecords(helloMessage(undefined)), want: found(undefined) },
  { why: 'an empty block of extensions', bytes: hello(), want: found(undefined) },
  { why: 'extensions without a name', bytes: hello(GREASE, KEY_SHARE), want: found(undefined) },
  {
    why: 'encrypted_client_hello beside the outer name',
    bytes: hello(ECH, NAME),
    want: found('a.example', { hasEch: true }),
  },
  { why: 'an empty list of names', bytes: hello(serverName()), want: found(undefined) },
  { why: 'an empty name', bytes: hello(serverName(nameEntry(''))), want: found('') },
  { why: 'a name of another type', bytes: hello(serverName(nameEntry('x', 7))), want: found(undefined) },
  {
    why: 'a name of another type before the host name',
    bytes: hello(serverName(nameEntry('x', 7), nameEntry('a.example'))),
    want: found('a.example'),
  },
  {
    why: 'an empty name of another type',
    bytes: hello(serverName(nameEntry('', 7), nameEntry('a.example'))),
    want: found('a.example'),
  },
  { why: 'a name of 255 bytes', bytes: hello(serverName(nameEntry('n'.repeat(255)))), want: found('n'.repeat(255)) },
  {
    why: 'a name of 256 bytes',
    bytes: hello(serverName(nameEntry('n'.repeat(256)))),
    want: found('', { nameTooLong: true }),
  },
  {
    why: 'bytes in a name that no host has',
    bytes: hello(serverName(nameEntry(Buffer.from('a\0b\xff', 'latin1')))),
    want: found('a\0b\xff'),
  },
  {
    why: 'two host names in one list',
    bytes: hello(serverName(nameEntry('a.example'), nameEntry('b.example'))),
    want: 'hello-malformed',
  },
  {
    why: 'two server_name extensions',
    bytes: hello(NAME, serverName(nameEntry('b.example'))),
    want: 'hello-malformed',
  },
  {
    why: 'a list that is shorter than its extension',
    bytes: hello({ type: 0, data: Buffer.concat([NAME.data, Buffer.from([0])]) }),
    want: 'hello-malformed',
  },
  {
    why: 'a list that is longer than its extension',
    bytes: hello({ type: 0, data: Buffer.from([0, 9, 0, 0, 1, 65]) }),
    want: 'hello-malformed',
  },
  {
    why: 'a name that is longer than its list',
    bytes: hello({ type: 0, data: sized(Buffer.from([0, 0, 9, 65])) }),
    want: 'hello-malformed',
  },
  {
    why: 'an extension of no bytes that should hold names',
    bytes: hello({ type: 0, data: Buffer.alloc(0) }),
    want: 'hello-malformed',
  },
  { why: 'bytes after the extensions', bytes: inRecords(helloMessage([NAME], 'x')), want: 'hello-malformed' },
  {
    why: 'an alert where the hello should go on',
    bytes: Buffer.concat([inRecords(helloMessage([NAME]).subarray(0, 20)), Buffer.from([21, 3, 1, 0, 2, 1, 0])]),
    want: 'hello-malformed',
  },
  { why: 'another handshake message', bytes: inRecords(Buffer.from([2, 0, 0, 1, 0])), want: 'not-tls' },
  {
    why: 'another message behind an empty record',
    bytes: Buffer.concat([record(22), inRecords(Buffer.from([0, 0, 0, 0]))]),
    want: 'not-tls',
  },
  {
    why: 'a first byte as of a warning, and too much behind it',
    bytes: Buffer.from([21, 3, 1, 1, 0, 1]),
    want: 'not-tls',
  },
  { why: 'application data first', bytes: record(23, 1, 2), want: 'not-tls' },
  {
    why: 'no record behind a warning',
    bytes: Buffer.concat([record(21, 1, 0), bytesOf('GET /')]),
    want: 'hello-malformed',
  },
  { why: 'a message of more than 64 KiB', bytes: inRecords(Buffer.from([1, 1, 0, 1, 0])), want: 'hello-too-large' },
  { why: 'SSLv2 framing', bytes: Buffer.from([0x80, 46, 1, 3, 1, 0, 21]), want: 'sslv2' },
  { why: 'a high first byte of something else', bytes: Buffer.from([0x80, 46, 2, 3, 1]), want: 'not-tls' },
  { why: 'HTTP in the tunnel', bytes: bytesOf('GET / HTTP/1.1\r\n'), want: 'not-tls' },
  { why: 'SSH in the tunnel', bytes: bytesOf('SSH-2.0-x\r\n'), want: 'not-tls' },
];

test.each(table)('$why', ({ bytes, want }) => {
  expect(readInPieces(bytes, [])).toEqual(want);
});

test.each(table)('the same at every split: $why', ({ bytes, want }) => {
  for (let cut = 0; cut <= bytes.length; cut += 1) expect(readInPieces(bytes, [cut])).toEqual(want);
});

test.each(table)('the same byte by byte: $why', ({ bytes, want }) => {
  expect(
    readInPieces(
      bytes,
      Array.from({ length: bytes.length }, (_, i) => i),
    ),
  ).toEqual(want);
});

test('wants more for every proper prefix of a hello', () => {
  const bytes = clientHello('a.example');
  for (let end = 1; end < bytes.length; end += 1) expect(readInPieces(bytes.subarray(0, end), [])).toBe('more');
});

test('stops at 64 KiB, however they come', () => {
  const endless = inRecords(Buffer.concat([Buffer.from([1, 0, 0xff, 0xff]), Buffer.alloc(70_000, 0)]), 8192);
  expect(readInPieces(endless, [])).toMatch(/hello-(too-large|malformed)/);
});

test('is total: damaged hellos end in one of the words, the same in one piece and in two', () => {
  const whole = hello(GREASE, NAME, ECH);
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) }), { maxLength: 3 }),
      fc.nat(whole.length),
      (damages, cut) => {
        const bytes = Buffer.from(whole);
        for (const { at, byte } of damages) bytes[at] = byte;
        expect(readInPieces(bytes, [cut])).toEqual(readInPieces(bytes, []));
      },
    ),
    { seed: 0x5eed, numRuns: 20_000 },
  );
});

test("reads the name from this machine's own OpenSSL", async () => {
  const bytes = await new Promise<Buffer>((resolve) => {
    const server = createServer((socket) => {
      const pieces: Buffer[] = [];
      socket.on('error', () => {});
      socket.on('data', (piece: Buffer) => pieces.push(piece));
      socket.on('end', () => {
        server.close();
        socket.end();
        resolve(Buffer.concat(pieces));
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const client = connectTls({ port, host: '127.0.0.1', servername: 'real.example' });
      client.on('error', () => {});
      client.once('connect', () => setImmediate(() => client.end().destroySoon()));
    });
  });
  expect(readInPieces(bytes, [])).toEqual(found('real.example'));
});
