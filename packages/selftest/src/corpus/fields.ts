import { CASE, FREE_PAGE, get, HIDDEN, head, type Payload } from './payload.ts';

/** A GET of the innocent page with odd field lines; refused by default. */
function field(name: string, why: string, line: string, expect: Payload['expect'] = 'refused'): Payload {
  return { name: `field-${name}`, why, expect, bytes: get(FREE_PAGE, line) };
}

const bareLf = `GET ${FREE_PAGE} HTTP/1.1\nHost: mixed.selftest.test\n\n`;

/** Field lines and line ends: RFC 9112 §2.2 and §5, RFC 9110 §5. */
export const fields: readonly Payload[] = [
  field('plain', 'a control: an ordinary field', 'X-Ordinary: value', 'served'),
  field('empty-value', 'an empty value is legal', 'X-Empty:', 'served'),
  field('no-space-after-colon', 'white space after the colon is optional', 'X-Tight:value', 'served'),
  field('obs-text', 'bytes above 0x7f in a value are legal (obs-text)', 'X-Text: caf\xc3\xa9', 'served'),
  field('inner-tab', 'a tab inside a value is legal', 'X-Tab: a\tb', 'served'),
  field('token-name', 'every token character is legal in a name', "X!#$%&'*+-.^`|~9: value", 'served'),
  field('folded-space', 'obsolete line folding with a space (RFC 9112 §5.2)', 'X-Fold: a\r\n b'),
  field('folded-tab', 'obsolete line folding with a tab', 'X-Fold: a\r\n\tb'),
  field('folded-empty', 'a line of white space only: the end of the head for some', 'X-Fold: a\r\n \r\nX-More: b'),
  field('folded-request', 'a hidden request in folded lines', `X-Fold: a\r\n GET /blocked/${CASE}/smuggled HTTP/1.1`),
  field('space-before-colon', 'space before the colon (RFC 9112 §5.1: 400)', 'X-Space : a'),
  field('tab-before-colon', 'a tab before the colon', 'X-Tab\t: a'),
  field('space-in-name', 'a space inside the name', 'X Space: a'),
  field('no-name', 'a colon without a name', ': a'),
  field('no-colon', 'a line without a colon', 'nonsense'),
  field('nul-in-name', 'a NUL in the name', 'X\x00Y: a'),
  field('nul-in-value', 'a NUL in the value (RFC 9110 §5.5: reject or replace)', 'X-Nul: a\x00b'),
  field('control-in-value', 'a control character in the value', 'X-Control: a\x01b'),
  field('delete-in-value', 'DEL in the value', 'X-Delete: a\x7fb'),
  field('obs-text-in-name', 'a byte above 0x7f in the name', 'X-caf\xc3\xa9: a'),
  field('parenthesis-in-name', 'a delimiter in the name', 'X(Y): a'),
  field('bare-cr-in-value', 'a bare CR inside a value: a line end for some (RFC 9112 §2.2)', 'X-Cr: a\rX-More: b'),
  field('bare-cr-hides-host', 'a bare CR hides a second Host', 'X-Cr: a\rHost: blocked.selftest.test'),
  field('bare-cr-at-end', 'CR CR LF', 'X-Cr: a\r'),
  field('bare-lf-in-value', 'a bare LF inside a value', 'X-Lf: a\nX-More: b'),
  field('bare-lf-hides-host', 'a bare LF hides a second Host', 'X-Lf: a\nHost: blocked.selftest.test'),
  field(
    'bare-lf-hides-end',
    'two bare LFs: the end of the head for a lenient reader, then a request',
    `X-Lf: a\n\n${HIDDEN}`,
  ),
  field('cr-lf-cr', 'CR LF CR: half an end of head', `X-End: a\r\n\rX: b\r\n\r\n${HIDDEN}`),
  field('underscore-name', 'a name with an underscore; dropped by nginx, kept by others', 'X_Under: a', 'safe'),
  field('dash-dash', 'a name of dashes only is a token', '--: a', 'safe'),
  field('repeated', 'an ordinary field three times is a list', 'X-List: a\r\nX-List: b\r\nX-List: c', 'served'),
  field('long-8k', 'one field of 8 kB: within every limit', `X-Long: ${'a'.repeat(8000 - 2000)}`, 'served'),
  field('long-40k', 'one field of 40 kB: over the limit of 32 kB a head', `X-Long: ${'a'.repeat(40_000)}`),
  field('long-1m', 'one field of 1 MB: memory is bounded by configuration', `X-Long: ${'a'.repeat(1_000_000)}`),
  field('name-long', 'a name of 40 kB', `${'X'.repeat(40_000)}: a`),
  {
    name: 'field-count-60',
    why: 'sixty fields: a busy browser',
    expect: 'served',
    bytes: get(FREE_PAGE, ...Array.from({ length: 60 }, (_, at) => `X-${at}: a`)),
  },
  {
    name: 'field-count-200',
    why: 'two hundred fields: over the limit of 128; a parser that drops the rest would drop framing with it',
    expect: 'refused',
    bytes: get(FREE_PAGE, ...Array.from({ length: 200 }, (_, at) => `X-${at}: a`)),
  },
  {
    name: 'field-count-2000-hides-coding',
    why: 'two thousand fields and then Transfer-Encoding: some parsers silently stop counting before it',
    expect: 'refused',
    bytes:
      get(FREE_PAGE, ...Array.from({ length: 2000 }, (_, at) => `X${at}:a`), 'Transfer-Encoding: chunked') + HIDDEN,
  },
  {
    name: 'field-first-leading-space',
    why: 'white space before the first field (RFC 9112 §2.2: reject, or skip up to a proper line)',
    expect: 'refused',
    bytes: head(`GET ${FREE_PAGE} HTTP/1.1`, ' Host: mixed.selftest.test', 'Host: mixed.selftest.test'),
  },
  {
    name: 'field-first-leading-space-hides-host',
    why: 'the indented first field is skipped by one reader and is the Host of another',
    expect: 'refused',
    bytes: head(`GET ${FREE_PAGE} HTTP/1.1`, ' Host: blocked.selftest.test', 'Host: mixed.selftest.test'),
  },
  {
    name: 'line-bare-lf-everywhere',
    why: 'every line ends with a bare LF: a recipient may accept it (RFC 9112 §2.2), a filter has no reason to',
    expect: 'refused',
    bytes: bareLf,
  },
  {
    name: 'line-bare-lf-request-line',
    why: 'only the request line ends with a bare LF',
    expect: 'refused',
    bytes: `GET ${FREE_PAGE} HTTP/1.1\nHost: mixed.selftest.test\r\n\r\n`,
  },
  {
    name: 'line-bare-cr-request-line',
    why: 'the request line ends with a bare CR',
    expect: 'refused',
    bytes: `GET ${FREE_PAGE} HTTP/1.1\rHost: mixed.selftest.test\r\n\r\n`,
  },
  {
    name: 'line-bare-lf-end-of-head',
    why: 'the empty line is a bare LF',
    expect: 'refused',
    bytes: `GET ${FREE_PAGE} HTTP/1.1\r\nHost: mixed.selftest.test\r\n\n`,
  },
  {
    name: 'line-lf-cr-lf',
    why: 'LF CR LF as the end of the head',
    expect: 'refused',
    bytes: `GET ${FREE_PAGE} HTTP/1.1\r\nHost: mixed.selftest.test\n\r\n`,
  },
  {
    name: 'line-leading-crlf',
    why: 'an empty line before the request line is to be ignored (RFC 9112 §2.2)',
    expect: 'safe',
    bytes: `\r\n${get(FREE_PAGE)}`,
  },
  {
    name: 'line-leading-crlfs',
    why: 'a hundred empty lines: bounded patience',
    expect: 'safe',
    bytes: '\r\n'.repeat(100) + get(FREE_PAGE),
  },
  {
    name: 'line-leading-lf',
    why: 'a bare LF before the request line',
    expect: 'safe',
    bytes: `\n${get(FREE_PAGE)}`,
  },
  {
    name: 'line-leading-space',
    why: 'a space before the method',
    expect: 'refused',
    bytes: ` ${get(FREE_PAGE)}`,
  },
  {
    name: 'line-leading-nul',
    why: 'a NUL before the method',
    expect: 'refused',
    bytes: `\x00${get(FREE_PAGE)}`,
  },
  {
    name: 'head-never-ends',
    why: 'the empty line never comes',
    expect: 'safe',
    incomplete: true,
    served: 0,
    bytes: `GET ${FREE_PAGE} HTTP/1.1\r\nHost: mixed.selftest.test\r\n`,
  },
];
