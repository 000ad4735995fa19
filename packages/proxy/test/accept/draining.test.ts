/** Peers behind a load balancer that have connected when a drain begins, and have not said yet who their client is. */
import { afterEach, expect, test } from '@jest/globals';
import { UNHURRIED, until } from '@netvakt/testing';
import { AF_INET, MSG_DONTWAIT, SOCK_CLOEXEC, SOCK_STREAM } from '../../src/linux/constants.ts';
import { native } from '../../src/linux/native.ts';
import { socketAddress } from '../../src/linux/socket-address.ts';
import { header, interceptingWorld } from '../support/intercepted.ts';
import { answering, HELLO, World } from '../support/world.ts';

let world: World | undefined;
const peers: number[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) native().close(peer);
  await world?.stop();
  world = undefined;
});

/** A connection that the kernel has made, and the event loop of this thread has not seen yet. */
function connected({ port }: World): number {
  const peer = native().socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  peers.push(peer);
  const address = socketAddress({ address: '127.0.0.1', port }) as Uint8Array;
  expect(native().connect(peer, address, address.length)).toBe(0);
  return peer;
}

function send(peer: number, text: string): void {
  native().send(peer, Buffer.from(text), text.length, 0);
}

/** All that comes until it is an answer. */
async function answerTo(peer: number): Promise<string> {
  const bytes = Buffer.alloc(1024);
  let length = 0;
  await until('the answer has come', () => {
    length += Math.max(0, native().recv(peer, bytes.subarray(length), bytes.length - length, MSG_DONTWAIT));
    return length >= HELLO.length;
  });
  return bytes.toString('latin1', 0, length);
}

function explicitWorld(firstByteTime: number = UNHURRIED): Promise<World> {
  const trustedPeers = ['127.0.0.1'];
  const listeners = [{ mode: 'explicit' as const, address: '127.0.0.1', port: 0, trustedPeers }];
  return World.start(answering(HELLO), { firstByteTime }, { listeners, clients: ['0.0.0.0/0'] });
}

test.each([
  { mode: 'explicit', start: () => explicitWorld(), target: 'http://demo.test/' },
  { mode: 'intercepted', start: () => interceptingWorld(answering(HELLO)), target: '/' },
])('who has connected before a drain is served, $mode', async ({ start, target }) => {
  world = await start();
  const [first, second] = [connected(world), connected(world)];
  const request = `GET ${target} HTTP/1.1\r\nHost: demo.test\r\n\r\n`;
  send(first, header(world) + request);
  const drained = world.gate.drain(UNHURRIED);
  send(second, header(world) + request);
  expect(await answerTo(first)).toBe(HELLO);
  expect(await answerTo(second)).toBe(HELLO);
  for (const peer of peers.splice(0)) native().close(peer);
  expect(await drained).toBe(0);
});

test('a peer that says nothing has the time of a first byte', async () => {
  world = await explicitWorld(60);
  connected(world);
  expect(await world.gate.drain(UNHURRIED)).toBe(0);
});

test('a client that is announced during a drain, and asks nothing, has a second', async () => {
  world = await explicitWorld();
  const peer = connected(world);
  const drained = world.gate.drain(UNHURRIED);
  send(peer, header(world));
  expect(await drained).toBe(0);
});
