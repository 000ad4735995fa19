import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { classify, LOOKS_HTTP, LOOKS_HTTP2, LOOKS_OTHER, LOOKS_TLS, UNDECIDED } from '../../src/sniff/first-bytes.ts';
import { clientHello } from '../support/hello.ts';
import { header, intercepted, interceptingWorld } from '../support/intercepted.ts';
import type { World } from '../support/world.ts';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const ECHO = (socket: { write(text: string): unknown }, bytes: string): unknown => socket.write(`<${bytes}>`);

let world: World | undefined;
afterEach(() => world?.stop());

test.each([
  { why: 'a method', text: 'GET / HTTP/1.1', want: LOOKS_HTTP },
  { why: 'a method that nobody knows', text: 'X!y /z', want: LOOKS_HTTP },
  { why: 'such a method, and an absolute target', text: 'X!y HTTP://z', want: LOOKS_HTTP },
  { why: 'such a method, and no target', text: 'X!y * HTTP/1.1\r\n', want: LOOKS_HTTP },
  { why: 'a method before a vertical tab', text: 'GET\x0b', want: LOOKS_HTTP },
  { why: 'blanks of Latin-1 before a method', text: '\xa0\x85\x0c\x1fGET\xa0', want: LOOKS_HTTP },
  { why: 'lines before a method', text: '\r\n\n GET /', want: LOOKS_HTTP },
  { why: 'a banner of SSH', text: 'SSH-2.0-x with words\r\n', want: LOOKS_OTHER },
  { why: 'a request that looks like a banner', text: 'SSH-x / HTTP/1.1\r\n', want: LOOKS_HTTP },
  { why: 'a handshake record', text: '\x16\x03\x01', want: LOOKS_TLS },
  { why: 'a hello of SSLv2', text: '\x80\x2e\x01\x03', want: LOOKS_TLS },
  { why: 'perhaps a hello of SSLv2', text: '\x80\x2e\x01', want: UNDECIDED },
  { why: 'a warning, a change of ciphers or a heartbeat before a hello', text: '\x15', want: LOOKS_TLS },
  { why: 'a high byte, and no hello', text: '\x80\x2e\x02', want: LOOKS_OTHER },
  { why: 'the preface of HTTP/2', text: PREFACE, want: LOOKS_HTTP2 },
  { why: 'nearly the preface', text: 'PRI * HTTP/1.1\r\n', want: LOOKS_HTTP },
  { why: 'a zero byte', text: '\0', want: LOOKS_OTHER },
  { why: 'a word and a line end', text: 'HELO\r\n', want: LOOKS_OTHER },
  { why: 'a word that goes on and on', text: 'x'.repeat(9000), want: LOOKS_OTHER },
  { why: 'a method of 40 letters: Apache serves it', text: `${'x'.repeat(40)} /`, want: LOOKS_HTTP },
  { why: 'a word that is no method, before a version', text: 'G:T / HTTP/1.1\r\n', want: LOOKS_HTTP },
  { why: 'such a word, and no version', text: 'EHLO, here\r\n', want: LOOKS_OTHER },
  { why: 'such a word, and a byte that is no text', text: 'a:\0', want: LOOKS_OTHER },
  { why: 'text that begins with no word: XMPP', text: "<stream:stream to='x'>", want: LOOKS_OTHER },
  { why: 'such a word without a line end', text: 'a:b', want: UNDECIDED },
  { why: 'half a word', text: 'GE', want: UNDECIDED },
  { why: 'half a banner', text: 'SSH-2.0', want: UNDECIDED },
  { why: 'a banner with a target', text: 'SSH-x /blocked/', want: LOOKS_HTTP },
  { why: 'git', text: '0032git-upload-pack /project.git\0host=demo.test\0', want: LOOKS_OTHER },
  { why: 'RTSP', text: 'OPTIONS rtsp://demo.test/a RTSP/1.0\r\n', want: LOOKS_OTHER },
  { why: 'IRC', text: 'NICK somebody\r\n', want: LOOKS_OTHER },
  { why: 'SIP', text: 'REGISTER sip:demo.test SIP/2.0\r\n', want: LOOKS_OTHER },
  { why: 'NATS', text: 'CONNECT {"verbose":false}\r\n', want: LOOKS_OTHER },
  { why: 'memcached', text: 'get key\r\n', want: LOOKS_OTHER },
  { why: 'Gnutella', text: 'GNUTELLA CONNECT/0.6\r\n', want: LOOKS_OTHER },
  { why: 'Icecast', text: 'SOURCE /mount ICE/1.0\r\n', want: LOOKS_HTTP },
])('$why', ({ text, want }) => {
  const bytes = Buffer.from(text, 'latin1');
  expect(classify(bytes)).toBe(want);
  // Nothing that was decided is taken back by what comes later.
  const decided = Array.from(bytes, (_, i) => classify(bytes.subarray(0, i + 1))).filter((kind) => kind !== UNDECIDED);
  expect(new Set(decided).size).toBeLessThanOrEqual(1);
});

test('a ClientHello is judged before the origin hears of it, then passes whole', async () => {
  world = await interceptingWorld(ECHO);
  const client = intercepted(world, clientHello('demo.test'));
  await client.until('>');
  expect(Buffer.from(world.origin.received, 'latin1')).toEqual(clientHello('demo.test'));
  expect(world.recorder.reported).toEqual(['inspected tls', 'forwarded tls']);
  client.socket.destroy();
});

