import { expect, test } from '@jest/globals';
import { type DecodeFailure, decodeLine, failureColumn } from '../../src/parse/decode.ts';
import type { Encoding } from '../../src/settings/settings.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

test.each<{ why: string; bytes: Buffer; encoding: Encoding; want: string }>([
  { why: 'ASCII', bytes: Buffer.from('bad.test'), encoding: 'utf-8', want: 'bad.test' },
  { why: 'a tab is white space, not a control character', bytes: Buffer.from('a\tb'), encoding: 'utf-8', want: 'a\tb' },
  { why: 'UTF-8 of two, three and four bytes', bytes: Buffer.from('é€😀'), encoding: 'utf-8', want: 'é€😀' },
  { why: 'Latin-1, if so configured', bytes: hex('62 fc 72'), encoding: 'latin-1', want: 'bür' },
  { why: 'UTF-8 read as Latin-1 is not repaired', bytes: Buffer.from('ü'), encoding: 'latin-1', want: 'Ã¼' },
])('$why', ({ bytes, encoding, want }) => {
  expect(decodeLine(bytes, 0, bytes.length, encoding)).toEqual({ ok: true, text: want });
});

test.each<{ why: string; bytes: Buffer; reason: DecodeFailure; column: number }>([
  { why: 'Latin-1 in a list of UTF-8', bytes: hex('62 fc 72'), reason: 'utf8-invalid', column: 2 },
  { why: 'a byte that begins nothing', bytes: hex('61 62 ff'), reason: 'utf8-invalid', column: 3 },
  { why: 'an overlong slash', bytes: hex('61 c0 af'), reason: 'utf8-invalid', column: 2 },
  { why: 'a sequence that the end cuts off', bytes: hex('61 e2 82'), reason: 'utf8-invalid', column: 3 },
  { why: 'a surrogate', bytes: hex('61 ed a0 80'), reason: 'utf8-invalid', column: 3 },
  { why: 'a NUL', bytes: hex('61 62 00 63'), reason: 'control-character', column: 3 },
  { why: 'an escape sequence', bytes: hex('1b 5b 33 6d'), reason: 'control-character', column: 1 },
  { why: 'DEL', bytes: hex('61 7f'), reason: 'control-character', column: 2 },
])('rejected: $why', ({ bytes, reason, column }) => {
  expect(decodeLine(bytes, 0, bytes.length, 'utf-8')).toEqual({ ok: false, reason });
  expect(failureColumn(bytes, 0, bytes.length, reason)).toBe(column);
});

test('only the line is read, not its neighbours in the chunk', () => {
  const chunk = hex('ff 61 62 00');
  expect(decodeLine(chunk, 1, 3, 'utf-8')).toEqual({ ok: true, text: 'ab' });
});
