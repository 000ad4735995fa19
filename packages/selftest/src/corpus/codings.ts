import { chunk, FREE_PAGE, get, HIDDEN, head, type Payload, post } from './payload.ts';

const LAST = '0\r\n\r\n';

/**
 * One disguise of Transfer-Encoding, tried twice: with a Content-Length that covers a hidden request (CL.TE: a filter
 * that goes by the length does not see it, an origin that reads the coding serves it), and alone.
 */
function disguise(name: string, why: string, ...fields: readonly string[]): readonly Payload[] {
  const both = LAST + HIDDEN;
  return [
    {
      name: `coding-${name}-and-length`,
      why: `${why}; with a length that covers a hidden request`,
      expect: 'refused',
      bytes: post([`Content-Length: ${both.length}`, ...fields], both),
    },
    {
      name: `coding-${name}`,
      why: `${why}; alone`,
      expect: 'refused',
      served: 1,
      bytes: post(fields, chunk('hello') + LAST),
    },
  ];
}

const disguises: readonly (readonly Payload[])[] = [
  disguise('prefixed', '"xchunked" contains the word', 'Transfer-Encoding: xchunked'),
  disguise('suffixed', '"chunkedx" begins with the word', 'Transfer-Encoding: chunkedx'),
  disguise('identity', '"identity" was a coding until RFC 7230 removed it', 'Transfer-Encoding: identity'),
  disguise('chunked-then-identity', 'chunked is not the last coding', 'Transfer-Encoding: chunked, identity'),
  disguise('identity-then-chunked', 'an unknown coding below chunked', 'Transfer-Encoding: identity, chunked'),
  disguise('chunked-twice', 'chunked applied twice (RFC 9112 §6.1 forbids it)', 'Transfer-Encoding: chunked, chunked'),
  disguise('quoted', 'a quoted coding', 'Transfer-Encoding: "chunked"'),
  disguise('parameter', 'chunked takes no parameters', 'Transfer-Encoding: chunked;q=1'),
  disguise('unknown', 'a coding that nobody knows', 'Transfer-Encoding: cow'),
  disguise('empty', 'no coding at all', 'Transfer-Encoding:'),
  disguise('vertical-tab-before', 'a vertical tab before the value', 'Transfer-Encoding: \x0bchunked'),
  disguise('vertical-tab-after', 'a vertical tab after the value', 'Transfer-Encoding: chunked\x0b'),
  disguise('nul-after', 'a NUL after the value', 'Transfer-Encoding: chunked\x00'),
  disguise('nbsp-before', 'a latin1 no-break space before the value', 'Transfer-Encoding: \xa0chunked'),
  disguise('space-before-colon', 'space between name and colon (RFC 9112 §5.1)', 'Transfer-Encoding : chunked'),
  disguise('tab-before-colon', 'a tab between name and colon', 'Transfer-Encoding\t: chunked'),
  disguise('nul-in-name', 'a NUL at the end of the name', 'Transfer-Encoding\x00: chunked'),
  disguise(
    'leading-space',
    'the field line begins with a space: a continuation of the one before',
    'X: x',
    ' Transfer-Encoding: chunked',
  ),
  disguise('after-bare-lf', 'a bare LF inside another field value', 'X: x\nTransfer-Encoding: chunked'),
  disguise('after-bare-cr', 'a bare CR inside another field value', 'X: x\rTransfer-Encoding: chunked'),
  disguise('folded', 'the value is on a continuation line', 'Transfer-Encoding:', ' chunked'),
  disguise(
    'twice-chunked-identity',
    'two fields: chunked, then identity',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: identity',
  ),
  disguise(
    'twice-identity-chunked',
    'two fields: identity, then chunked',
    'Transfer-Encoding: identity',
    'Transfer-Encoding: chunked',
  ),
  disguise(
    'twice-chunked-unknown',
    'two fields: chunked, then an unknown one',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: cow',
  ),
  disguise(
    'gzip-chunked',
    'a legal list that few origins can decode (501, RFC 9112 §6.1)',
    'Transfer-Encoding: gzip, chunked',
  ),
  disguise('chunked-gzip', 'chunked below gzip: the end cannot be found', 'Transfer-Encoding: chunked, gzip'),
  disguise('no-colon', 'no colon at all', 'Transfer-Encoding chunked'),
];

