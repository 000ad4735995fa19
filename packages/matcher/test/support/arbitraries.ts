/** Texts that are nearly addresses, biased towards what canonicalisation has to think about. */
import * as fc from 'fast-check';

const label = fc.constantFrom(
  'bad',
  'BAD',
  'xn--bcher-kva',
  'b\u00fccher',
  'a_b',
  '%62ad',
  '1',
  '0x7f',
  '',
  'x'.repeat(63),
  'x'.repeat(64),
  '\uff11',
  'fa\u00df',
);
const name = fc
  .tuple(
    fc.array(label, { maxLength: 3 }),
    fc.constantFrom('test', 'TEST', 'example', 'test.', '1', '0x1', 'invalid..'),
  )
  .map(([labels, top]) => [...labels, top].join('.'));
const address = fc.constantFrom(
  '192.0.2.1',
  '0300.0.2.1',
  '3221225985',
  '[2001:db8::1]',
  '[::ffff:192.0.2.1]',
  '[2001:DB8:0::1]',
  '192.0.2.256',
  '[1::2::3]',
  '127.1',
);
const plainName = fc
  .tuple(
    fc.array(fc.constantFrom('bad', 'Shop', 'www', 'a1', 'x-y'), { maxLength: 3 }),
    fc.constantFrom('test', 'example'),
  )
  .map(([labels, top]) => [...labels, top].join('.'));

/** Hosts in good and bad spellings. */
export const hostish: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: plainName },
  { weight: 2, arbitrary: name },
  { weight: 1, arbitrary: address },
);

const port = fc.constantFrom('', '', '', ':80', ':443', ':8080', ':', ':00081', ':65536', ':x', ':1', ':65535');
const segment = fc.constantFrom(
  'a',
  'a',
  'B',
  'a',
  'B',
  '.',
  '..',
  '',
  '%2e',
  '%2E%2e',
  '%2f',
  '%5C',
  '%7e',
  '%zz',
  '%',
  '%25%34%31',
  'a;b',
  '..;',
  '\\',
  '\\..\\',
  '%c0%af',
  '%00',
  '\u00e9',
  '"<>',
  "'",
  '^|`{}',
  '%c3%a9',
  ' ',
  '!$&()*+,=:@',
  '.hidden',
  'x.html',
  '#',
);

/** Paths with everything in them that has more than one spelling. */
const pathish: fc.Arbitrary<string> = fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`);

const query = fc.constantFrom('', '', '?', '?q=1', "?'x'", '?%7e=%2f', '?a?b', '?\u00e9', '#frag', '?a#b?c', '?[x]=\\');

/** Targets as in requests. */
const targetish: fc.Arbitrary<string> = fc.tuple(pathish, query).map(([path, rest]) => path + rest);

/** Requests: authority and target. */
export const requestish: fc.Arbitrary<{ host: string; target: string }> = fc.record({
  host: fc.tuple(hostish, port).map(([host, text]) => host + text),
  target: fc.oneof(
    { weight: 9, arbitrary: targetish },
    { weight: 1, arbitrary: fc.constantFrom('', '*', '*x', 'x', '?q') },
  ),
});

/** Texts of URLs, as in lists. */
export const urlish: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('http://', 'https://', 'HTTP:\\\\', '', 'http:/', 'data:', 'http://u:p@', 'ftp://', ' http://'),
    hostish,
    port,
    targetish,
  )
  .map((parts) => parts.join(''));
