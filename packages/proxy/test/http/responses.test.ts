/** How responses end, what origins may do wrong, and what becomes of the client then. */
import { afterEach, expect, test } from '@jest/globals';
import { answering, HELLO, World } from '../support/world.ts';

let world: World;
afterEach(() => world.stop());

const get = (path: string, more = '', method = 'GET'): string =>
  `${method} http://demo.test${path} HTTP/1.1\r\nHost: demo.test\r\n${more}\r\n`;

/** The connection is good for a second request exactly where the first response ended where we think it did. */
test.each([
  { why: 'a length', response: HELLO },
  { why: 'a length of 0', response: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n' },
  { why: 'the same length twice', response: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok' },
  {
    why: 'chunks and a trailer',
    response: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nA: b\r\n\r\n',
  },
  { why: '204 without a length', response: 'HTTP/1.1 204 No Content\r\n\r\n' },
  {
    why: '304 with the length of what it does not send',
    response: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n',
  },
  { why: 'a length for HEAD', method: 'HEAD', response: 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n' },
  { why: 'chunked for HEAD', method: 'HEAD', response: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' },
  {
    why: 'interim responses first',
    response: `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n${HELLO}`,
  },
  { why: 'bare line feeds', response: 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok' },
  { why: 'no reason phrase', response: 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok' },
])('a response with $why is complete, and the connection goes on', async ({ response, method = 'GET' }) => {
  world = await World.start(answering(response));
  const client = world.connect();
  client.send(get('/1', '', method));
  await client.until((text) => text.length === response.length);
  client.send(get('/2', '', method));
  expect(await client.until((text) => text.length === 2 * response.length)).toBe(response + response);
  expect(world.origin.sockets).toHaveLength(1);
  client.socket.destroy();
});

test.each([
  { why: 'says close', response: 'HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 2\r\n\r\nok' },
  { why: 'is of HTTP/1.0', response: 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok' },
  {
    why: 'has chunks and a length',
    response: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  },
  { why: 'is followed by more than was asked for', response: `${HELLO}HTTP/1.1 200 OK\r\n\r\npoison` },
])('after a response that $why the connection ends', async ({ response }) => {
  world = await World.start(answering(response));
  expect(response).toContain(await world.talk(get('/')));
});

test.each([
  { why: 'no length', response: 'HTTP/1.1 200 OK\r\n\r\nto the end' },
  { why: 'a length that is none', response: 'HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nto the end' },
  { why: 'a folded length', response: 'HTTP/1.1 200 OK\r\nContent-Length:\r\n 2\r\n\r\nto the end' },
  { why: 'a coding that is not chunked', response: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nto the end' },
  { why: 'broken chunks', response: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz to the end' },
])('a response with $why goes on to the end of its connection', async ({ response }) => {
  world = await World.start((socket, bytes) => answering(response)(socket.setNoDelay(), bytes));
  const client = world.connect();
  client.send(get('/'));
  await client.until('to the end');
  expect(client.socket.readableEnded).toBe(false);
  world.origin.sockets[0]?.end(' of it');
  expect(await client.closed()).toBe(`${response} of it`);
});

test.each([
  { why: 'two blanks behind the version', bytes: 'HTTP/1.1  200 OK\r\n\r\nbody' },
  { why: 'a tab behind the version', bytes: 'HTTP/1.1\t200 OK\r\n\r\nbody' },
  { why: 'an empty line first', bytes: '\r\n\r\nHTTP/1.1 200 OK\r\n\r\nbody' },
  { why: 'no minor version', bytes: 'HTTP/1 200 OK\r\n\r\nbody' },
  { why: 'HTTP/2 in words', bytes: 'HTTP/2.0 200 OK\r\nContent-Length: 4\r\n\r\nbody' },
  { why: 'HTTP/2, shorter', bytes: 'HTTP/2 200 OK\r\n\r\n' },
  { why: 'a stream of Icecast', bytes: 'ICY 200 OK\r\nicy-name: x\r\n\r\nsound' },
  { why: 'an interim response, then one of these', bytes: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/2.0 200 OK\r\n\r\nbody' },
  { why: 'a status of 099', bytes: 'HTTP/1.1 099 X\r\n\r\n' },
  { why: 'bytes that are no text', bytes: '\0\xff\xfe garbage garbage' },
  { why: 'no head at all', bytes: '<html>hello</html>' },
  { why: 'two bytes', bytes: 'HT' },
  { why: 'a version that goes on and on', bytes: `HTTP/${'1'.repeat(100)}` },
  { why: 'blanks that go on and on', bytes: `HTTP/1.1${' '.repeat(100)}200 OK` },
  { why: 'empty lines that go on and on', bytes: '\r\n'.repeat(100) },
])('what browsers show passes, to the end of its connection: $why', async ({ bytes }) => {
  for (const byByte of [false, true]) {
    world = await World.start((socket) => {
      socket.setNoDelay();
      if (byByte) for (const byte of bytes) socket.write(Buffer.from(byte, 'latin1'));
      else socket.write(Buffer.from(bytes, 'latin1'));
      socket.end();
    });
    expect(await world.talk(get('/'))).toBe(bytes);
    expect(world.recorder.reported.at(-1)).toBe('forwarded http');
    if (!byByte) await world.stop();
  }
});

test.each([
  { why: 'two lengths', bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok' },
  {
    why: 'two lengths behind an odd version',
    bytes: 'HTTP/1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok',
  },
  { why: 'a 101 that nobody asked for', bytes: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n' },
])('an origin that answers $why becomes a 502', async ({ bytes }) => {
  world = await World.start((socket) => socket.write(Buffer.from(bytes, 'latin1')));
  expect(await world.talk(get('/'))).toMatch(/^HTTP\/1\.1 502 /);
  expect(world.recorder.reported.at(-1)).toBe('failed response-malformed');
});

test('two lengths, the second when the first has passed, reset the client: it must not choose one of them', async () => {
  world = await World.start((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n'));
  const client = world.connect();
  client.send(get('/'));
  await client.until('Length: 2');
  world.origin.sockets[0]?.write('Content-Length: 3\r\n\r\nok');
  await client.closed();
  expect(client.reset).toBe(true);
});

test('an origin that closes silently is a 502', async () => {
  world = await World.start((socket) => socket.end());
  expect(await world.talk(get('/'))).toMatch(/^HTTP\/1\.1 502 /);
  expect(world.recorder.reported.at(-1)).toBe('failed closed-early');
});

test('an origin that resets in the middle resets the client: a part must not look like the whole', async () => {
  world = await World.start((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\npart'));
  const client = world.connect();
  client.send(get('/'));
  await client.until('part');
  world.origin.sockets[0]?.resetAndDestroy();
  await client.closed();
  expect(client.reset).toBe(true);
});

test('an idle connection that its origin closed is replaced for the next request', async () => {
  world = await World.start();
  const client = world.connect();
  client.send(get('/1'));
  await client.until('hello');
  world.origin.sockets[0]?.end();
  await new Promise((resolve) => world.origin.sockets[0]?.once('close', resolve));
  client.send(get('/2'));
  await client.until((text) => text.length === 2 * HELLO.length);
  expect(world.origin.sockets).toHaveLength(2);
  client.socket.destroy();
});

test('unasked bytes of an idle origin never reach the client', async () => {
  world = await World.start();
  const client = world.connect();
  client.send(get('/1'));
  await client.until('hello');
  world.origin.sockets[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison');
  await new Promise((resolve) => world.origin.sockets[0]?.once('close', resolve));
  client.send(get('/2'));
  expect(await client.until((text) => text.length === 2 * HELLO.length)).toBe(HELLO + HELLO);
  client.socket.destroy();
});

test('Expect: 100-continue passes both ways', async () => {
  world = await World.start((socket, bytes) => {
    if (bytes.includes('Expect: 100-continue')) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    else socket.write(HELLO);
  });
  const client = world.connect();
  client.send(get('/', 'Expect: 100-continue\r\nContent-Length: 4\r\n', 'POST'));
  await client.until('100 Continue');
  client.send('body');
  expect(await client.until('hello')).toBe(`HTTP/1.1 100 Continue\r\n\r\n${HELLO}`);
  client.socket.destroy();
});

test('a response before the end of the request body passes, and the body goes on', async () => {
  world = await World.start((socket, bytes) => {
    if (bytes.startsWith('POST')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nearly');
    if (bytes.startsWith('GET')) socket.write(HELLO);
  });
  const client = world.connect();
  client.send(get('/', 'Content-Length: 8\r\n', 'POST'));
  await client.until('early');
  client.send('the body');
  client.send(get('/next'));
  expect(await client.until('hello')).toContain('early');
  expect(world.origin.received).toContain('the bodyGET /next');
  client.socket.destroy();
});

test('a response before the end of the body, from an origin that wants no more, ends the connection in peace', async () => {
  world = await World.start((socket) =>
    socket.write('HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno'),
  );
  const client = world.connect();
  client.send(get('/', 'Content-Length: 300000\r\n', 'POST'));
  client.send('x'.repeat(200_000));
  expect(await client.closed()).toMatch(/no$/);
  expect(client.reset).toBe(false);
});

test('a WebSocket is a tunnel after the 101 of its origin', async () => {
  world = await World.start((socket, bytes) => {
    if (bytes.includes('Upgrade: websocket'))
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\nfirst');
    else socket.write(`echo ${bytes}`);
  });
  const client = world.connect();
  client.send(get('/', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'));
  await client.until('first');
  client.send('GET http://blocked.test/ HTTP/1.1\r\n\r\n'); // now a frame like any other
  await client.until('echo GET http://blocked.test/');
  expect(world.recorder.reported).toEqual(['inspected http', 'forwarded http', 'unseen upgraded']);
  client.socket.destroy();
});

test('an upgrade that the origin ignores opens nothing: the next request is judged', async () => {
  world = await World.start();
  const client = world.connect();
  client.send(get('/', 'Connection: Upgrade\r\nUpgrade: websocket\r\n') + get('/').replaceAll('demo', 'blocked'));
  expect(await client.closed()).toMatch(/hello[^]*HTTP\/1\.1 451 /);
  expect(world.origin.received).not.toContain('blocked');
});

test('h2c is not offered to the origin', async () => {
  world = await World.start();
  const client = world.connect();
  client.send(get('/', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n'));
  await client.until('hello');
  expect(world.origin.received).toBe('GET / HTTP/1.1\r\nHost: demo.test\r\nVia: 1.1 us\r\n\r\n');
  client.socket.destroy();
});
