import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { LineSplitter } from '../../src/parse/split.ts';

/** The lines of `chunks`; line numbers are asserted on the way. */
function linesOf(chunks: readonly string[], maxBytes = 100): string[] {
  const lines: string[] = [];
  const expectNext = (number: number): void => {
    expect(number).toBe(lines.length + 1);
  };
  const splitter = new LineSplitter(maxBytes, {
    line(number, bytes, start, end) {
      expectNext(number);
      lines.push(bytes.toString('latin1', start, end));
    },
    tooLong(number) {
      expectNext(number);
      lines.push('TOO LONG');
    },
  });
  for (const chunk of chunks) splitter.push(Buffer.from(chunk, 'latin1'));
  splitter.finish();
  return lines;
}

test.each<{ why: string; text: string; want: string[] }>([
  { why: 'nothing has no line', text: '', want: [] },
  { why: 'a line end alone is one blank line', text: '\n', want: [''] },
  { why: 'the last line needs no end', text: 'a\nb', want: ['a', 'b'] },
  { why: 'the end of the last line opens no further one', text: 'a\nb\n', want: ['a', 'b'] },
  { why: 'CR LF is one end', text: 'a\r\nb\r\n', want: ['a', 'b'] },
  { why: 'a bare CR is an end, as old systems write it', text: 'a\rb\r', want: ['a', 'b'] },
  { why: 'LF CR is two ends', text: 'a\n\rb', want: ['a', '', 'b'] },
  { why: 'CR CR LF is a blank line after the first', text: 'a\r\r\nb', want: ['a', '', 'b'] },
  { why: 'blank lines count, so that line numbers are those of an editor', text: '\n\na', want: ['', '', 'a'] },
])('$why', ({ text, want }) => {
  expect(linesOf([text])).toEqual(want);
});

test('every split point, and every byte alone, gives the same lines', () => {
  const text = 'one\r\ntwo\n\nthree\rfour\r\r\n five which is too long to keep\nsix';
  const whole = linesOf([text], 20);
  expect(whole).toEqual(['one', 'two', '', 'three', 'four', '', 'TOO LONG', 'six']);
  for (let cut = 0; cut <= text.length; cut += 1) {
    expect(linesOf([text.slice(0, cut), text.slice(cut)], 20)).toEqual(whole);
  }
  expect(linesOf(text.split(''), 20)).toEqual(whole);
});

test('a line of exactly the bound is handed on, one byte more is not', () => {
  expect(linesOf(['12345\n123456\n1'], 5)).toEqual(['12345', 'TOO LONG', '1']);
  expect(linesOf(['123', '45', '\n123', '456', '\n1'], 5)).toEqual(['12345', 'TOO LONG', '1']);
});

test('any text, cut anywhere, gives the lines that a split of the whole gives', () => {
  const piece = fc.constantFrom('a', 'bc', '\n', '\r', '\r\n', ' ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(80), { maxLength: 5 }), (pieces, cuts) => {
      const text = pieces.join('');
      const places = [0, ...cuts.filter((cut) => cut < text.length).toSorted((a, b) => a - b), text.length];
      const chunks = places.slice(1).map((end, index) => text.slice(places[index], end));
      const naive = text.split(/\r\n|\n|\r/u);
      if (naive.at(-1) === '') naive.pop();
      expect(linesOf(chunks)).toEqual(naive);
    }),
    { seed: 0x5eed, numRuns: 2000 },
  );
});
