import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { DEFAULT_LIMITS } from '../../src/settings/limits.ts';
import { readInPieces } from '../support/reading.ts';

const H = 'Host: site.example\r\n';

const refused: readonly { readonly why: string; readonly text: string; readonly reason: string }[] = [
  { why: 'HTTP/0.9 has no version', text: 'GET /\r\n', reason: 'version-malformed' },
  { why: 'HTTP/0.9 with a bare LF', text: 'GET /\n', reason: 'version-malformed' },
  { why: 'a version that is not ours', text: `GET / HTTP/1.2\r\n${H}\r\n`, reason: 'version-unsupported' },
  { why: 'a major version that is not ours', text: `GET / HTTP/3.0\r\n${H}\r\n`, reason: 'version-unsupported' },
  { why: 'HTTP/2 with prior knowledge', text: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', reason: 'http2-preface' },
  { why: 'a version in lower case', text: `GET / http/1.1\r\n${H}\r\n`, reason: 'version-malformed' },
  { why: 'a third digit in the version', text: `GET / HTTP/1.10\r\n${H}\r\n`, reason: 'line-end-malformed' },
  { why: 'a space after the version', text: `GET / HTTP/1.1 \r\n${H}\r\n`, reason: 'line-end-malformed' },
  { why: 'a bare LF after the request line', text: `GET / HTTP/1.1\n${H}\r\n`, reason: 'line-end-malformed' },
  { why: 'a bare LF after a field', text: 'GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n', reason: 'line-end-malformed' },
  { why: 'a bare CR in a field', text: 'GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n', reason: 'line-end-malformed' },
  { why: 'a bare LF as the empty line', text: `GET / HTTP/1.1\r\n${H}\n`, reason: 'line-end-malformed' },
  { why: 'a CR and something else as the empty line', text: `GET / HTTP/1.1\r\n${H}\rX`, reason: 'line-end-malformed' },
  { why: 'NUL in a value', text: 'GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n', reason: 'field-value-malformed' },
  { why: 'DEL in a value', text: 'GET / HTTP/1.1\r\nHost: a\x7f\r\n\r\n', reason: 'field-value-malformed' },
  { why: 'a vertical tab in a value', text: 'GET / HTTP/1.1\r\nX: \x0ba\r\n\r\n', reason: 'field-value-malformed' },
  { why: 'a space before the colon', text: 'GET / HTTP/1.1\r\nHost : a\r\n\r\n', reason: 'field-name-malformed' },
  { why: 'a line without a colon', text: 'GET / HTTP/1.1\r\nHost\r\n\r\n', reason: 'field-name-malformed' },
  { why: 'a line without a name', text: 'GET / HTTP/1.1\r\n: a\r\n\r\n', reason: 'field-name-malformed' },
  { why: 'a control byte in a name', text: 'GET / HTTP/1.1\r\nHo\x00st: a\r\n\r\n', reason: 'field-name-malformed' },
  { why: 'a byte above 0x7f in a name', text: 'GET / HTTP/1.1\r\nH\xf6st: a\r\n\r\n', reason: 'field-name-malformed' },
  { why: 'a folded line', text: `GET / HTTP/1.1\r\n${H} folded\r\n\r\n`, reason: 'field-folded' },
  { why: 'a line folded with a tab', text: `GET / HTTP/1.1\r\n${H}\tfolded\r\n\r\n`, reason: 'field-folded' },
  { why: 'a space before the first field', text: `GET / HTTP/1.1\r\n ${H}\r\n`, reason: 'field-folded' },
  {
    why: 'Content_Length, as CGI origins read it',
    text: `GET / HTTP/1.1\r\n${H}Content_Length: 5\r\n\r\n`,
    reason: 'field-name-ambiguous',
  },
  {
    why: 'transfer_encoding in any case',
    text: `GET / HTTP/1.1\r\n${H}TRANSFER_encoding: chunked\r\n\r\n`,
    reason: 'field-name-ambiguous',
  },
  { why: 'a tab in the target', text: `GET /a\tb HTTP/1.1\r\n${H}\r\n`, reason: 'target-malformed' },
  { why: 'two spaces before the target', text: `GET  / HTTP/1.1\r\n${H}\r\n`, reason: 'target-malformed' },
  { why: 'a space in the target', text: `GET /a b HTTP/1.1\r\n${H}\r\n`, reason: 'version-malformed' },
  { why: 'a control byte in the target', text: `GET /\x1f HTTP/1.1\r\n${H}\r\n`, reason: 'target-malformed' },
  { why: 'no method', text: ` / HTTP/1.1\r\n${H}\r\n`, reason: 'request-line-malformed' },
  {
    why: 'an LF without its CR before the request',
    text: `\nGET / HTTP/1.1\r\n${H}\r\n`,
    reason: 'request-line-malformed',
  },
  { why: 'a CR without its LF before the request', text: `\rGET / HTTP/1.1\r\n${H}\r\n`, reason: 'line-end-malformed' },
  { why: 'a method that is no token', text: `GE(T / HTTP/1.1\r\n${H}\r\n`, reason: 'method-malformed' },
  { why: 'a method of 33 letters', text: `${'M'.repeat(33)} / HTTP/1.1\r\n${H}\r\n`, reason: 'method-malformed' },
  { why: 'a ClientHello at the door', text: '\x16\x03\x01\x02\x00\x01\x00', reason: 'request-line-malformed' },
  {
    why: 'a target of one byte too many',
    text: `GET /${'a'.repeat(8192)} HTTP/1.1\r\n${H}\r\n`,
    reason: 'target-too-long',
  },
  {
    why: 'a fragment that makes the target too long',
    text: `GET /#${'a#'.repeat(4096)} HTTP/1.1\r\n${H}\r\n`,
    reason: 'target-too-long',
  },
  { why: 'empty lines without end', text: '\r\n'.repeat(20_000), reason: 'head-too-large' },
  { why: 'a 129th field', text: `GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(129)}\r\n`, reason: 'too-many-fields' },
  { why: 'a head of one byte too many', text: oversized(1), reason: 'head-too-large' },
];

/** A head of the allowed size and `more` bytes. */
function oversized(more: number): string {
  const fixed = `GET / HTTP/1.1\r\n${H}X: \r\n\r\n`;
  return fixed.replace('X: ', `X: ${'a'.repeat(DEFAULT_LIMITS.headBytes - fixed.length + more)}`);
}

const accepted: readonly { readonly why: string; readonly text: string }[] = [
  { why: 'the smallest', text: `GET / HTTP/1.1\r\n${H}\r\n` },
  { why: 'an empty line first', text: `\r\nGET / HTTP/1.1\r\n${H}\r\n` },
  { why: 'many empty lines first', text: `\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n${H}\r\n` },
  { why: 'raw UTF-8 in the target, as curl sends it', text: `GET /?q=\xc3\xa5 HTTP/1.1\r\n${H}\r\n` },
  { why: 'a fragment behind the target, as urllib sends it to a proxy', text: `GET /a#b#c HTTP/1.1\r\n${H}\r\n` },
  { why: 'no field at all', text: 'GET http://site.example/ HTTP/1.0\r\n\r\n' },
  { why: 'blanks around a value', text: 'GET / HTTP/1.1\r\nHost: \t a.example \t\r\n\r\n' },
  { why: 'an empty value', text: `GET / HTTP/1.1\r\n${H}X:\r\nY: \t \r\n\r\n` },
  { why: 'obs-text in a value', text: `GET / HTTP/1.1\r\n${H}X: sm\xf6rg\xe5s\r\n\r\n` },
  { why: 'raw characters that browsers send', text: `GET /a?b="c"|{d}<e>\\^\` HTTP/1.1\r\n${H}\r\n` },
  { why: 'an unknown method', text: `FROBNICATE / HTTP/1.1\r\n${H}\r\n` },
  { why: 'an underscore in a name that means nothing to us', text: `GET / HTTP/1.1\r\n${H}X_Y: z\r\n\r\n` },
  { why: '128 fields', text: `GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(128)}\r\n` },
  { why: 'a target of 8192 bytes', text: `GET /${'a'.repeat(8191)} HTTP/1.1\r\n${H}\r\n` },
  { why: 'a head of just the allowed size', text: oversized(0) },
];

test.each(refused)('refuses $why', ({ text, reason }) => {
  expect(readInPieces(text, [])).toBe(reason);
});

test.each(accepted)('accepts $why', ({ text }) => {
  expect(readInPieces(text, [])).toMatchObject({ length: text.length });
});

test('says where everything is', () => {
  expect(readInPieces('POST http://a.example/b?c HTTP/1.1\r\nHOST: a.example \r\nx-Y:z\r\n\r\nbody', [])).toEqual({
    method: 'POST',
    target: 'http://a.example/b?c',
    minor: 1,
    length: 63,
    fields: [
      [1, 'HOST', 'a.example', 'HOST: a.example \r\n'],
      [0, 'x-Y', 'z', 'x-Y:z\r\n'],
    ],
  });
});

test('wants more for every proper prefix of a head', () => {
  const text = `GET /a HTTP/1.1\r\n${H}X: y\r\n\r\n`;
  for (let end = 0; end < text.length; end += 1) expect(readInPieces(text.slice(0, end), [])).toBe('more');
});

test.each([...refused, ...accepted])('reads the same at every split: $why', ({ text }) => {
  const whole = readInPieces(text, []);
  const step = Math.max(1, Math.floor(text.length / 400)); // the long ones at 400 places
  for (let cut = 0; cut <= text.length; cut += step) expect(readInPieces(text, [cut])).toEqual(whole);
});

test.each([...refused, ...accepted])('reads the same byte by byte: $why', ({ text }) => {
  expect(
    readInPieces(
      text,
      Array.from({ length: text.length }, (_, i) => i),
    ),
  ).toEqual(readInPieces(text, []));
});

test('is total: damaged heads end in one of the words, the same whole and in three pieces', () => {
  const whole = `GET http://a.example/b?c HTTP/1.1\r\n${H}Content-Length: 3\r\nX-Y:\tz \r\n\r\n`;
  const seen = new Set<string>();
  const damage = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(damage, { maxLength: 3 }), fc.nat(whole.length), fc.nat(whole.length), (damages, a, b) => {
      const bytes = Array.from(whole);
      for (const { at, byte } of damages) bytes[at] = String.fromCharCode(byte);
      const text = bytes.join('');
      const story = readInPieces(text, []);
      seen.add(typeof story === 'string' ? story : 'whole');
      expect(readInPieces(text, [Math.min(a, b), Math.max(a, b)])).toEqual(story);
    }),
    { seed: 0x5eed, numRuns: 20_000 },
  );
  expect(seen.size).toBeGreaterThan(8); // else the damages were all of a kind
});
