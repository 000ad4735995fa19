import { afterEach, expect, test } from '@jest/globals';
import { answering, HELLO, World } from '../support/world.ts';

let world: World;
afterEach(() => world.stop());

const get = (url: string, more = ''): string => `GET ${url} HTTP/1.1\r\nHost: demo.test\r\n${more}\r\n`;

test('a request passes with its request line in origin-form, and the response untouched', async () => {
  const response = 'HTTP/1.1 200 Fine\r\nserver:x\r\nX-Odd :  y\r\nContent-Length: 2\r\n\r\nok';
  world = await World.start(answering(response));
  const client = world.connect();
  client.send(get('http://demo.test/a?b=%2F', 'X-A:  1 \r\n'));
  expect(await client.until('ok')).toBe(response);
  expect(world.origin.received).toBe('GET /a?b=%2F HTTP/1.1\r\nHost: demo.test\r\nX-A:  1 \r\nVia: 1.1 us\r\n\r\n');
  expect(world.recorder.reported).toEqual(['inspected http', 'forwarded http']);
  expect(world.recorder.passed).toEqual([world.origin.received.length, response.length]);
  client.socket.destroy();
});

test('requests on one connection are each judged, and use one connection to the origin', async () => {
  world = await World.start();
  const client = world.connect();
  for (const n of [1, 2, 3]) {
    client.send(get(`http://demo.test/${n}`));
    await client.until((text) => text.length === n * HELLO.length);
  }
  client.send(get('http://blocked.test/'));
  expect(await client.closed()).toMatch(/^(HTTP\/1\.1 200[^]*){3}HTTP\/1\.1 451 /);
  expect(world.origin.sockets).toHaveLength(1);
  expect(world.origin.received).not.toContain('blocked');
  expect(world.recorder.reported.slice(-2)).toEqual(['inspected http', 'blocked http by 1']);
});

