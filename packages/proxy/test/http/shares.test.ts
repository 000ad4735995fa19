/** How much of one round of the event loop a connection may take: counted in bytes that passed, without a clock. */
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { intercepted, interceptingWorld } from '../support/intercepted.ts';
import { HELLO, World } from '../support/world.ts';

let world: World;
afterEach(() => world.stop());

const KIB = 1024;
const CHUNKS = '1\r\nx\r\n'.repeat(700_000);
const POST = 'POST http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\nTransfer-Encoding: chunked\r\n\r\n';
const GET = 'GET http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\n\r\n';

/** The most that passed in any round after the first `after` bytes, while `enough` passed. */
async function mostInARound(direction: 0 | 1, enough: number, after = 0): Promise<number> {
  let [before, most] = [0, 0];
  let watching = true;
  const look = (): void => {
    const passed = world.recorder.passed[direction];
    if (before > after) most = Math.max(most, passed - before);
    before = passed;
    if (watching) setImmediate(look);
  };
  setImmediate(look);
  await until(`${enough} bytes`, () => world.recorder.passed[direction] >= enough);
  watching = false;
  return most;
}

test('an upload in chunks of one byte takes one small read a round', async () => {
  world = await World.start(() => {});
  const client = world.connect();
  client.send(POST + CHUNKS);
  expect(await mostInARound(0, 2_000 * KIB, 64 * KIB)).toBeLessThanOrEqual(8 * KIB);
  client.socket.destroy();
});

test('eight of them take together what a round has room for', async () => {
  world = await World.start(() => {});
  const clients = Array.from({ length: 8 }, () => world.connect());
  for (const client of clients) client.send(POST + CHUNKS);
  expect(await mostInARound(0, 5_000 * KIB, 2_000 * KIB)).toBeLessThanOrEqual(32 * KIB);
  for (const { socket } of clients) socket.destroy();
});

test('so does an answer in chunks of one byte', async () => {
  world = await World.start((socket) => socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKS}`));
  const client = world.connect();
  client.send(GET);
  expect(await mostInARound(1, 2_000 * KIB, 64 * KIB)).toBeLessThanOrEqual(8 * KIB);
  client.socket.destroy();
});

test('what only passes takes one large read a round', async () => {
  const body = 'x'.repeat(8_000 * KIB);
  world = await World.start((socket) =>
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
  );
  const client = world.connect();
  client.send(GET);
  expect(await mostInARound(1, 6_000 * KIB)).toBeLessThanOrEqual(320 * KIB);
  client.socket.destroy();
});

test.each([
  { why: 'more lines than are read', head: `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(300)}` },
  { why: 'a head of more bytes', head: `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70 * KIB)}` },
  { why: 'more interim answers', head: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(101) },
])('$why: an answer of the explicit proxy says so', async ({ head }) => {
  world = await World.start((socket) => socket.write(head));
  const answer = await world.talk(GET);
  // What had passed before the bound was met cannot be taken back: then the end is a reset.
  expect(answer).toMatch(/^HTTP\/1\.1 (?:103|200|502 [^]*longer than the proxy reads)/);
  expect(world.recorder.reported.at(-1)).toBe('failed response-head-too-large');
  await until('the origin is let go', () => world.origin.open === 0);
});

test.each([
  {
    why: 'as many lines as are read',
    head: `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(254)}Content-Length: 5\r\n\r\nhello`,
  },
  { why: 'as many interim answers', head: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(100) + HELLO },
])('$why pass, and the connection goes on', async ({ head }) => {
  world = await World.start((socket) => socket.write(head));
  const client = world.connect();
  client.send(GET);
  await client.until((text) => text.length === head.length);
  client.send(GET);
  expect(await client.until((text) => text.length === 2 * head.length)).toBe(head + head);
  expect(world.origin.sockets).toHaveLength(1);
  client.socket.destroy();
});

test('intercepted, what is longer than is read passes to the byte, and its connection is not used again', async () => {
  const head = `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(1000)}\r\n`;
  world = await interceptingWorld((socket) => socket.write(head));
  const client = intercepted(world, 'GET / HTTP/1.1\r\nHost: demo.test\r\n\r\n'.repeat(2));
  await client.until((text) => text.length === head.length);
  expect(world.origin.received.match(/GET/g)).toHaveLength(1);
  world.origin.sockets[0]?.end('the end');
  expect(await client.closed()).toBe(`${head}the end`);
});
