import { BLOCKED, CASE, FREE, get, head, type Payload } from './payload.ts';

/** A GET of the innocent page with the given Host lines. */
function host(name: string, expect: Payload['expect'], why: string, ...lines: readonly string[]): Payload {
  return { name: `host-${name}`, why, expect, bytes: head(`GET ${FREE} HTTP/1.1`, ...lines) };
}

/** A GET of `url` with a Host that says the innocent name. */
function authority(name: string, expect: Payload['expect'], why: string, url: string): Payload {
  return { name: `authority-${name}`, why, expect, bytes: get(url) };
}

/** Host lines against the target, and each other: RFC 9112 §3.2, RFC 9110 §7.2. */
const hostLines: readonly Payload[] = [
  host('plain', 'served', 'a control', 'Host: mixed.test'),
  host('other-case', 'served', 'host names are case-insensitive', 'Host: Mixed.TEST'),
  host('default-port', 'served', 'the default port may be written out', 'Host: mixed.test:80'),
  host('missing', 'refused', 'HTTP/1.1 without Host is a 400 whatever the target says', 'X-Other: a'),
  host('empty', 'safe', 'an empty Host under an absolute target: the target wins', 'Host:'),
  host('twice-equal', 'refused', 'two Hosts are a 400 even when equal', 'Host: mixed.test', 'Host: mixed.test'),
  host('twice-blocked-last', 'refused', 'two Hosts, the blocked one last', 'Host: mixed.test', 'Host: blocked.test'),
  host('twice-blocked-first', 'refused', 'two Hosts, the blocked one first', 'Host: blocked.test', 'Host: mixed.test'),
  host('twice-other-case', 'refused', 'two Hosts, names in different case', 'Host: mixed.test', 'hOST: blocked.test'),
  host(
    'twice-space-before-colon',
    'refused',
    'a second Host behind a space',
    'Host: mixed.test',
    'Host : blocked.test',
  ),
  host('twice-folded', 'refused', 'a second Host on a continuation line', 'Host: mixed.test', ' Host: blocked.test'),
  host(
    'differs-blocked',
    'safe',
    'an innocent target under a blocked Host: both are identities of the flow',
    'Host: blocked.test',
  ),
  host('differs-innocent', 'safe', 'another innocent Host: the target wins and Host is rewritten', 'Host: demo.test'),
  host('list', 'refused', 'two names in one line', 'Host: mixed.test, blocked.test'),
  host('space', 'refused', 'two words', 'Host: mixed.test blocked.test'),
  host('path', 'refused', 'a path in the Host', 'Host: mixed.test/free'),
  host(
    'path-at',
    'refused',
    'a path and an at sign: another authority for URL parsers',
    'Host: mixed.test/@blocked.test',
  ),
  host('userinfo', 'refused', 'user information in the Host', 'Host: user@mixed.test'),
  host(
    'userinfo-blocked',
    'refused',
    'the innocent name as user information of the blocked one',
    'Host: mixed.test:80@blocked.test',
  ),
  host('port-letters', 'refused', 'a port that is not a number', 'Host: mixed.test:8o'),
  host('port-empty', 'safe', 'an empty port is legal and means the default', 'Host: mixed.test:'),
  host('port-huge', 'refused', '65536 + 80', 'Host: mixed.test:65616'),
  host('port-negative', 'refused', 'a negative port', 'Host: mixed.test:-80'),
  host('port-two', 'refused', 'two ports', 'Host: mixed.test:80:80'),
  host('scheme', 'refused', 'a whole URL in the Host', 'Host: http://mixed.test'),
  host('fragment', 'refused', 'a fragment in the Host', 'Host: mixed.test#a'),
  host('question', 'refused', 'a query in the Host', 'Host: mixed.test?a'),
  host('backslash', 'refused', 'a backslash in the Host', 'Host: blocked.test\\.mixed.test'),
  host('nul', 'refused', 'a NUL ends the name for C strings', 'Host: blocked.test\x00.mixed.test'),
  host('angle', 'refused', 'mark-up in the Host: must not come back in a page', 'Host: <script>alert(1)</script>'),
  host('tab-before', 'served', 'a tab before the value is white space', 'Host:\tmixed.test'),
  host('vertical-tab', 'refused', 'a vertical tab before the value', 'Host: \x0bmixed.test'),
  host(
    'forwarded',
    'served',
    'X-Forwarded-Host is not an identity',
    'Host: mixed.test',
    'X-Forwarded-Host: blocked.test',
  ),
  host('bracket-open', 'refused', 'an IPv6 literal that never ends', 'Host: [::1'),
  host('ipv6-zone', 'refused', 'a zone in an IPv6 literal', 'Host: [fe80::1%25lo]'),
  {
    name: 'host-missing-http10',
    why: 'HTTP/1.0 needs no Host',
    expect: 'served',
    bytes: head(`GET ${FREE} HTTP/1.0`),
  },
  {
    name: 'host-twice-http10',
    why: 'two Hosts on HTTP/1.0 are no better',
    expect: 'refused',
    bytes: head(`GET ${FREE} HTTP/1.0`, 'Host: mixed.test', 'Host: blocked.test'),
  },
];

