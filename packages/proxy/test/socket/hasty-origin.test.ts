/**
 * Varnish answers 503 to a chunked body that it cannot read, before the body's end, and resets. One of 13,680 runs of the
 * laboratory then heard nothing: the client's next byte met the reset before the answer, which was in the kernel, was read.
 */
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { connect } from '../../src/socket/connect.ts';
import { type OwnedSocket, own } from '../../src/socket/ownership.ts';
import { write } from '../../src/socket/write.ts';
import { HastyOrigin } from '../support/hasty-origin.ts';
import { CLIENT, interceptingWorld } from '../support/intercepted.ts';
import { type Client, World } from '../support/world.ts';

const ANSWER = 'HTTP/1.1 503 No\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n';
const POST = 'POST / HTTP/1.1\r\nHost: demo.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel';

let world: World | undefined;
let origin: HastyOrigin | undefined;
afterEach(async () => {
  await world?.stop();
  await origin?.stop();
  world = undefined;
  origin = undefined;
});

/** Sends the first part, and the rest so that it waits in the filter's socket together with the origin's end. */
async function interrupt(client: Client, first: string): Promise<void> {
  client.send(first);
  await origin?.began();
  client.send('lo\r\n0\r\n\r\n');
  origin?.answerNow();
}

test('an answer that came before its origin reset is passed on, explicit', async () => {
  origin = await HastyOrigin.start(ANSWER);
  const hosts = [{ name: 'demo.test', port: 80, address: '127.0.0.1', toPort: origin.port }];
  world = await World.start(undefined, {}, { hosts });
  const client = world.connect();
  await interrupt(client, POST.replace(' / ', ' http://demo.test/ '));
  expect(await client.closed()).toBe(ANSWER);
  await until('nothing is left', () => world?.gate.connections === 0);
});

test('an answer that came before its origin reset is passed on, intercepted', async () => {
  origin = await HastyOrigin.start(ANSWER);
  world = await interceptingWorld();
  const client = world.connect();
  await interrupt(client, `PROXY TCP4 ${CLIENT} 127.0.0.1 40000 ${origin.port}\r\n${POST}`);
  expect(await client.closed()).toBe(ANSWER);
  expect(client.reset).toBe(false);
  await until('nothing is left', () => world?.gate.connections === 0);
});

test('in a tunnel, what the origin said last arrives, and then its reset', async () => {
  origin = await HastyOrigin.start('farewell');
  world = await interceptingWorld();
  const client = world.connect();
  await interrupt(client, `PROXY TCP4 ${CLIENT} 127.0.0.1 40000 ${origin.port}\r\n\0unknown`);
  expect(await client.closed()).toBe('farewell');
  expect(client.reset).toBe(true);
  await until('nothing is left', () => world?.gate.connections === 0);
});

test('a socket that is not read ends at once when its other side is gone', async () => {
  origin = await HastyOrigin.start('never read');
  const to = { address: '127.0.0.1', port: origin.port };
  const socket = await new Promise<OwnedSocket>((resolve, reject) => {
    connect(to, { connected: resolve, connectFailed: reject });
  });
  const reported: string[] = [];
  const closed = new Promise<void>((resolve) => {
    own(socket, {
      data: (bytes) => reported.push(bytes.toString()),
      ended: () => reported.push('ended'),
      drained: () => {},
      closed: (failed) => {
        reported.push(failed ? 'failed' : 'closed');
        resolve();
      },
    });
  });
  write(socket, Buffer.from('x'));
  await origin.began();
  socket.pause();
  origin.answerNow();
  write(socket, Buffer.from('y'));
  await closed;
  expect(reported).toEqual(['failed']);
});
