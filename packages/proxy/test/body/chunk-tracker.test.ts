import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { BROKEN, ChunkTracker, OPEN } from '../../src/body/chunk-tracker.ts';
import { bytesOf } from '../support/reading.ts';

/** Where the body ends, counted from its first byte, when it comes in these pieces. */
function follow(text: string, cuts: readonly number[]): number {
  const tracker = new ChunkTracker();
  const bytes = bytesOf(text);
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    const at = tracker.follow(bytes, start, end);
    if (at !== OPEN) return at;
    start = end;
  }
  return OPEN;
}

const NEXT = 'GET / HTTP/1.1\r\n';

const table: readonly { readonly why: string; readonly body: string; readonly broken?: boolean }[] = [
  { why: 'the last chunk alone', body: '0\r\n\r\n' },
  { why: 'a last chunk of many zeros', body: '000\r\n\r\n' },
  { why: 'two chunks', body: '5\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n' },
  { why: 'line ends in the data', body: '4\r\n\r\n\r\n\r\n0\r\n\r\n' },
  { why: 'an extension', body: '2;a=b;c="d e"\r\nok\r\n0;x\r\n\r\n' },
  { why: 'trailers', body: '0\r\nA: b\r\nCc:\r\n\r\n' },
  { why: 'a size that is none', body: 'x\r\n', broken: true },
  { why: 'no size', body: '\r\n', broken: true },
  { why: 'a size with a prefix', body: '0x5\r\nhello\r\n0\r\n\r\n', broken: true },
  { why: 'a signed size', body: '+5\r\nhello\r\n0\r\n\r\n', broken: true },
  { why: 'a space after the size', body: '5 \r\nhello\r\n0\r\n\r\n', broken: true },
  { why: 'a size beyond 48 bits', body: 'fffffffffffff\r\n', broken: true },
  { why: 'a bare LF after the size', body: '5\nhello\r\n0\r\n\r\n', broken: true },
  { why: 'a bare LF in an extension', body: '5;a\nhello\r\n0\r\n\r\n', broken: true },
  { why: 'a bare CR in an extension', body: '5;a\rb\r\nhello\r\n0\r\n\r\n', broken: true },
  { why: 'data without its line end', body: '5\r\nhelloX\r\n0\r\n\r\n', broken: true },
  { why: 'data with a bare LF', body: '5\r\nhello\n0\r\n\r\n', broken: true },
  { why: 'a length as a trailer', body: '0\r\nContent-Length: 5\r\n\r\n', broken: true },
  { why: 'a coding as a trailer', body: '0\r\nTRANSFER-encoding: chunked\r\n\r\n', broken: true },
  { why: 'a folded trailer', body: '0\r\nA: b\r\n c\r\n\r\n', broken: true },
  { why: 'a nameless trailer', body: '0\r\n: b\r\n\r\n', broken: true },
  { why: 'a trailer with a space before the colon', body: '0\r\nA : b\r\n\r\n', broken: true },
  { why: 'a bare LF as the empty line', body: '0\r\n\n', broken: true },
  { why: 'an endless extension', body: `1;${'x'.repeat(9000)}\r\na\r\n0\r\n\r\n`, broken: true },
  { why: 'endless trailers', body: `0\r\n${'A: b\r\n'.repeat(2000)}\r\n`, broken: true },
];

test.each(table)('$why', ({ body, broken }) => {
  expect(follow(body + NEXT, [])).toBe(broken === true ? BROKEN : body.length);
});

test.each(table.filter(({ body }) => body.length < 100))(
  'the same at every split, and byte by byte: $why',
  ({ body, broken }) => {
    const want = broken === true ? BROKEN : body.length;
    const text = body + NEXT;
    for (let cut = 0; cut <= text.length; cut += 1) expect(follow(text, [cut])).toBe(want);
    expect(
      follow(
        text,
        Array.from({ length: text.length }, (_, i) => i),
      ),
    ).toBe(want);
  },
);

test('what a sender cuts into chunks ends where the sender ends it, wherever the network cuts it', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, unit: 'binary-ascii' })), fc.array(fc.nat(200)), (chunks, cuts) => {
      const body = `${chunks.map((data) => `${data.length.toString(16)}\r\n${data}\r\n`).join('')}0\r\n\r\n`;
      const text = body + NEXT;
      const places = cuts.map((cut) => cut % text.length).toSorted((a, b) => a - b);
      expect(follow(text, places)).toBe(body.length);
    }),
    { seed: 0x5eed, numRuns: 2000 },
  );
});
