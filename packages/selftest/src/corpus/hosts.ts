import { BLOCKED_PAGE, CASE, FREE_PAGE, get, head, type Payload } from './payload.ts';

/** A GET of the innocent page with the given Host lines. */
function host(name: string, expect: Payload['expect'], why: string, ...lines: readonly string[]): Payload {
  return { name: `host-${name}`, why, expect, bytes: head(`GET ${FREE_PAGE} HTTP/1.1`, ...lines) };
}

/** A GET of `url` with the innocent name in Host. */
function authority(name: string, expect: Payload['expect'], why: string, url: string): Payload {
  return { name: `authority-${name}`, why, expect, bytes: get(url) };
}

/** Host lines against the target, and each other: RFC 9112 §3.2, RFC 9110 §7.2. */
const hostLines: readonly Payload[] = [
  host('plain', 'served', 'a control', 'Host: mixed.selftest.test'),
  host('other-case', 'served', 'host names are case-insensitive', 'Host: Mixed.SelfTest.TEST'),
  host('default-port', 'served', 'the default port may be written out', 'Host: mixed.selftest.test:80'),
  host('missing', 'refused', 'HTTP/1.1 without Host is a 400 whatever the target says', 'X-Other: a'),
  host('empty', 'safe', 'an empty Host under an absolute target: the target wins', 'Host:'),
  host(
    'twice-equal',
    'refused',
    'two Hosts are a 400 even when equal',
    'Host: mixed.selftest.test',
    'Host: mixed.selftest.test',
  ),
  host(
    'twice-blocked-last',
    'refused',
    'two Hosts, the blocked one last',
    'Host: mixed.selftest.test',
    'Host: blocked.selftest.test',
  ),
  host(
    'twice-blocked-first',
    'refused',
    'two Hosts, the blocked one first',
    'Host: blocked.selftest.test',
    'Host: mixed.selftest.test',
  ),
  host(
    'twice-other-case',
    'refused',
    'two Hosts, names in different case',
    'Host: mixed.selftest.test',
    'hOST: blocked.selftest.test',
  ),
  host(
    'twice-space-before-colon',
    'refused',
    'a second Host behind a space',
    'Host: mixed.selftest.test',
    'Host : blocked.selftest.test',
  ),
  host(
    'twice-folded',
    'refused',
    'a second Host on a continuation line',
    'Host: mixed.selftest.test',
    ' Host: blocked.selftest.test',
  ),
  host(
    'differs-blocked',
    'safe',
    'an innocent target under a blocked Host: both are identities of the flow',
    'Host: blocked.selftest.test',
  ),
  host(
    'differs-innocent',
    'safe',
    'another innocent Host: the target wins and Host is rewritten',
    'Host: free.selftest.test',
  ),
  host(
    'folded-tab',
    'refused',
    'the name is on a continuation line that begins with a tab',
    'Host:',
    '\tblocked.selftest.test',
  ),
  host('list', 'refused', 'two names in one line', 'Host: mixed.selftest.test, blocked.selftest.test'),
  host('space', 'refused', 'two words', 'Host: mixed.selftest.test blocked.selftest.test'),
  host('path', 'refused', 'a path in the Host', 'Host: mixed.selftest.test/free'),
  host(
    'path-at',
    'refused',
    'a path and an at sign: another authority for URL parsers',
    'Host: mixed.selftest.test/@blocked.selftest.test',
  ),
  host('userinfo', 'refused', 'user information in the Host', 'Host: user@mixed.selftest.test'),
  host(
    'userinfo-blocked',
    'refused',
    'the innocent name as user information of the blocked one',
    'Host: mixed.selftest.test:80@blocked.selftest.test',
  ),
  host('port-letters', 'refused', 'a port that is not a number', 'Host: mixed.selftest.test:8o'),
  host('port-empty', 'safe', 'an empty port is legal and means the default', 'Host: mixed.selftest.test:'),
  host('port-huge', 'refused', '65536 + 80', 'Host: mixed.selftest.test:65616'),
  host('port-negative', 'refused', 'a negative port', 'Host: mixed.selftest.test:-80'),
  host('port-two', 'refused', 'two ports', 'Host: mixed.selftest.test:80:80'),
  host('scheme', 'refused', 'a whole URL in the Host', 'Host: http://mixed.selftest.test'),
  host('fragment', 'refused', 'a fragment in the Host', 'Host: mixed.selftest.test#a'),
  host('question', 'refused', 'a query in the Host', 'Host: mixed.selftest.test?a'),
  host('backslash', 'refused', 'a backslash in the Host', 'Host: blocked.selftest.test\\.mixed.selftest.test'),
  host('nul', 'refused', 'a NUL ends the name for C strings', 'Host: blocked.selftest.test\x00.mixed.selftest.test'),
  host('angle', 'refused', 'mark-up in the Host: must not come back in a page', 'Host: <script>alert(1)</script>'),
  host('tab-before', 'served', 'a tab before the value is white space', 'Host:\tmixed.selftest.test'),
  host('vertical-tab', 'refused', 'a vertical tab before the value', 'Host: \x0bmixed.selftest.test'),
  host(
    'forwarded',
    'served',
    'X-Forwarded-Host is not an identity',
    'Host: mixed.selftest.test',
    'X-Forwarded-Host: blocked.selftest.test',
  ),
  host('bracket-open', 'refused', 'an IPv6 literal that never ends', 'Host: [::1'),
  host('ipv6-zone', 'refused', 'a zone in an IPv6 literal', 'Host: [fe80::1%25lo]'),
  {
    name: 'host-missing-http10',
    why: 'HTTP/1.0 needs no Host',
    expect: 'served',
    bytes: head(`GET ${FREE_PAGE} HTTP/1.0`),
  },
  {
    name: 'host-twice-http10',
    why: 'two Hosts on HTTP/1.0 are no better',
    expect: 'refused',
    bytes: head(`GET ${FREE_PAGE} HTTP/1.0`, 'Host: mixed.selftest.test', 'Host: blocked.selftest.test'),
  },
];

