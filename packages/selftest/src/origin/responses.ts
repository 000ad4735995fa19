import { gzipSync } from 'node:zlib';

/** Without one, whoever passes the response on has to add it (RFC 9110 §6.6.1). */
const DATE = 'Date: Thu, 26 Nov 2026 12:00:00 GMT';

const bare = (...lines: readonly string[]): Buffer => Buffer.from([...lines, '', ''].join('\r\n'), 'latin1');
const head = (status: string, ...fields: readonly string[]): Buffer => bare(status, DATE, ...fields);
const whole = (status: string, body: Buffer | string, ...fields: readonly string[]): Buffer =>
  Buffer.concat([
    head(`HTTP/1.1 ${status}`, ...fields, `Content-Length: ${Buffer.byteLength(body)}`),
    Buffer.from(body),
  ]);

/** Not compressible and not random: every run compares the same bytes. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 0x5eed;
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
}

const CHUNKED = 'Transfer-Encoding: chunked';

/** Responses whose bytes the client knows beforehand, by name. What is behind `until-close` ends with the connection. */
export const RESPONSES: ReadonlyMap<string, Buffer> = new Map([
  [
    'plain',
    whole(
      '200 OK',
      'plain',
      'content-TYPE: text/plain',
      'X-Twice: 1',
      'x-twice: 2',
      'Set-Cookie: a=b; Path=/',
      'Set-Cookie: c=d',
    ),
  ],
  ['chunked', Buffer.concat([head('HTTP/1.1 200 OK', CHUNKED), Buffer.from('5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n')])],
  [
    'trailers',
    Buffer.concat([
      head('HTTP/1.1 200 OK', CHUNKED, 'Trailer: X-Sum'),
      Buffer.from('5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n'),
    ]),
  ],
  ['gzip', whole('200 OK', gzipSync('compressed '.repeat(100)), 'Content-Encoding: gzip', 'Vary: Accept-Encoding')],
  ['no-content', head('HTTP/1.1 204 No Content', 'X-A: b')],
  ['not-modified', head('HTTP/1.1 304 Not Modified', 'ETag: "a"')],
  ['partial', whole('206 Partial Content', '0123456789', 'Content-Range: bytes 0-9/100', 'ETag: "a"')],
  ['not-found', whole('404 Not Found', 'no such page', 'Content-Type: text/plain')],
  ['redirect', whole('302 Found', '', 'Location: http://free.selftest.test/free/')],
  [
    'early-hints',
    Buffer.concat([
      bare('HTTP/1.1 103 Early Hints', 'Link: </a.css>; rel=preload'),
      whole('200 OK', 'late', 'X-Answer: final'),
    ]),
  ],
  ['until-close', Buffer.concat([head('HTTP/1.1 200 OK', 'Connection: close'), Buffer.from('until the end')])],
  ['large', whole('200 OK', noise(1_048_576), 'Content-Type: application/octet-stream')],
  [
    'events',
    Buffer.concat([
      head('HTTP/1.1 200 OK', 'Content-Type: text/event-stream', 'Cache-Control: no-cache', CHUNKED),
      Buffer.from('9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\n'),
    ]),
  ],
]);

/** What is in every other answer of the origin, before the name of the run. */
export const ORIGIN_MARK = 'selftest-origin';

/** An ordinary answer, marked once: in its body, or in a field if it has none. */
export function ordinary(token: string, toHead: boolean, status = '200 OK'): Buffer {
  const mark = `${ORIGIN_MARK} ${token}`;
  const line = `HTTP/1.1 ${status}`;
  const fields = ['Content-Type: text/plain', `Content-Length: ${mark.length + 1}`];
  if (toHead) return head(line, ...fields, `X-Origin: ${mark}`);
  return Buffer.concat([head(line, ...fields), Buffer.from(`${mark}\n`)]);
}

/** The switch to another protocol. */
export const SWITCHING: Buffer = bare(
  'HTTP/1.1 101 Switching Protocols',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
);
