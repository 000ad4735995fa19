import { FREE_PAGE, get, HIDDEN, HIDDEN_ABSOLUTE, head, type Payload, post } from './payload.ts';

const BODY = 'hello';

/** A POST whose Content-Length fields are `values`, and whose bytes after the head hide a request. */
function odd(name: string, why: string, ...values: readonly string[]): Payload {
  const fields = values.map((value) => `Content-Length:${value}`);
  return { name: `length-${name}`, why, expect: 'refused', bytes: post(fields, BODY + HIDDEN) };
}

/** A POST that hides a request in a body of just its length, with an odd spelling of the length. */
function covering(name: string, why: string, ...fields: readonly string[]): Payload {
  return { name: `length-${name}`, why, expect: 'refused', bytes: post(fields, HIDDEN) };
}

const whole = String(BODY.length + HIDDEN.length);
const hidden = HIDDEN.length;

/** Content-Length in every form: RFC 9110 §8.6, RFC 9112 §6.3. */
export const lengths: readonly Payload[] = [
  {
    name: 'length-plain',
    why: 'a control: the plain body that every filter must pass',
    expect: 'served',
    bytes: post(['Content-Length: 5'], BODY),
  },
  {
    name: 'length-zero',
    why: 'a control: a POST with an empty body',
    expect: 'served',
    bytes: post(['Content-Length: 0'], ''),
  },
  {
    name: 'length-absent-post',
    why: 'a POST without any framing has no body (RFC 9112 §6.3 rule 7)',
    expect: 'served',
    bytes: post([], ''),
  },
  {
    name: 'length-leading-zeros',
    why: '"0005" is 1*DIGIT; an octal reader would still read 5, and nobody may read 0',
    expect: 'safe',
    bytes: post(['Content-Length: 0005'], BODY),
  },
  {
    name: 'length-octal-looking',
    why: '"010" is ten; a reader with strtol(base 0) takes eight, and the last two bytes become a request',
    expect: 'safe',
    bytes: post(['Content-Length: 010'], 'helloworld'),
  },
  {
    name: 'length-tabs-around',
    why: 'optional white space around a value is legal (RFC 9110 §5.5)',
    expect: 'served',
    bytes: post(['Content-Length:\t 5 \t'], BODY),
  },
  {
    name: 'length-lower-case-name',
    why: 'field names are case-insensitive',
    expect: 'served',
    bytes: post(['content-LENGTH: 5'], BODY),
  },
  odd('plus', 'a sign: strtol accepts it, the grammar does not', ' +5'),
  odd('minus', 'a negative length: wraps to a huge one, or counts as none', ' -5'),
  odd('minus-zero', '"-0" is zero for strtol', ' -0'),
  odd('hexadecimal', '"0x5" is 5 or 0, depending on the reader', ' 0x5'),
  odd('empty', 'no digits: 0 for some, an error for others', ''),
  odd('blank', 'only white space', '   '),
  odd('inner-space', '"5 5": the first number, the last, or an error', ' 5 5'),
  odd('comma-different', 'a list of two different lengths', ` 5, ${whole}`),
  odd('comma-trailing', 'an empty list member after the length', ' 5,'),
  odd('decimal-point', '"5.0" is 5 for readers that stop at the point', ' 5.0'),
  odd('exponent', '"5e0" is 5 for a floating-point reader', ' 5e0'),
  odd('quoted', 'a quoted string is not a number', ' "5"'),
  odd('semicolon', 'a parameter after the length', ' 5;a=b'),
  odd('vertical-tab', 'a vertical tab is white space for isspace(), not for HTTP', ' \x0b5'),
  odd('form-feed-after', 'a form feed after the digits', ' 5\x0c'),
  odd('nul-after', 'a NUL ends the value for C strings', ' 5\x00'),
  odd('nbsp-before', 'a no-break space in latin1', ' \xa05'),
  odd('full-width-digit', 'a full-width five in UTF-8: a digit for Unicode-aware readers', ' \xef\xbc\x95'),
  odd('over-64-bits', '2^64 + 5 wraps to 5', ' 18446744073709551621'),
  odd('over-63-bits', '2^63 + 5 wraps to a negative number', ' 9223372036854775813'),
  odd('hundred-digits', 'longer than any integer type', ` ${'9'.repeat(100)}`),
  odd('twice-short-first', 'two lengths: the first hides nothing, the second all', ' 5', ` ${whole}`),
  odd('twice-long-first', 'two lengths: the first hides all', ` ${whole}`, ' 5'),
  odd('twice-zero-and-five', 'zero first: "no body" for a reader that stops there', ' 0', ' 5'),
  covering('plus-covers', 'a sign, on a length that covers the hidden request', `Content-Length: +${hidden}`),
  covering('hexadecimal-covers', 'the same in hexadecimal', `Content-Length: 0x${hidden.toString(16)}`),
  covering('space-before-colon', 'a space before the colon (RFC 9112 §5.1)', `Content-Length : ${hidden}`),
  {
    name: 'length-twice-equal',
    why: 'the same length twice may be repaired or rejected (RFC 9110 §8.6)',
    expect: 'safe',
    bytes: post(['Content-Length: 5', 'Content-Length: 5'], BODY),
  },
  {
    name: 'length-list-equal',
    why: 'the same length twice in one field, likewise',
    expect: 'safe',
    bytes: post(['Content-Length: 5, 5'], BODY),
  },
  {
    name: 'length-mixed-case-twice',
    why: 'the second one differs in case: a map keyed by the exact name keeps both',
    expect: 'refused',
    bytes: post([`Content-Length: ${whole}`, 'CONTENT-length: 5'], BODY + HIDDEN),
  },
  {
    name: 'length-underscore',
    why: '"Content_Length" is another field; CGI-like servers fold it into the real one',
    expect: 'safe',
    bytes: post(['Content-Length: 5', `Content_Length: ${whole}`], BODY),
  },
  {
    name: 'length-underscore-alone',
    why: 'only the underscore form: no body for HTTP, a body for CGI-like servers',
    expect: 'refused',
    served: 1,
    bytes: post([`Content_Length: ${HIDDEN.length}`], HIDDEN),
  },
  {
    name: 'length-over-32-bits',
    why: '2^32 + 5 is legal and wraps to 5 in 32 bits; the hidden request is body',
    expect: 'safe',
    served: 1,
    incomplete: true,
    bytes: post(['Content-Length: 4294967301'], BODY + HIDDEN),
  },
  {
    name: 'length-body-holds-request',
    why: 'a body that looks like a request is still a body',
    expect: 'served',
    bytes: post([`Content-Length: ${HIDDEN_ABSOLUTE.length}`], HIDDEN_ABSOLUTE),
  },
  {
    name: 'length-get-body-holds-request',
    why: 'a GET may have a body; a filter that thinks GETs have none judges the body, or forwards it unjudged',
    expect: 'served',
    bytes: get(FREE_PAGE, `Content-Length: ${HIDDEN.length}`) + HIDDEN,
  },
  {
    name: 'length-head-body-holds-request',
    why: 'the same for HEAD',
    expect: 'served',
    bytes: head(`HEAD ${FREE_PAGE} HTTP/1.1`, 'Host: mixed.selftest.test', `Content-Length: ${HIDDEN.length}`) + HIDDEN,
  },
  {
    name: 'length-too-short',
    why: 'more bytes than announced: the rest is the next message, and it is no request',
    expect: 'refused',
    served: 1,
    bytes: post(['Content-Length: 5'], `${BODY}${BODY}\r\n\r\n`),
  },
  {
    name: 'length-too-short-hides-origin-form',
    why: 'what follows the body is a request in the form that only an origin takes',
    expect: 'refused',
    served: 1,
    bytes: post(['Content-Length: 5'], BODY + HIDDEN),
  },
  {
    name: 'length-too-long',
    why: 'fewer bytes than announced: the filter waits, and must not serve what it has not judged',
    expect: 'safe',
    served: 1,
    incomplete: true,
    bytes: post(['Content-Length: 500'], BODY),
  },
  covering('folded', 'the number is on a continuation line: obsolete folding', 'Content-Length:', ` ${hidden}`),
  {
    name: 'length-zero-get-then-request',
    why: 'a GET with a length of zero, and a request in the form that only an origin takes',
    expect: 'refused',
    served: 1,
    bytes: get(FREE_PAGE, 'Content-Length: 0') + HIDDEN,
  },
  {
    name: 'length-http10',
    why: 'a length on HTTP/1.0 counts as on HTTP/1.1',
    expect: 'served',
    bytes: head(`POST ${FREE_PAGE} HTTP/1.0`, 'Host: mixed.selftest.test', 'Content-Length: 5') + BODY,
  },
];
