import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { header, intercepted, interceptingWorld } from '../support/intercepted.ts';
import { answering, HELLO, type World } from '../support/world.ts';

let world: World;
afterEach(() => world.stop());

const get = (target: string, host = 'demo.test', more = ''): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${more}\r\n`;

test('a request and its response pass byte for byte, with everything that a proxy would have changed', async () => {
  const response = 'HTTP/1.1 200 Fine\r\nserver:x\r\nX-Odd :  y\r\nContent-Length: 2\r\n\r\nok';
  world = await interceptingWorld(answering(response));
  const request = get(
    '/a?b=%2F',
    'demo.test',
    'X-A:  1 \r\nKeep-Alive: 5\r\nVia: 1.1 us\r\nMax-Forwards: 0\r\nTE: x\r\n',
  );
  const client = intercepted(world, request);
  expect(await client.until('ok')).toBe(response);
  expect(world.origin.received).toBe(request);
  expect(world.recorder.reported).toEqual(['inspected http', 'forwarded http']);
  expect(world.recorder.passed).toEqual([request.length, response.length]);
  client.socket.destroy();
});

test('each request of a connection is judged, in order, and the answer to a blocked one ends it', async () => {
  world = await interceptingWorld();
  const first = get('/1') + get('/free', 'mixed.test');
  const client = intercepted(world, first + get('/blocked/x', 'mixed.test') + get('/after'));
  expect(await client.closed()).toMatch(/^(HTTP\/1\.1 200[^]*hello){2}HTTP\/1\.1 451 /);
  expect(world.origin.received).toBe(first);
  expect(world.origin.sockets).toHaveLength(1);
});

test.each([
  { why: 'its Host', text: get('/', 'blocked.test') },
  { why: 'its Host in capitals, with a port', text: get('/', 'BLOCKED.test:80') },
  { why: 'an absolute target', text: get('http://blocked.test/', 'demo.test') },
  { why: 'its Host behind an absolute target', text: get('http://demo.test/', 'blocked.test') },
  { why: 'the authority of a CONNECT', text: 'CONNECT blocked.test:443 HTTP/1.1\r\nHost: demo.test\r\n\r\n' },
  { why: 'a directory', text: get('/blocked/a', 'mixed.test') },
  { why: 'any method', text: get('/', 'blocked.test').replace('GET', 'BREW') },
  { why: 'an empty line before it', text: `\r\n${get('/', 'blocked.test')}` },
])('a request is blocked by $why, and nothing of it reaches the origin', async ({ text }) => {
  world = await interceptingWorld();
  expect(await intercepted(world, text).closed()).toMatch(/^HTTP\/1\.1 451 /);
  expect(world.origin.sockets).toHaveLength(0);
  expect(world.recorder.reported.filter((reported) => reported.startsWith('blocked'))).toHaveLength(1);
});

test('a request to a listed address is blocked whatever it names', async () => {
  world = await interceptingWorld();
  const client = world.connect();
  client.send(header(world, '192.0.2.66', 80) + get('/'));
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 451 /);
});

test('HTTP/1.0 without a Host passes, and is judged by the address', async () => {
  world = await interceptingWorld();
  const request = 'GET /x HTTP/1.0\r\n\r\n';
  expect(await intercepted(world, request).closed()).toBe(HELLO);
  expect(world.origin.received).toBe(request);
});

test.each([
  { why: 'two Host lines', text: 'GET / HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\n\r\n' },
  { why: 'no Host in HTTP/1.1', text: 'GET / HTTP/1.1\r\n\r\n' },
  { why: 'HTTP/0.9', text: 'GET /\r\n' },
  { why: 'a length and a coding', text: get('/', 'demo.test', 'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n') },
  { why: 'a blank before the method', text: ` ${get('/')}` },
  { why: 'a line feed before the method', text: `\n${get('/')}` },
  { why: 'a vertical tab after the method: Python serves it', text: get('/').replace(' ', '\x0b') },
  { why: 'a no-break space before the method', text: `\xa0${get('/')}` },
  { why: 'a tab after the method', text: get('/').replace(' ', '\t') },
])('what origins could read in another way is answered with 400: $why', async ({ text }) => {
  world = await interceptingWorld();
  expect(await intercepted(world, text).closed()).toMatch(/^HTTP\/1\.1 400 /);
  expect(world.origin.received).toBe('');
});

test('by another setting it passes with all that follows, and is counted', async () => {
  world = await interceptingWorld(undefined, {}, { ambiguous: 'pass' });
  const text = `${get('/1')}GET /2 HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\n\r\n`;
  const client = intercepted(world, text);
  await client.until((received) => received.length === 2 * HELLO.length);
  expect(world.origin.received).toBe(text);
  expect(world.recorder.reported).toContain('unseen ambiguous-http');
  client.socket.destroy();
});

test('a body passes as it came, and the next request is judged behind it', async () => {
  world = await interceptingWorld((socket, bytes) => {
    if (bytes.includes('POST')) socket.write(HELLO);
  });
  const post = 'POST / HTTP/1.1\r\nHost: demo.test\r\nTransfer-Encoding: chunked\r\n\r\n5;x="y"\r\nhello\r\n0\r\n\r\n';
  expect(await intercepted(world, post + get('/', 'blocked.test')).closed()).toContain('HTTP/1.1 451 ');
  expect(world.origin.received).toBe(post);
});

test.each([
  { why: 'no HTTP at all', response: 'ICY 200 OK\r\n\r\nmusic' },
  { why: 'a status below 100', response: 'HTTP/1.1 099 X\r\n\r\n' },
  { why: 'a protocol that nobody asked for', response: 'HTTP/1.1 101 Switching Protocols\r\n\r\nbytes' },
])('whatever an origin answers passes, until it closes: $why', async ({ response }) => {
  world = await interceptingWorld((socket) => socket.end(response));
  expect(await intercepted(world, get('/') + get('/', 'blocked.test')).closed()).toBe(response);
  expect(world.origin.received).toBe(get('/'));
});

test('another protocol begins only after the 101 of the origin', async () => {
  const upgrade = get('/', 'demo.test', 'Connection: Upgrade\r\nUpgrade: odd/1\r\n');
  world = await interceptingWorld((socket, bytes) => {
    if (bytes.includes('/refuses')) socket.write(HELLO);
    else if (bytes.startsWith('GET')) socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: odd/1\r\n\r\nfirst ');
    else socket.write('second');
  });
  const client = intercepted(world, upgrade);
  await client.until('first');
  client.send('anything');
  expect(await client.until('second')).toMatch(/first second$/);
  expect(world.recorder.reported).toContain('unseen upgraded');
  client.socket.destroy();
  const refused = intercepted(world, upgrade.replace('/ ', '/refuses ') + get('/', 'blocked.test'));
  expect(await refused.closed()).toMatch(/hello[^]*HTTP\/1\.1 451 /);
});

test('an origin that is there is joined after its 200 to CONNECT, and a name inside is judged', async () => {
  world = await interceptingWorld((socket, bytes) => {
    if (bytes.startsWith('CONNECT')) socket.write('HTTP/1.1 200 Go\r\n\r\n');
    else socket.write(`got ${bytes}`);
  });
  const client = intercepted(world, 'CONNECT demo.test:443 HTTP/1.1\r\nHost: demo.test\r\n\r\n');
  await client.until('Go\r\n\r\n');
  client.send('ping');
  await client.until('got ping');
  expect(world.recorder.reported).toContain('unseen not-tls');
  client.socket.destroy();
});

test('an origin that refuses looks like one: the client is reset', async () => {
  world = await interceptingWorld();
  world.origin.stop();
  const client = intercepted(world, get('/'));
  await client.closed();
  expect(client).toMatchObject({ reset: true, received: '' });
  expect(world.recorder.reported.at(-1)).toBe('failed connection-refused');
});

test('when the origin ends an idle connection, the client sees it end', async () => {
  world = await interceptingWorld();
  const client = intercepted(world, get('/'));
  await client.until('hello');
  for (const socket of world.origin.sockets) socket.end('HTTP/1.1 408 Request Timeout\r\n\r\n');
  expect(await client.closed()).toBe(HELLO);
  await until('no connection left', () => world.recorder.open === 0);
});