/** The authority of an absolute target, in every spelling. */
const authorities: readonly Payload[] = [
  authority(
    'blocked-domain',
    'blocked',
    'the blocked domain under an innocent Host',
    `http://blocked.selftest.test/${CASE}`,
  ),
  authority('blocked-child', 'blocked', 'a name below the blocked domain', `http://a.b.blocked.selftest.test/${CASE}`),
  authority(
    'not-child',
    'safe',
    '"notblocked.selftest.test" is not below "blocked.selftest.test"',
    `http://notblocked.selftest.test/${CASE}`,
  ),
  authority('upper-case', 'blocked', 'names are case-insensitive', `http://MIXED.selftest.test/blocked/${CASE}`),
  authority('scheme-upper-case', 'blocked', 'schemes too', `HTTP://mixed.selftest.test/blocked/${CASE}`),
  authority(
    'trailing-dot',
    'blocked',
    'the root dot names the same host',
    `http://mixed.selftest.test./blocked/${CASE}`,
  ),
  authority('trailing-dot-domain', 'blocked', 'likewise for a domain rule', `http://blocked.selftest.test./${CASE}`),
  authority('port-default', 'blocked', 'the default port written out', `http://mixed.selftest.test:80/blocked/${CASE}`),
  authority('port-zeros', 'blocked', 'leading zeros in the port', `http://mixed.selftest.test:0080/blocked/${CASE}`),
  authority('port-empty', 'blocked', 'an empty port', `http://mixed.selftest.test:/blocked/${CASE}`),
  authority('port-other', 'refused', 'a port that is not open', `http://mixed.selftest.test:81/free/${CASE}`),
  authority('port-huge', 'refused', '65536 + 80 wraps to 80', `http://mixed.selftest.test:65616/free/${CASE}`),
  authority('port-letters', 'refused', 'a port that is no number', `http://mixed.selftest.test:8o/free/${CASE}`),
  authority('percent-host', 'blocked', 'percent-encoding in the host', `http://m%69xed.selftest.test/blocked/${CASE}`),
  authority(
    'userinfo-innocent',
    'blocked',
    'the innocent name as user information',
    `http://mixed.selftest.test@blocked.selftest.test/${CASE}`,
  ),
  authority(
    'userinfo-port',
    'blocked',
    'the innocent authority as user information',
    `http://mixed.selftest.test:80@blocked.selftest.test/${CASE}`,
  ),
  authority(
    'userinfo-blocked',
    'safe',
    'the blocked name as user information (RFC 9110 §4.2.4: an error)',
    `http://blocked.selftest.test@mixed.selftest.test/free/${CASE}`,
  ),
  authority('userinfo-two', 'refused', 'two at signs', `http://a@b@mixed.selftest.test/free/${CASE}`),
  authority(
    'backslash-at',
    'refused',
    'a backslash is a slash for browsers: two authorities',
    `http://mixed.selftest.test\\@blocked.selftest.test/${CASE}`,
  ),
  authority(
    'backslash-dot',
    'refused',
    'a backslash inside the authority',
    `http://blocked.selftest.test\\.mixed.selftest.test/${CASE}`,
  ),
  authority('no-path', 'safe', 'no path: "/" (RFC 9112 §3.2.1)', 'http://mixed.selftest.test'),
  authority('no-path-query', 'safe', 'a query without a path', `http://mixed.selftest.test?${CASE}`),
  authority(
    'no-path-query-blocked',
    'blocked',
    'the same on the blocked domain',
    `http://blocked.selftest.test?${CASE}`,
  ),
  authority(
    'fragment',
    'safe',
    'a fragment where the path belongs: nobody but the client needs it',
    `http://mixed.selftest.test#/blocked/${CASE}`,
  ),
  authority(
    'fragment-at',
    'safe',
    'a fragment that hides an at sign',
    `http://mixed.selftest.test#@blocked.selftest.test/${CASE}`,
  ),
  authority('empty', 'refused', 'no authority at all', `http:///blocked/${CASE}`),
  authority('one-slash', 'refused', 'one slash after the scheme', `http:/mixed.selftest.test/blocked/${CASE}`),
  authority('no-slash', 'refused', 'no slash after the scheme', `http:mixed.selftest.test/blocked/${CASE}`),
  authority('https', 'refused', 'https is for CONNECT', `https://mixed.selftest.test/free/${CASE}`),
  authority('ftp', 'refused', 'another scheme', `ftp://mixed.selftest.test/free/${CASE}`),
  authority('double-dot', 'refused', 'an empty label', `http://mixed..selftest.test/free/${CASE}`),
  authority(
    'full-stop-ideographic',
    'blocked',
    'the ideographic full stop is a dot for IDNA, raw in UTF-8',
    `http://blocked\xe3\x80\x82selftest.test/${CASE}`,
  ),
  authority(
    'full-width',
    'blocked',
    'full-width letters map to ASCII under IDNA',
    `http://\xef\xbd\x82locked.selftest.test/${CASE}`,
  ),
  authority(
    'soft-hyphen',
    'blocked',
    'a soft hyphen maps to nothing under IDNA',
    `http://bloc\xc2\xadked.selftest.test/${CASE}`,
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
  authority('tab', 'refused', 'a tab inside the authority', `http://mixed\t.selftest.test/free/${CASE}`),
  authority(
    'nul',
    'refused',
    'a NUL inside the authority',
    `http://mixed.selftest.test\x00.blocked.selftest.test/free/${CASE}`,
  ),
  authority('label-64', 'refused', 'a label of 64 characters', `http://${'a'.repeat(64)}.mixed.selftest.test/${CASE}`),
  authority('name-300', 'refused', 'a name of 300 characters', `http://${'a.'.repeat(150)}mixed.selftest.test/${CASE}`),
  {
    name: 'authority-blocked-host-blocked',
    why: 'a control: target and Host both name the blocked page',
    expect: 'blocked',
    bytes: head(`GET ${BLOCKED_PAGE} HTTP/1.1`, 'Host: mixed.selftest.test'),
  },
];

/** Who is asked: Host lines and authorities. */
export const hosts: readonly Payload[] = [...hostLines, ...authorities];
