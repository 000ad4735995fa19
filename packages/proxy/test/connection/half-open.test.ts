/**
 * Clients that close their side and then go away altogether. Most do so when they give up: the kernel answers our probes with a reset
 * as soon as it has forgotten the connection. With sockets of Node's only a write finds out.
 */
import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { type Client, HELLO, World } from '../support/world.ts';

let world: World;
afterEach(() => world.stop());

const GET = 'GET http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\n\r\n';

/** A client that waits for an answer, and has closed its side: the filter knows both. */
async function halfOpen(): Promise<Client> {
  const before = world.origin.received;
  const client = world.connect();
  client.socket.end(GET);
  await once(client.socket, 'finish');
  await until('the request has arrived', () => world.origin.received !== before);
  await world.talk(GET.replaceAll('demo', 'blocked')); // whoever answers this has seen the end that came before it
  return client;
}

test('a client that is gone altogether is not waited for, and neither is its origin', async () => {
  world = await World.start(() => {});
  const client = await halfOpen();
  client.socket.resetAndDestroy();
  await until('no client is left', () => world.gate.connections === 0 && world.recorder.open === 0);
  await until('no origin is left', () => world.origin.open === 0);
  expect(client.received).toBe('');
});

test('one that is still there is', async () => {
  world = await World.start(() => {});
  const [gone, waits] = [await halfOpen(), await halfOpen()];
  gone.socket.resetAndDestroy();
  await until('the other one is gone', () => world.gate.connections === 1);
  for (const socket of world.origin.sockets) if (socket.writable) socket.write(HELLO);
  expect(await waits.closed()).toBe(HELLO);
});

test('it waits for a connection to its origin no longer than any other', async () => {
  const resolver = { resolve: () => () => {} }; // never answers
  world = await World.start(() => {}, { connectTime: 60 }, { resolver });
  const client = world.connect();
  client.socket.end(GET.replaceAll('demo', 'slow'));
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 504 /);
});
