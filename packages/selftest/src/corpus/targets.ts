import { CASE, get, head, type Payload } from './payload.ts';

/** A GET of `path` on mixed.selftest.test. */
function path(name: string, expect: Payload['expect'], why: string, target: string): Payload {
  return { name: `path-${name}`, why, expect, bytes: get(`http://mixed.selftest.test${target}`) };
}

/** A GET whose whole target is `target`. */
function form(name: string, expect: Payload['expect'], why: string, target: string): Payload {
  return { name: `target-${name}`, why, expect, bytes: get(target) };
}

const X = CASE;

/** Spellings of a blocked path, and of paths that only look like one. */
const paths: readonly Payload[] = [
  path('plain', 'blocked', 'a control', `/blocked/${X}`),
  path('directory', 'blocked', 'the directory itself', `/blocked/?${X}`),
  path('query', 'blocked', 'a query changes nothing', `/blocked/${X}?a=b`),
  path('free-query', 'served', 'the blocked path in the query of an innocent page', `/free/${X}?/blocked/`),
  path('sibling', 'served', '"/blockedx" is another directory', `/blockedx/${X}`),
  path('parent', 'safe', 'the directory without its slash', `/blocked?${X}`),
  path('encoded-letter', 'blocked', '%62 is "b"', `/%62locked/${X}`),
  path('encoded-all', 'blocked', 'every letter encoded', `/%62%6c%6f%63%6b%65%64/${X}`),
  path('encoded-upper-hex', 'blocked', 'hexadecimal digits in upper case', `/b%6Cocked/${X}`),
  path('encoded-twice', 'blocked', 'encoded twice: decoded twice by some gateways', `/%2562locked/${X}`),
  path('encoded-thrice', 'blocked', 'encoded three times', `/%252562locked/${X}`),
  path('encoded-slash-after', 'blocked', '%2f after the directory', `/blocked%2f${X}`),
  path('encoded-slash-before', 'blocked', '%2f before it', `/%2fblocked/${X}`),
  path('double-slash', 'blocked', 'empty segments are merged by most servers', `//blocked/${X}`),
  path('triple-slash', 'blocked', 'more of them', `///blocked///${X}`),
  path('dot', 'blocked', 'a dot segment', `/./blocked/${X}`),
  path('dot-inside', 'blocked', 'a dot segment after it', `/blocked/./${X}`),
  path('dot-dot', 'blocked', 'up and down again', `/free/../blocked/${X}`),
  path('dot-dot-encoded', 'blocked', 'encoded dots are dots', `/free/%2e%2e/blocked/${X}`),
  path('dot-dot-half-encoded', 'blocked', 'one encoded dot', `/free/.%2E/blocked/${X}`),
  path('dot-dot-encoded-slash', 'blocked', 'an encoded slash after the dots', `/free/..%2fblocked/${X}`),
  path('dot-dot-above-root', 'blocked', 'above the root is the root', `/../../blocked/${X}`),
  path('dot-dot-inside', 'blocked', 'into a child and back', `/blocked/a/../${X}`),
  path('dot-dot-out', 'safe', 'out of the directory: an innocent page after resolution', `/blocked/../free/${X}`),
  path('dot-dot-out-encoded', 'safe', 'the same, encoded', `/blocked/%2e%2e/free/${X}`),
  path(
    'dot-dot-double-slash',
    'blocked',
    'dots against merged slashes: two orders, two results',
    `/free//../blocked/${X}`,
  ),
  path('dot-dot-parameter', 'safe', '"..;" is ".." for servlet containers', `/free/..;/blocked/${X}`),
  path('parameter', 'safe', 'a path parameter on the directory', `/blocked;a=b/${X}`),
  path('backslash', 'safe', 'a backslash is a slash on some systems', `/\\blocked/${X}`),
  path('backslash-dot-dot', 'safe', 'dots with backslashes', `/free/..\\blocked/${X}`),
  path('backslash-encoded', 'safe', 'an encoded backslash', `/%5cblocked/${X}`),
  path('evil-host', 'safe', 'two slashes and a name: an authority for URL parsers', `//blocked.selftest.test/${X}`),
  path('evil-backslash', 'safe', 'slash, backslash and a name: likewise', `/\\blocked.selftest.test/${X}`),
  path('absolute-inside', 'safe', 'an absolute URL as a path', `/http://blocked.selftest.test/${X}`),
  path('upper-case', 'safe', 'paths are case-sensitive, unless the origin thinks otherwise', `/BLOCKED/${X}`),
  path('encoded-nul', 'blocked', 'an encoded NUL in a blocked path', `/blocked/%00${X}`),
  path('encoded-nul-inside', 'safe', 'an encoded NUL inside the name', `/blo%00cked/${X}`),
  path('encoded-crlf', 'safe', 'an encoded line end: must never be decoded into one', `/free/${X}%0d%0aX:%20y`),
  path(
    'encoded-crlf-request',
    'safe',
    'an encoded request',
    `/free/${X}%20HTTP/1.1%0d%0aHost:%20a%0d%0a%0d%0aGET%20/blocked/${X}/smuggled`,
  ),
  path('encoded-space', 'safe', 'an encoded space in the directory is another name', `/blocked%20/${X}`),
  path('percent-malformed', 'safe', 'a percent sign without digits', `/free/${X}%zz`),
  path('percent-at-end', 'safe', 'a percent sign at the end', `/free/${X}%`),
  path('overlong-slash', 'safe', 'an overlong UTF-8 slash', `/free/..%c0%afblocked/${X}`),
  path('percent-u', 'blocked', 'the %u notation of servers on Windows', `/%u0062locked/${X}`),
  path('segment-dot', 'blocked', 'a dot at the end of a segment: Windows drops it', `/blocked./${X}`),
  path('segment-space', 'blocked', 'an encoded space at the end of a segment: Windows drops it', `/blocked%20/${X}`),
  path('plus', 'served', 'a plus sign is a plus sign in a path', `/free/${X}+a`),
  path('long-7k', 'served', 'seven kilobytes: under the limit of 8 kB', `/free/${X}/${'a'.repeat(7000)}`),
  path('long-9k', 'refused', 'nine kilobytes: over the limit (414)', `/free/${X}/${'a'.repeat(9000)}`),
  path('long-70k', 'refused', 'seventy kilobytes: over the limit of a head', `/free/${X}/${'a'.repeat(70_000)}`),
  path('many-segments', 'blocked', 'two thousand steps down and up', `/${'a/../'.repeat(1200)}blocked/${X}`),
];