/** Both framings at once, and the plain forms: RFC 9112 §6.1 and §6.3. */
const plain: readonly Payload[] = [
  {
    name: 'coding-chunked',
    why: 'a control: the plain chunked body',
    expect: 'served',
    bytes: post(['Transfer-Encoding: chunked'], chunk('hello') + LAST),
  },
  {
    name: 'coding-chunked-upper-case',
    why: 'codings are case-insensitive (RFC 9112 §7)',
    expect: 'served',
    bytes: post(['Transfer-Encoding: CHUNKED'], chunk('hello') + LAST),
  },
  {
    name: 'coding-chunked-white-space',
    why: 'optional white space around the value is legal',
    expect: 'served',
    bytes: post(['Transfer-Encoding: \t chunked \t'], chunk('hello') + LAST),
  },
  {
    name: 'coding-chunked-empty-members',
    why: 'empty list members are to be ignored (RFC 9110 §5.6.1.2); many parsers reject them',
    expect: 'safe',
    bytes: post(['Transfer-Encoding: , chunked ,'], chunk('hello') + LAST),
  },
  {
    name: 'coding-chunked-get',
    why: 'a chunked body on GET, holding a request',
    expect: 'served',
    bytes: get(FREE_PAGE, 'Transfer-Encoding: chunked') + chunk(HIDDEN) + LAST,
  },
  {
    name: 'coding-and-length-equal',
    why: 'both framings, and they agree: still the signature of an attack (RFC 9112 §6.1)',
    expect: 'refused',
    bytes: post(
      [`Content-Length: ${(chunk('hello') + LAST).length}`, 'Transfer-Encoding: chunked'],
      chunk('hello') + LAST,
    ),
  },
  {
    name: 'length-then-coding',
    why: 'CL.TE: the length covers the hidden request, the coding ends before it',
    expect: 'refused',
    bytes: post([`Content-Length: ${(LAST + HIDDEN).length}`, 'Transfer-Encoding: chunked'], LAST + HIDDEN),
  },
  {
    name: 'coding-then-length',
    why: 'CL.TE in the other order of fields',
    expect: 'refused',
    bytes: post(['Transfer-Encoding: chunked', `Content-Length: ${(LAST + HIDDEN).length}`], LAST + HIDDEN),
  },
  {
    name: 'length-then-coding-inverse',
    why: 'TE.CL: the length ends inside the chunk that holds the hidden request',
    expect: 'refused',
    bytes: post(['Content-Length: 4', 'Transfer-Encoding: chunked'], chunk(HIDDEN) + LAST),
  },
  {
    name: 'coding-then-length-zero',
    why: 'TE.CL with a length of zero: everything after the head is the next request for one of the two',
    expect: 'refused',
    bytes: post(['Transfer-Encoding: chunked', 'Content-Length: 0'], chunk(HIDDEN) + LAST),
  },
  {
    name: 'coding-http10',
    why: 'Transfer-Encoding on HTTP/1.0 is faulty framing (RFC 9112 §6.1)',
    expect: 'refused',
    bytes:
      head(`POST ${FREE_PAGE} HTTP/1.0`, 'Host: mixed.selftest.test', 'Transfer-Encoding: chunked') +
      chunk('hello') +
      LAST,
  },
  {
    name: 'coding-http10-keep-alive-and-length',
    why: 'a 1.0 origin ignores the coding, goes by the length and keeps the connection',
    expect: 'refused',
    bytes:
      head(
        `POST ${FREE_PAGE} HTTP/1.0`,
        'Host: mixed.selftest.test',
        'Connection: keep-alive',
        'Content-Length: 3',
        'Transfer-Encoding: chunked',
      ) +
      chunk(HIDDEN) +
      LAST,
  },
  {
    name: 'coding-underscore',
    why: '"Transfer_Encoding" is another field; CGI-like servers fold it into the real one',
    expect: 'safe',
    bytes: post(['Content-Length: 5', 'Transfer_Encoding: chunked'], LAST),
  },
  {
    name: 'coding-content-encoding',
    why: '"Content-Encoding: chunked" says nothing about framing',
    expect: 'served',
    bytes: post(['Content-Length: 5', 'Content-Encoding: chunked'], LAST),
  },
  {
    name: 'coding-te-is-not-transfer-encoding',
    why: '"TE: chunked" speaks of the response',
    expect: 'served',
    bytes: post(['Content-Length: 5', 'TE: chunked'], LAST),
  },
];

/** Transfer-Encoding in every form. */
export const codings: readonly Payload[] = [...plain, ...disguises.flat()];