test('a blocked name is answered with an alert, and nothing reaches the origin', async () => {
  world = await interceptingWorld(ECHO);
  expect(await intercepted(world, clientHello('www.blocked.test')).closed()).toBe('\x15\x03\x03\0\x02\x02\x31');
  expect(world.origin.sockets).toHaveLength(0);
  expect(world.recorder.reported).toEqual(['inspected tls', 'blocked tls by 1']);
});

test('a hello for a free name to a listed address is blocked', async () => {
  world = await interceptingWorld(ECHO);
  const client = world.connect();
  client.send(Buffer.concat([Buffer.from(header(world, '192.0.2.66', 443)), clientHello('demo.test')]));
  expect(await client.closed()).toBe('\x15\x03\x03\0\x02\x02\x31');
});

test('a hello that drips in is the same hello', async () => {
  world = await interceptingWorld(ECHO);
  const client = intercepted(world);
  for (const byte of clientHello('blocked.test').subarray(0, 120)) {
    client.send(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  client.send(clientHello('blocked.test').subarray(120));
  expect(await client.closed()).toBe('\x15\x03\x03\0\x02\x02\x31');
});

test.each([
  { why: 'another protocol', text: '\0\x01\x02', reported: 'unseen protocol-unknown' },
  { why: 'SSH', text: 'SSH-2.0-x\r\n', reported: 'unseen protocol-unknown' },
])('$why passes and is counted', async ({ text, reported }) => {
  world = await interceptingWorld(ECHO);
  const client = intercepted(world, text);
  expect(await client.until('>')).toBe(`<${text}>`);
  expect(world.recorder.reported).toEqual(['inspected other', 'forwarded other', reported]);
  client.socket.destroy();
});

test('half a method that never ends is refused: the other half would pass unread', async () => {
  world = await interceptingWorld(ECHO, { headTime: 60 });
  const client = intercepted(world, 'GE');
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 408 /);
  expect(world.origin.received).toBe('');
  expect(world.recorder.reported).toEqual(['refused head-timeout']);
});

test.each(['GE', 'a:b'])('text that never ends passes if ambiguous requests do: %s', async (text) => {
  world = await interceptingWorld(ECHO, { headTime: 60 }, { ambiguous: text === 'GE' ? 'pass' : 'refuse' });
  const client = intercepted(world, text);
  expect(await client.until('>')).toBe(`<${text}>`);
  expect(world.recorder.reported.at(-1)).toBe('unseen protocol-unknown');
  client.socket.destroy();
});

test('another protocol, if the listener lets none pass, ends and is counted', async () => {
  world = await interceptingWorld(ECHO, {}, { unknown: 'refuse' });
  expect(await intercepted(world, 'SSH-2.0-x\r\n').closed()).toBe('');
  expect(world.recorder.reported).toEqual(['refused protocol-not-allowed']);
  expect(world.origin.sockets).toEqual([]);
});

test.each([
  { h2c: 'pass' as const, want: `<${PREFACE}>`, reported: 'unseen h2c' },
  { h2c: 'refuse' as const, want: '', reported: 'refused http2-preface' },
])('HTTP/2 in clear: $h2c', async ({ h2c, want, reported }) => {
  world = await interceptingWorld((socket, bytes) => socket.end(`<${bytes}>`), {}, { h2c });
  expect(await intercepted(world, PREFACE).closed()).toBe(want);
  expect(world.recorder.reported.at(-1)).toBe(reported);
});

test('a port that is not looked into passes at once, and is counted', async () => {
  world = await interceptingWorld((socket, bytes) => socket.end(`<${bytes}>`), {}, { ports: [80] });
  const request = 'GET / HTTP/1.1\r\nHost: blocked.test\r\n\r\n';
  expect(await intercepted(world, request).closed()).toBe(`<${request}>`);
  expect(world.recorder.reported).toContain('unseen other-port');
});

test('after a silence the origin may speak first', async () => {
  world = await interceptingWorld(ECHO, { silenceTime: 30 });
  const client = intercepted(world);
  await until('a connection', () => world?.origin.sockets.length === 1);
  world.origin.sockets[0]?.write('220 ready\r\n');
  await client.until('220 ready\r\n');
  client.send('HELO x\r\n');
  expect(await client.until('>')).toBe('220 ready\r\n<HELO x\r\n>');
  expect(world.recorder.reported).toContain('unseen server-first');
  client.socket.destroy();
});

test('a request after a silence is judged all the same: browsers connect before they know what to ask', async () => {
  world = await interceptingWorld(ECHO, { silenceTime: 30 });
  const client = intercepted(world);
  await until('a connection', () => world?.origin.sockets.length === 1);
  client.send('GET / HTTP/1.1\r\nHost: blocked.test\r\n\r\n');
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 451 /);
  expect(world.origin.received).toBe('');
  const second = intercepted(world);
  await until('a second connection', () => world?.origin.sockets.length === 2);
  second.send('GET / HTTP/1.1\r\nHost: demo.test\r\n\r\n');
  await second.until('demo.test');
  expect(world.origin.sockets).toHaveLength(2);
  second.socket.destroy();
});