/** Forms of the request target: RFC 9112 §3.2, and bytes that do not belong there. */
const forms: readonly Payload[] = [
  form('origin-form', 'safe', 'origin-form at a proxy: it has a Host, but is not addressed to a proxy', `/free/${X}`),
  form('origin-form-blocked', 'blocked', 'origin-form of a blocked page', `/blocked/${X}`),
  form('origin-form-double-slash', 'safe', 'a name behind two slashes', `//blocked.selftest.test/${X}`),
  form('origin-form-backslash', 'safe', 'a name behind slash and backslash', `/\\blocked.selftest.test/${X}`),
  form('relative', 'refused', 'a relative path', `blocked/${X}`),
  form('asterisk', 'refused', '"*" is for OPTIONS only', '*'),
  form('authority', 'refused', 'authority-form is for CONNECT only', 'mixed.selftest.test:80'),
  form('question', 'refused', 'a query alone', `?${X}`),
  form('empty', 'refused', 'nothing between two spaces', ''),
  form('scheme-only', 'refused', 'a scheme alone', 'http:'),
  form(
    'fragment',
    'safe',
    'a fragment on an innocent page (RFC 9112 §3.2 has none)',
    `http://mixed.selftest.test/free/${X}#a`,
  ),
  form('fragment-path', 'safe', 'a fragment that hides a path', `http://mixed.selftest.test/free/${X}#/../../blocked/`),
  form('space', 'refused', 'a space inside the target', `http://mixed.selftest.test/free/${X} x`),
  form('space-version', 'refused', 'a version inside the target', `http://mixed.selftest.test/free/${X} HTTP/1.1`),
  form('tab', 'refused', 'a tab inside the target', `http://mixed.selftest.test/free/\t${X}`),
  form('nul', 'refused', 'a NUL inside the target', `http://mixed.selftest.test/free/${X}\x00/blocked/`),
  form('control', 'refused', 'a control character inside the target', `http://mixed.selftest.test/free/\x01${X}`),
  form('bare-cr', 'refused', 'a bare CR inside the target', `http://mixed.selftest.test/free/\r${X}`),
  form('delete', 'refused', 'DEL inside the target', `http://mixed.selftest.test/free/\x7f${X}`),
  form(
    'utf8',
    'safe',
    'raw UTF-8 in the path: seen on the wire, outside the grammar',
    `http://mixed.selftest.test/free/${X}/caf\xc3\xa9`,
  ),
  form(
    'utf8-blocked',
    'blocked',
    'raw UTF-8 after a blocked directory',
    `http://mixed.selftest.test/blocked/${X}/caf\xc3\xa9`,
  ),
  form('quote', 'safe', 'a quotation mark in the path', `http://mixed.selftest.test/free/${X}/"a"`),
  form(
    'brackets',
    'safe',
    'brackets and pipes in the query, as browsers send them',
    `http://mixed.selftest.test/free/${X}?a[]=b|c`,
  ),
  {
    name: 'target-tabs-between',
    why: 'tabs in place of the spaces of the request line',
    expect: 'refused',
    bytes: head(`GET\thttp://mixed.selftest.test/free/${X}\tHTTP/1.1`, 'Host: mixed.selftest.test'),
  },
  {
    name: 'target-two-spaces',
    why: 'two spaces between method and target',
    expect: 'refused',
    bytes: head(`GET  http://mixed.selftest.test/free/${X} HTTP/1.1`, 'Host: mixed.selftest.test'),
  },
  {
    name: 'target-options-asterisk',
    why: 'OPTIONS * at a proxy names no origin',
    expect: 'safe',
    bytes: head('OPTIONS * HTTP/1.1', 'Host: mixed.selftest.test', `X-Case: ${X}`),
  },
  {
    name: 'target-options-no-path',
    why: 'OPTIONS of an absolute URL without a path is OPTIONS * at the origin (RFC 9112 §3.2.4)',
    expect: 'safe',
    bytes: head('OPTIONS http://mixed.selftest.test HTTP/1.1', 'Host: mixed.selftest.test', `X-Case: ${X}`),
  },
  {
    name: 'target-options-blocked',
    why: 'OPTIONS of a blocked page is a request for it',
    expect: 'blocked',
    bytes: head(`OPTIONS http://mixed.selftest.test/blocked/${X} HTTP/1.1`, 'Host: mixed.selftest.test'),
  },
];

/** What is asked for: paths and target forms. */
export const targets: readonly Payload[] = [...paths, ...forms];
