import { expect, test } from '@jest/globals';
import { OPEN } from '../../src/body/chunk-tracker.ts';
import { RequestBody } from '../../src/body/request-body.ts';
import { CHUNKED } from '../../src/head/meaning.ts';
import { ResponseTracker } from '../../src/response/response-tracker.ts';
import { DEFAULT_LIMITS } from '../../src/settings/limits.ts';

/** One piece, passed over and over: a body of five GiB without the memory for it. */
const PIECE = Buffer.alloc(64 * 1024 * 1024, 'x');
const PIECES = 80;
const LENGTH = PIECE.length * PIECES;

interface Follower {
  follow(bytes: Uint8Array, start: number, end: number): number;
}

/** Passes all pieces but the last byte, then that byte and the beginning of the next message: where the end was found. */
function ending(body: Follower): number {
  for (let i = 1; i < PIECES; i += 1) expect(body.follow(PIECE, 0, PIECE.length)).toBe(OPEN);
  expect(body.follow(PIECE, 0, PIECE.length - 1)).toBe(OPEN);
  return body.follow(Buffer.from('xGET / HTTP/1.1\r\n'), 0, 17);
}

function response(fields: string): ResponseTracker {
  const tracker = new ResponseTracker('strict', DEFAULT_LIMITS);
  tracker.begin(false, false, false);
  const head = Buffer.from(`HTTP/1.1 200 OK\r\n${fields}\r\n\r\n`);
  expect(tracker.follow(head, 0, head.length)).toBe(OPEN);
  return tracker;
}

test('the lengths of this test do not fit in 32 bits', () => {
  expect(LENGTH).toBe(5 * 1024 ** 3);
});

test('a request body of five GiB ends where it says', () => {
  const body = new RequestBody();
  body.begin(LENGTH);
  expect(ending(body)).toBe(1);
});

test('a response body of five GiB ends where it says, and its connection can be used again', () => {
  const tracker = response(`Content-Length: ${LENGTH}`);
  expect(ending(tracker)).toBe(1);
  expect(tracker.reusable).toBe(true);
});

test('chunked bodies: one chunk of five GiB, either way', () => {
  const size = Buffer.from(`${LENGTH.toString(16)}\r\n`);
  const end = Buffer.from('\r\n0\r\n\r\nGET');
  const body = new RequestBody();
  body.begin(CHUNKED);
  for (const one of [body, response('Transfer-Encoding: chunked')]) {
    expect(one.follow(size, 0, size.length)).toBe(OPEN);
    for (let i = 0; i < PIECES; i += 1) expect(one.follow(PIECE, 0, PIECE.length)).toBe(OPEN);
    expect(one.follow(end, 0, end.length)).toBe(end.length - 3);
  }
});
