import { chunk, HIDDEN, type Payload, post } from './payload.ts';

const LAST = '0\r\n\r\n';

/** A chunked POST with `body` as its bytes on the wire. */
function body(name: string, expect: Payload['expect'], why: string, bytes: string): Payload {
  return { name: `chunk-${name}`, why, expect, bytes: post(['Transfer-Encoding: chunked'], bytes) };
}

/** The same, where one complete request may have been served before the fault shows. */
function late(name: string, why: string, bytes: string): Payload {
  return { ...body(name, 'refused', why, bytes), served: 1 };
}

/** A chunk whose data is the hidden request, under an odd size line. */
function sized(line: string): string {
  return `${line}\r\n${HIDDEN}\r\n${LAST}`;
}

const hex = HIDDEN.length.toString(16);

/** Chunk sizes, extensions, data ends and trailers: RFC 9112 §7.1. */
export const chunks: readonly Payload[] = [
  body('two', 'served', 'a control: two chunks', chunk('hello') + chunk('world') + LAST),
  body('none', 'served', 'a control: only the last chunk', LAST),
  body('upper-case-size', 'served', 'hexadecimal in upper case', `A\r\nhelloworld\r\n${LAST}`),
  body('holds-request', 'served', 'a request inside a chunk is data', chunk(HIDDEN) + LAST),
  body('size-leading-zeros', 'safe', 'leading zeros are legal', `0005\r\nhello\r\n${LAST}`),
  body(
    'size-many-zeros',
    'safe',
    'a thousand leading zeros: legal, and longer than any buffer',
    `${'0'.repeat(1000)}5\r\nhello\r\n${LAST}`,
  ),
  body('last-two-zeros', 'safe', '"00" is a last chunk (1*"0")', `${chunk('hello')}00\r\n\r\n`),
  body('extension', 'served', 'an extension with a value', `5;name=value\r\nhello\r\n${LAST}`),
  body('extension-no-value', 'served', 'an extension without a value', `5;name\r\nhello\r\n${LAST}`),
  body('extension-quoted', 'served', 'a quoted value', `5;name="va;lue"\r\nhello\r\n${LAST}`),
  body(
    'extension-spaces',
    'safe',
    'white space around the semicolon is tolerated, not generated',
    `5 ; name = value\r\nhello\r\n${LAST}`,
  ),
  body('extension-last', 'served', 'an extension on the last chunk', `${chunk('hello')}0;name=value\r\n\r\n`),
  body(
    'extension-long',
    'safe',
    'a 20 kB extension: memory, not meaning',
    `5;${'x'.repeat(20_000)}\r\nhello\r\n${LAST}`,
  ),
  late(
    'extension-bare-lf',
    'a bare LF ends the line for one and is part of the extension for another',
    `5;x\n${sized(hex)}`,
  ),
  late('extension-bare-cr', 'a bare CR in the extension', `5;x\rhello\r\n${LAST}`),
  late('extension-quoted-crlf', 'a line end inside a quoted string', `5;name="\r\nhello\r\n${LAST}`),
  late('extension-nul', 'a NUL in the extension', `5;a\x00b\r\nhello\r\n${LAST}`),
  late('size-0x', '"0x5": zero, then rubbish, or five', sized(`0x${hex}`)),
  late('size-plus', 'a sign', sized(`+${hex}`)),
  late('size-minus', 'a negative size', sized(`-${hex}`)),
  late('size-leading-space', 'a space before the size', sized(` ${hex}`)),
  {
    ...body(
      'size-trailing-space',
      'safe',
      'a space after the size, where no extension follows',
      `5 \r\nhello\r\n${LAST}`,
    ),
    served: 1,
  },
  late('size-trailing-letter', '"5g": five for strtol', `5g\r\nhello\r\n${LAST}`),
  late('size-underscore', '"1_0": sixteen for readers of number literals', `1_0\r\n0123456789abcdef\r\n${LAST}`),
  late('size-empty', 'no digits', `\r\nhello\r\n${LAST}`),
  late('size-over-64-bits', '2^64 + n wraps to n', sized(`10000000000000${hex.padStart(3, '0')}`)),
  late('size-twenty-digits', 'twenty hexadecimal digits', sized(`FFFFFFFFFFFFFFFFFF${hex}`)),
  {
    ...body('size-over-32-bits', 'safe', '2^32 + n is legal and wraps to n in 32 bits', sized(`1000000${hex}`)),
    served: 1,
    incomplete: true,
  },
  late('size-comma', 'a decimal comma', `5,0\r\nhello\r\n${LAST}`),
  late('size-line-bare-lf', 'the size line ends with a bare LF', `5\nhello\r\n${LAST}`),
  late('size-line-bare-cr', 'the size line ends with a bare CR', `5\rhello\r\n${LAST}`),
  late('data-ends-bare-lf', 'the data ends with a bare LF', `5\r\nhello\n${LAST}`),
  late('data-ends-without-line', 'no line end after the data', `5\r\nhello${LAST}`),
  late('data-ends-with-two-bytes', 'two other bytes where CRLF belongs: skipped unread by some', `5\r\nhelloXX${LAST}`),
  late('data-too-long', 'more data than the size says', `3\r\nhello\r\n${LAST}`),
  late('size-line-hides-request', 'a request where the next size belongs', `${chunk('hello')}${HIDDEN}`),
  late('last-bare-lf', 'the last chunk with bare LFs, then a request', `${chunk('hello')}0\n\n${HIDDEN}`),
  late('last-0x', '"0x0": the last chunk for some, then a request', `0x0\r\n\r\n${HIDDEN}`),
  late(
    'last-then-request',
    'the final CRLF is missing: the next request line is read as a trailer',
    `${chunk('hello')}0\r\n${HIDDEN}`,
  ),
  late('last-cr-only', 'CR CR in place of the final CRLF', `${chunk('hello')}0\r\n\r\r${HIDDEN}`),
  body('trailer', 'served', 'a plain trailer field', `${chunk('hello')}0\r\nX-Sum: 1\r\n\r\n`),
  body('trailer-two', 'served', 'two trailer fields', `${chunk('hello')}0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n`),
  {
    ...body(
      'trailer-length',
      'safe',
      'a Content-Length in the trailer (RFC 9110 §6.5.1 forbids it)',
      `${chunk('hello')}0\r\nContent-Length: 50\r\n\r\n`,
    ),
    served: 1,
  },
  late(
    'trailer-length-then-request',
    'a Content-Length in the trailer that covers the request behind it',
    `0\r\nContent-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`,
  ),
  {
    ...body(
      'trailer-coding',
      'safe',
      'a Transfer-Encoding in the trailer',
      `${chunk('hello')}0\r\nTransfer-Encoding: chunked\r\n\r\n`,
    ),
    served: 1,
  },
  {
    ...body(
      'trailer-host',
      'safe',
      'a Host in the trailer: merged into the head, it would change the page',
      `${chunk('hello')}0\r\nHost: blocked.selftest.test\r\n\r\n`,
    ),
    served: 1,
  },
  late('trailer-no-colon', 'a trailer line without a colon', `${chunk('hello')}0\r\nnonsense\r\n\r\n`),
  late('trailer-folded', 'a folded trailer', `${chunk('hello')}0\r\nX: a\r\n b\r\n\r\n`),
  late('trailer-bare-lf', 'a bare LF in the trailer', `${chunk('hello')}0\r\nX: a\nY: b\r\n\r\n`),
  late('trailer-space-before-colon', 'space before the colon of a trailer', `${chunk('hello')}0\r\nX : a\r\n\r\n`),
  late('trailer-long', 'a 100 kB trailer', `${chunk('hello')}0\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`),
  {
    ...body('unfinished', 'safe', 'the last chunk never comes', chunk('hello')),
    served: 1,
    incomplete: true,
  },
];
