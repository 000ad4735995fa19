/** Responses that no origin should send, as raw bytes. */

export interface HostileResponse {
  readonly name: string;
  readonly why: string;
  readonly bytes: string;
  /** After the bytes the origin ends the connection (`end`), resets it (`reset`) or keeps it open (`hold`). */
  readonly afterwards: 'end' | 'reset' | 'hold';
}

const LENGTH_2 = 'Content-Length: 2\r\n\r\n';
const POISON = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON';

function row(
  name: string,
  why: string,
  bytes: string,
  afterwards: HostileResponse['afterwards'] = 'end',
): HostileResponse {
  return { name, why, bytes, afterwards };
}

/** The table. `POISON` is the answer to no request: no client may hear it. */
export const HOSTILE_RESPONSES: readonly HostileResponse[] = [
  row(
    'status-099',
    'below every class: kills servers that pass it to a response API',
    `HTTP/1.1 099 X\r\n${LENGTH_2}ok`,
  ),
  row('status-000', 'zero', `HTTP/1.1 000 X\r\n${LENGTH_2}ok`),
  row('status-1000', 'four digits', `HTTP/1.1 1000 X\r\n${LENGTH_2}ok`),
  row('status-999', 'above every class', `HTTP/1.1 999 X\r\n${LENGTH_2}ok`),
  row('status-letters', 'no number', `HTTP/1.1 abc X\r\n${LENGTH_2}ok`),
  row('status-negative', 'a sign', `HTTP/1.1 -20 X\r\n${LENGTH_2}ok`),
  row('no-reason', 'no reason phrase, and no space', `HTTP/1.1 200\r\n${LENGTH_2}ok`),
  row('reason-control', 'control characters in the reason', `HTTP/1.1 200 \x00\x07\r\n${LENGTH_2}ok`),
  row('version-2', 'another version', `HTTP/2.0 200 OK\r\n${LENGTH_2}ok`),
  row('version-0.9', 'no head at all', '<html>ok</html>'),
  row('icy', 'the protocol of radio streams', 'ICY 200 OK\r\n\r\nmusic'),
  row('binary', 'bytes of no protocol', '\x00\xff\xfe\x80\x16\x03\x01'),
  row('ssh', 'another protocol speaks first', 'SSH-2.0-OpenSSH_9.2\r\n'),
  row('nothing', 'closed without a byte', ''),
  row('nothing-reset', 'reset without a byte', '', 'reset'),
  row('half-status', 'closed inside the status line', 'HTTP/1.1 20'),
  row('half-head', 'closed inside the head', 'HTTP/1.1 200 OK\r\nContent-'),
  row(
    'half-body',
    'closed inside the body: the client must see that it is not whole',
    'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf',
  ),
  row('half-body-reset', 'reset inside the body', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', 'reset'),
  row('half-chunk', 'closed inside a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf'),
  row(
    'chunk-garbage',
    'no number where a chunk size belongs',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n',
    'hold',
  ),
  row(
    'chunk-huge',
    'a chunk size beyond 64 bits',
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'f'.repeat(40)}\r\nok`,
    'hold',
  ),
  row('length-garbage', 'no number where the length belongs', 'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nok'),
  row(
    'length-twice',
    'two lengths',
    `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 40\r\n\r\nok${POISON}`,
    'hold',
  ),
  row('length-negative', 'a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok'),
  row(
    'both-framings',
    'length and coding',
    `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${POISON}`,
    'hold',
  ),
  row('unknown-coding', 'a coding that nobody knows', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: cow\r\n\r\nok'),
  row('bare-lf', 'lines that end with LF', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'),
  row('no-colon', 'a line without a colon', `HTTP/1.1 200 OK\r\nnonsense\r\n${LENGTH_2}ok`),
  row('folded', 'a folded field', `HTTP/1.1 200 OK\r\nX: a\r\n b\r\n${LENGTH_2}ok`),
  row('nul', 'a NUL in a field', `HTTP/1.1 200 OK\r\nX: a\x00b\r\n${LENGTH_2}ok`),
  row('long-field', 'a field of one megabyte', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(1_000_000)}\r\n${LENGTH_2}ok`),
  row('long-status', 'a status line of one megabyte', `HTTP/1.1 200 ${'a'.repeat(1_000_000)}\r\n${LENGTH_2}ok`),
  row('many-fields', 'fifty thousand fields', `HTTP/1.1 200 OK\r\n${'X: a\r\n'.repeat(50_000)}${LENGTH_2}ok`),
  row(
    'interim-flood',
    'ten thousand interim responses',
    `${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(10_000)}HTTP/1.1 200 OK\r\n${LENGTH_2}ok`,
    'hold',
  ),
  row(
    'interim-only',
    'interim responses and then the end',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n',
  ),
  row(
    'unasked-101',
    'a switch of protocols that nobody asked for',
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n${POISON}`,
    'hold',
  ),
  row(
    'unasked-407',
    'credentials for a proxy, asked for by an origin',
    `HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n${LENGTH_2}ok`,
  ),
  row(
    '204-with-body',
    'a body where none can be',
    `HTTP/1.1 204 No Content\r\nContent-Length: 6\r\n\r\n${POISON}`,
    'hold',
  ),
  row('304-with-body', 'likewise', `HTTP/1.1 304 Not Modified\r\n\r\n${POISON}`, 'hold'),
  row('205-with-body', 'likewise, by its meaning', `HTTP/1.1 205 Reset Content\r\n${LENGTH_2}ok`),
  row(
    'too-long',
    'a second response that nobody asked for: the next request must not get it',
    `HTTP/1.1 200 OK\r\n${LENGTH_2}ok${POISON}`,
    'hold',
  ),
  row(
    'too-long-chunked',
    'the same behind a chunked body',
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n${POISON}`,
    'hold',
  ),
  row('pipelined-twice', 'two whole responses at once', POISON.replace('POISON', 'honest') + POISON, 'hold'),
];