test('pipelined requests are answered in order; a blocked one ends the connection after the earlier answers', async () => {
  world = await World.start((socket, bytes) => {
    const numbers = Array.from(bytes.matchAll(/GET \/(\d)/g), (match) => match[1]);
    for (const n of numbers) setImmediate(() => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${n}`));
  });
  const urls = ['http://demo.test/1', 'http://demo.test/2', 'http://mixed.test/blocked/x', 'http://demo.test/3'];
  const answer = await world.talk(urls.map((url) => get(url)).join(''));
  expect(answer).toMatch(
    /^HTTP\/1\.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP\/1\.1 200 OK\r\nContent-Length: 1\r\n\r\n2HTTP\/1\.1 451 /,
  );
  expect(world.origin.received).not.toMatch(/blocked|\/3/);
});

test('a path rule blocks its directory and nothing else on the host', async () => {
  world = await World.start();
  expect(await world.talk(get('http://mixed.test/blocked/a', 'Connection: close\r\n'))).toMatch(/^HTTP\/1\.1 451 /);
  expect(await world.talk(get('http://mixed.test/free', 'Connection: close\r\n'))).toBe(HELLO);
  expect(await world.talk(get('http://mixed.test', 'Connection: close\r\n'))).toBe(HELLO);
});

test('each name of a request is judged: a blocked Host behind a harmless target, and the other way round', async () => {
  world = await World.start();
  const both = [
    'GET http://demo.test/ HTTP/1.1\r\nHost: blocked.test\r\n\r\n',
    'GET http://blocked.test/ HTTP/1.1\r\nHost: demo.test\r\n\r\n',
  ];
  for (const text of both) expect(await world.talk(text)).toMatch(/^HTTP\/1\.1 451 /);
  expect(world.recorder.reported).toContain('unseen identity-disagreement');
  expect(world.origin.sockets).toHaveLength(0);
});

test('two spellings of one host are no disagreement', async () => {
  world = await World.start();
  await world.talk('GET http://demo.test/ HTTP/1.1\r\nHost: demo.test.\r\nConnection: close\r\n\r\n');
  await world.talk('GET http://[::ffff:7f00:1]:9/ HTTP/1.1\r\nHost: [::FFFF:127.0.0.1]:9\r\nConnection: close\r\n\r\n');
  expect(world.recorder.reported.filter((line) => line.startsWith('inspected'))).toHaveLength(2);
  expect(world.recorder.reported).not.toContain('unseen identity-disagreement');
});

test('the next authority gets a connection of its own', async () => {
  world = await World.start();
  const client = world.connect();
  client.send(get('http://demo.test/'));
  await client.until('hello');
  client.send('GET http://other.test/ HTTP/1.1\r\nHost: other.test\r\n\r\n');
  await client.until((text) => text.length === 2 * HELLO.length);
  expect(world.origin.sockets).toHaveLength(2);
  client.socket.destroy();
});

test.each([
  { why: 'a length', text: 'Content-Length: 11\r\n\r\nhello world' },
  { why: 'chunks', text: 'Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: z\r\n\r\n' },
])('a body passes as it came, and the next request is read behind it: $why', async ({ text }) => {
  world = await World.start((socket, bytes) => {
    if (bytes.startsWith('POST')) socket.write(HELLO);
  });
  const post = `POST http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\n${text}`;
  const client = world.connect();
  client.send(post + get('http://blocked.test/'));
  expect(await client.closed()).toContain('HTTP/1.1 451 ');
  expect(world.origin.received).toContain(text.split('\r\n\r\n').slice(1).join('\r\n\r\n'));
  expect(world.origin.received).not.toContain('blocked');
});

test('a request that comes byte by byte is the same request', async () => {
  world = await World.start();
  const client = world.connect();
  client.socket.setNoDelay(true);
  for (const byte of get('http://demo.test/', 'Connection: close\r\n')) {
    client.send(byte);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await client.closed()).toBe(HELLO);
});

test('a malformed request is answered and the connection ends', async () => {
  world = await World.start();
  const answer = await world.talk(`GET http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\nHost: demo.test\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(answer).not.toContain('demo.test');
  expect(world.recorder.reported).toEqual(['refused host-repeated']);
});

test.each([
  {
    why: 'a port that is not for http',
    url: 'http://demo.test:22/',
    status: 403,
    reported: 'refused port-not-allowed',
  },
  { why: 'loopback as a literal', url: 'http://127.0.0.1/', status: 403, reported: 'refused destination-not-allowed' },
  {
    why: 'loopback in another spelling',
    url: 'http://0x7f.1/',
    status: 403,
    reported: 'refused destination-not-allowed',
  },
  { why: 'loopback as IPv6', url: 'http://[::1]/', status: 403, reported: 'refused destination-not-allowed' },
  { why: 'a listed address', url: 'http://192.0.2.66/', status: 451, reported: 'blocked http by 1' },
])('$why is not connected to', async ({ url, status, reported }) => {
  world = await World.start();
  expect(await world.talk(get(url))).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(world.recorder.reported.at(-1)).toBe(reported);
});

test('a loop is refused', async () => {
  world = await World.start();
  expect(await world.talk(get('http://demo.test/', 'Via: 1.1 us\r\n'))).toMatch(/^HTTP\/1\.1 508 /);
});

test('OPTIONS without forwards left is answered here, TRACE never', async () => {
  world = await World.start();
  const options = 'OPTIONS http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\nMax-Forwards: 0\r\n\r\n';
  expect(await world.talk(options)).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Length: 0\r\n/);
  expect(await world.talk(options.replace('OPTIONS', 'TRACE'))).toMatch(/^HTTP\/1\.1 405 [^]*Allow: GET/);
  expect(world.origin.sockets).toHaveLength(0);
});

test('an origin that refuses is a 502', async () => {
  world = await World.start();
  world.origin.stop();
  expect(await world.talk(get('http://demo.test/'))).toMatch(/^HTTP\/1\.1 502 /);
  expect(world.recorder.reported).toEqual(['inspected http', 'forwarded http', 'failed connection-refused']);
});
