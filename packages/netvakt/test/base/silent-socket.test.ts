import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { destroyIfSilent } from '../../src/base/silent-socket.ts';

const MILLISECONDS = 50;
const server = createServer();
const peers: Socket[] = [];
afterEach(() => {
  for (const peer of peers.splice(0)) peer.destroy();
  server.close();
});

/** Stops the process for longer than a socket may be silent. */
function standStill(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4 * MILLISECONDS);
}

test('a peer that accepts, sends a byte after each stall and then nothing: the socket ends after the last', async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = destroyIfSilent(connect((server.address() as AddressInfo).port, '127.0.0.1'), MILLISECONDS);
  const [connected, closed] = [once(socket, 'connect'), once(socket, 'close')];
  const [peer] = (await once(server, 'connection')) as [Socket];
  peers.push(peer.on('error', () => undefined));
  await connected;
  for (let stall = 0; stall < 3; stall += 1) {
    peer.write('.');
    standStill(); // the byte is read in the turn of the timeout
    await once(socket, 'data');
  }
  await closed;
  expect(socket.bytesRead).toBe(3);
});
