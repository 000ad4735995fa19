/** What every reader of the wire costs, in bytes that are looked at: linear for whatever comes, however it is cut. */
import { expect, test } from '@jest/globals';
import { countedBytes } from '@netvakt/testing';
import { ChunkTracker } from '../../src/body/chunk-tracker.ts';
import { MORE, WHOLE } from '../../src/bytes/reader-result.ts';
import { ListCursor } from '../../src/bytes/text.ts';
import { HeadReader } from '../../src/head/head-reader.ts';
import { Request } from '../../src/head/request.ts';
import { RecordReader } from '../../src/hello/record-reader.ts';
import { ResponseHead } from '../../src/response/response-head.ts';
import { DEFAULT_LIMITS } from '../../src/settings/limits.ts';

const LIMITS = { ...DEFAULT_LIMITS, headBytes: 1 << 20, headFields: 2000, targetBytes: 1 << 20, helloBytes: 1 << 20 };
const UNBOUNDED = { responseHeadBytes: 1 << 30, responseHeadLines: 1 << 30 };
const GET = 'GET /';
const REST = ' HTTP/1.1\r\nHost: a.example\r\n';

/** A reader, and hostile bytes that it is given: `repeated` as often as a test wants. */
interface Subject {
  readonly why: string;
  readonly before: string;
  readonly repeated: string;
  readonly after?: string;
  /** Reads `bytes[0, end)` for each of the ends, one after the other. */
  readonly read: (bytes: Buffer, ends: readonly number[]) => void;
}

function readHead(bytes: Buffer, ends: readonly number[]): void {
  const head = new HeadReader(LIMITS);
  let code = MORE;
  for (const end of ends) if (code === MORE) code = head.read(bytes, end);
  if (code !== WHOLE) return;
  const request = new Request(head, LIMITS.headFields);
  request.read(head, bytes, Buffer.from('edge'));
  request.readIntercepted(head, bytes);
}

function following(reader: { follow(bytes: Buffer, start: number, end: number): number }): Subject['read'] {
  return (bytes, ends) => {
    let start = 0;
    for (const end of ends) {
      if (reader.follow(bytes, start, end) === -2) return;
      start = end;
    }
  };
}

function readRecords(bytes: Buffer, ends: readonly number[]): void {
  const reader = new RecordReader(LIMITS);
  let [code, start] = [MORE, 0];
  for (const end of ends) {
    if (code === MORE) code = reader.read(bytes, start, end);
    start = end;
  }
}

function walkList(bytes: Buffer): void {
  const list = new ListCursor().over(bytes, 0, bytes.length);
  while (list.next());
}

const head = (why: string, before: string, repeated: string, after = '\r\n'): Subject => ({
  why,
  before,
  repeated,
  after,
  read: readHead,
});

const SUBJECTS: readonly Subject[] = [
  head('a long target', GET, '%%4', `${REST}\r\n`),
  head('a target of schemes', 'GET ', 'http:', `${REST}\r\n`),
  head('a target of at signs', 'GET http://', 'a@', `${REST}\r\n`),
  head('empty lines first', '', '\r\n', `${GET}${REST}\r\n`),
  head('many fields', GET + REST, 'x: y\r\n'),
  head('blanks around a value', `${GET}${REST}x:`, ' ', '\r\n\r\n'),
  head('blanks in a value', `${GET}${REST}x: a`, ' \t', 'a\r\n\r\n'),
  head('options of a connection', `${GET}${REST}Connection: a`, ',a', '\r\n\r\n'),
  head('empty options', `${GET}${REST}Connection: a`, ', ', '\r\n\r\n'),
  head('lines of options', GET + REST, 'Connection: close, keep-alive, aaaaaaaaab\r\naaaaaaaaaa: b\r\n'),
  head('ways of a Via', `${GET}${REST}Via: 1.1 a`, ', 1.1   b', '\r\n\r\n'),
  head('protocols of an Upgrade', `${GET}${REST}Upgrade: a`, ', h2', '\r\n\r\n'),
  head('codings', `POST /${REST}Transfer-Encoding: a`, ', chunked', '\r\n\r\n'),
  { why: 'chunks of one byte', before: '', repeated: '1\r\nx\r\n', read: following(new ChunkTracker()) },
  { why: 'an extension', before: '1;', repeated: '"\\"', read: following(new ChunkTracker()) },
  { why: 'trailers', before: '0\r\n', repeated: 'content-lengt: x\r\n', read: following(new ChunkTracker()) },
  {
    why: 'response lines',
    before: 'HTTP/1.1 200 OK\r\n',
    repeated: 'x: y\r\n',
    read: following(new ResponseHead(UNBOUNDED)),
  },
  {
    why: 'response codings',
    before: 'HTTP/1.1 200 OK\r\n',
    repeated: `transfer-encoding: ${',a'.repeat(120)}\r\n`,
    read: following(new ResponseHead(UNBOUNDED)),
  },
  {
    why: 'response folds',
    before: 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n',
    repeated: ' 2\r\n',
    read: following(new ResponseHead(UNBOUNDED)),
  },
  { why: 'empty records', before: '', repeated: '\x16\x03\x01\0\0', read: readRecords },
  { why: 'alerts before a hello', before: '', repeated: '\x15\x03\x01\0\x02\x01\0', read: readRecords },
  {
    why: 'extensions of a hello',
    before: '\x16\x03\x01\xff\xff\x01\0\xff\xfb\x03\x03' + 'r'.repeat(32) + '\0\0\x02\x13\x01\x01\0\xff\xd2',
    repeated: '\x0a\x0a\0\0',
    read: readRecords,
  },
  { why: 'a list of commas', before: 'a', repeated: ' ,', read: walkList },
];

test.each(SUBJECTS)('$why', ({ before, repeated, after = '', read }) => {
  const perByte = (times: number, step: number): number => {
    const counted = countedBytes(Buffer.from(before + repeated.repeat(times) + after, 'latin1'));
    const { length } = counted.bytes;
    const ends = Array.from({ length: Math.ceil(length / step) }, (_, i) => Math.min(length, (i + 1) * step));
    read(counted.bytes, ends);
    return counted.steps / length;
  };
  const whole = perByte(1000, 1 << 20);
  expect(whole).toBeLessThanOrEqual(1.2 * perByte(250, 1 << 20) + 1);
  expect(whole).toBeLessThanOrEqual(12);
  expect(perByte(1000, 1)).toBeLessThanOrEqual(whole + 2);
});
