import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { clientHello } from '../support/hello.ts';
import { intercepted, interceptingWorld } from '../support/intercepted.ts';
import { type Client, World } from '../support/world.ts';

const REQUEST = 'GET http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const HELLO = clientHello('demo.test').toString('latin1');
const answer = (socket: { write(text: string): unknown }): unknown => socket.write(OK);

let world: World;
afterEach(() => world.stop());

/** Waits until so many bytes wait, no more and no fewer. */
const waiting = (bytes: number): Promise<void> =>
  until(`${bytes} bytes that wait`, () => world.recorder.waits === bytes);

test('a request that one read brings never waits', async () => {
  world = await World.start(answer);
  const client = world.connect();
  for (const _ of [1, 2, 3]) {
    client.send(REQUEST);
    await client.until('ok');
    client.received = '';
  }
  expect([world.recorder.waits, world.recorder.waited]).toEqual([0, 0]);
  client.socket.destroy();
});

test.each<{ why: string; part: string; rest: string; intercept?: true }>([
  { why: 'half a head', part: REQUEST.slice(0, 20), rest: REQUEST.slice(20) },
  { why: 'half a head, intercepted', part: 'GET / HTTP/1.1\r\nHo', rest: 'st: demo.test\r\n\r\n', intercept: true },
  { why: 'half a method, intercepted', part: 'GE', rest: 'T / HTTP/1.1\r\nHost: demo.test\r\n\r\n', intercept: true },
])('$why waits until the rest comes', async ({ part, rest, intercept }) => {
  world = intercept === true ? await interceptingWorld(answer) : await World.start(answer);
  const client = intercept === true ? intercepted(world, part) : world.connect();
  if (intercept !== true) client.send(part);
  await waiting(part.length);
  client.send(rest);
  await client.until('ok');
  await waiting(0);
  expect(world.recorder.waited).toBe(part.length);
  client.socket.destroy();
});

test('a second request waits while the first is answered', async () => {
  let print: (() => void) | undefined;
  world = await World.start((socket) => (print = () => void answer(socket)));
  const client = world.connect();
  client.send(REQUEST + REQUEST);
  await waiting(REQUEST.length);
  await until('the origin is asked', () => print !== undefined);
  print?.();
  await client.until('ok');
  await waiting(0);
  expect(world.recorder.waited).toBe(REQUEST.length);
  client.socket.destroy();
});

test.each<{ why: string; begin: () => Promise<Client>; bytes: number }>([
  {
    why: 'half a head',
    begin: async () => {
      world = await World.start(answer);
      const client = world.connect();
      client.send(REQUEST.slice(0, 30));
      return client;
    },
    bytes: 30,
  },
  {
    why: 'half a hello in a tunnel',
    begin: async () => {
      world = await World.start(answer);
      const client = world.connect();
      client.send('CONNECT demo.test:443 HTTP/1.1\r\nHost: demo.test:443\r\n\r\n');
      await client.until('established\r\n\r\n');
      client.send(Buffer.from(HELLO.slice(0, 40), 'latin1'));
      return client;
    },
    bytes: 40,
  },
  {
    why: 'half a hello, intercepted',
    begin: async () => {
      world = await interceptingWorld(answer);
      return intercepted(world, HELLO.slice(0, 50));
    },
    bytes: 50,
  },
])('$why of a client that goes waits no more', async ({ begin, bytes }) => {
  const client = await begin();
  await waiting(bytes);
  client.socket.destroy();
  await waiting(0);
  expect(world.recorder.waited).toBe(bytes);
});
