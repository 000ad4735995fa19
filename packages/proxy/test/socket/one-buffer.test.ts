import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { eventually, World } from '../support/world.ts';

/** More than the kernel keeps for a reader that does not read. */
const LOAD = 12 * 1024 * 1024;
const PIECE = 100_003;

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
  world = await World.start((socket, text) => {
    // An echo that stops to breathe: what cannot be written waits for its reader.
    if (!socket.write(text, 'latin1')) socket.pause().once('drain', () => socket.resume());
  });
  const outcomes = await Promise.all(Array.from({ length: 4 }, (_, n) => echoed(world as World, n)));
  expect(outcomes).toEqual(Array.from({ length: 4 }, (_, n) => digestOf(n)));
}, 60_000);

async function echoed(through: World, n: number): Promise<string> {
  const { socket } = through.connect();
  socket.removeAllListeners('data');
  socket.write('CONNECT demo.test:443 HTTP/1.1\r\nHost: demo.test:443\r\n\r\n');
  await once(socket, 'data');
  const hash = createHash('sha256');
  let count = 0;
  socket.on('data', (bytes: Buffer) => {
    hash.update(bytes);
    count += bytes.length;
    if (count % 7 === n % 7) {
      socket.pause();
      setTimeout(() => socket.resume(), 2);
    }
  });
  for (let offset = 0; offset < LOAD; offset += PIECE) {
    if (!socket.write(pieceOf(n, offset))) await once(socket, 'drain');
  }
  await eventually('all has come back', () => count >= LOAD);
  socket.destroy();
  return hash.digest('hex');
}