/** The authority of an absolute target, in every spelling. */
const authorities: readonly Payload[] = [
  authority('blocked-domain', 'blocked', 'the blocked domain under an innocent Host', `http://blocked.test/${CASE}`),
  authority('blocked-child', 'blocked', 'a name below the blocked domain', `http://a.b.blocked.test/${CASE}`),
  authority('not-child', 'safe', '"notblocked.test" is not below "blocked.test"', `http://notblocked.test/${CASE}`),
  authority('upper-case', 'blocked', 'names are case-insensitive', `http://MIXED.test/blocked/${CASE}`),
  authority('scheme-upper-case', 'blocked', 'schemes too', `HTTP://mixed.test/blocked/${CASE}`),
  authority('trailing-dot', 'blocked', 'the root dot names the same host', `http://mixed.test./blocked/${CASE}`),
  authority('trailing-dot-domain', 'blocked', 'likewise for a domain rule', `http://blocked.test./${CASE}`),
  authority('port-default', 'blocked', 'the default port written out', `http://mixed.test:80/blocked/${CASE}`),
  authority('port-zeros', 'blocked', 'leading zeros in the port', `http://mixed.test:0080/blocked/${CASE}`),
  authority('port-empty', 'blocked', 'an empty port', `http://mixed.test:/blocked/${CASE}`),
  authority('port-other', 'refused', 'a port that is not open', `http://mixed.test:81/free/${CASE}`),
  authority('port-huge', 'refused', '65536 + 80 wraps to 80', `http://mixed.test:65616/free/${CASE}`),
  authority('port-letters', 'refused', 'a port that is no number', `http://mixed.test:8o/free/${CASE}`),
  authority('percent-host', 'blocked', 'percent-encoding in the host', `http://m%69xed.test/blocked/${CASE}`),
  authority(
    'userinfo-innocent',
    'blocked',
    'the innocent name as user information',
    `http://mixed.test@blocked.test/${CASE}`,
  ),
  authority(
    'userinfo-port',
    'blocked',
    'the innocent authority as user information',
    `http://mixed.test:80@blocked.test/${CASE}`,
  ),
  authority(
    'userinfo-blocked',
    'safe',
    'the blocked name as user information (RFC 9110 §4.2.4: an error)',
    `http://blocked.test@mixed.test/free/${CASE}`,
  ),
  authority('userinfo-two', 'refused', 'two at signs', `http://a@b@mixed.test/free/${CASE}`),
  authority(
    'backslash-at',
    'refused',
    'a backslash is a slash for browsers: two authorities',
    `http://mixed.test\\@blocked.test/${CASE}`,
  ),
  authority('backslash-dot', 'refused', 'a backslash inside the authority', `http://blocked.test\\.mixed.test/${CASE}`),
  authority('no-path', 'safe', 'no path: "/" (RFC 9112 §3.2.1)', 'http://mixed.test'),
  authority('no-path-query', 'safe', 'a query without a path', `http://mixed.test?${CASE}`),
  authority('no-path-query-blocked', 'blocked', 'the same on the blocked domain', `http://blocked.test?${CASE}`),
  authority('fragment', 'refused', 'a fragment where the path belongs', `http://mixed.test#/blocked/${CASE}`),
  authority('fragment-at', 'refused', 'a fragment that hides an at sign', `http://mixed.test#@blocked.test/${CASE}`),
  authority('empty', 'refused', 'no authority at all', `http:///blocked/${CASE}`),
  authority('one-slash', 'refused', 'one slash after the scheme', `http:/mixed.test/blocked/${CASE}`),
  authority('no-slash', 'refused', 'no slash after the scheme', `http:mixed.test/blocked/${CASE}`),
  authority('https', 'refused', 'https is for CONNECT', `https://mixed.test/free/${CASE}`),
  authority('ftp', 'refused', 'another scheme', `ftp://mixed.test/free/${CASE}`),
  authority('double-dot', 'refused', 'an empty label', `http://mixed..test/free/${CASE}`),
  authority(
    'full-stop-ideographic',
    'blocked',
    'the ideographic full stop is a dot for IDNA, raw in UTF-8',
    `http://blocked\xe3\x80\x82test/${CASE}`,
  ),
  authority(
    'full-width',
    'blocked',
    'full-width letters map to ASCII under IDNA',
    `http://\xef\xbd\x82locked.test/${CASE}`,
  ),
  authority(
    'soft-hyphen',
    'blocked',
    'a soft hyphen maps to nothing under IDNA',
    `http://bloc\xc2\xadked.test/${CASE}`,
  ),
  authority('loopback', 'refused', 'the loopback address: internal, not allowed', `http://127.0.0.1/free/${CASE}`),
  authority('loopback-decimal', 'refused', 'the loopback address as one number', `http://2130706433/free/${CASE}`),
  authority('loopback-hex', 'refused', 'the loopback address in hexadecimal, short', `http://0x7f.1/free/${CASE}`),
  authority('loopback-ipv6', 'refused', 'the loopback address of IPv6', `http://[::1]/free/${CASE}`),
  authority(
    'loopback-mapped',
    'refused',
    'the loopback address mapped into IPv6',
    `http://[::ffff:127.0.0.1]/free/${CASE}`,
  ),
  authority('localhost', 'refused', 'the loopback name', `http://localhost/free/${CASE}`),
  authority('tab', 'refused', 'a tab inside the authority', `http://mixed\t.test/free/${CASE}`),
  authority('nul', 'refused', 'a NUL inside the authority', `http://mixed.test\x00.blocked.test/free/${CASE}`),
  authority('label-64', 'refused', 'a label of 64 characters', `http://${'a'.repeat(64)}.mixed.test/${CASE}`),
  authority('name-300', 'refused', 'a name of 300 characters', `http://${'a.'.repeat(150)}mixed.test/${CASE}`),
  {
    name: 'authority-blocked-host-blocked',
    why: 'a control: target and Host both name the blocked page',
    expect: 'blocked',
    bytes: head(`GET ${BLOCKED} HTTP/1.1`, 'Host: mixed.test'),
  },
];

/** Who is asked: Host lines and authorities. */
export const hosts: readonly Payload[] = [...hostLines, ...authorities];
