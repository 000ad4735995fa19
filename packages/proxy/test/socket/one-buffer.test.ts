import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { World } from '../support/world.ts';

/** More than the kernel keeps for a reader that does not read. */
const LOAD = 12 * 1024 * 1024;
const PIECE = 100_003;
const TUNNELS = 4;

let world: World | undefined;
afterEach(() => world?.stop());

/** What client number `n` sends at offset `i`: unlike what every other sends there. */
function pieceOf(n: number, offset: number): Buffer {
  return Buffer.alloc(Math.min(PIECE, LOAD - offset), `${n}:${offset};`);
}

function digestOf(n: number): string {
  const hash = createHash('sha256');
  for (let offset = 0; offset < LOAD; offset += PIECE) hash.update(pieceOf(n, offset));
  return hash.digest('hex');
}

test('four tunnels at once, read slowly at both ends, mix nothing up', async () => {
  /** What each echo still lacks, in bytes; 0 too once it has had to stop to breathe, because its own reader does not read. */
  const lacking = new Map<Socket, number>();
  world = await World.start((socket, text) => {
    lacking.set(socket, (lacking.get(socket) ?? LOAD) - text.length);
    if (socket.write(text, 'latin1')) return;
    lacking.set(socket, 0);
    socket.pause().once('drain', () => socket.resume());
  });
  const isFull = (): boolean => lacking.size === TUNNELS && [...lacking.values()].every((bytes) => bytes <= 0);
  const tunnels = Array.from({ length: TUNNELS }, (_, n) => echoed(world as World, n, isFull));
  expect(await Promise.all(tunnels)).toEqual(tunnels.map((_, n) => digestOf(n)));
});

/** The digest of what comes back. Nothing of it is read before all tunnels are full, and then with pauses. */
async function echoed(through: World, n: number, isFull: () => boolean): Promise<string> {
  const { socket } = through.connect();
  socket.removeAllListeners('data');
  socket.write('CONNECT demo.test:443 HTTP/1.1\r\nHost: demo.test:443\r\n\r\n');
  await once(socket, 'data');
  socket.pause();
  const hash = createHash('sha256');
  let count = 0;
  socket.on('data', (bytes: Buffer) => {
    hash.update(bytes);
    count += bytes.length;
    if (count % 7 !== n % 7) return;
    socket.pause();
    setImmediate(() => socket.resume());
  });
  const reading = until('all tunnels are full', isFull).then(() => socket.resume());
  for (let offset = 0; offset < LOAD; offset += PIECE) {
    if (!socket.write(pieceOf(n, offset))) await once(socket, 'drain');
  }
  await reading;
  await until('all has come back', () => count >= LOAD);
  socket.destroy();
  return hash.digest('hex');
}
