import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { takeArrivals } from '../../src/accept/arrivals.ts';
import { OwnedSocket } from '../../src/relay/owned-socket.ts';
import { own } from '../../src/relay/ownership.ts';
import { write } from '../../src/relay/write.ts';
import { eventually, World } from '../support/world.ts';

/** More than the kernel keeps for a reader that does not read. */
const LOAD = 12 * 1024 * 1024;
const PIECE = 100_003;

let world: World | undefined;
const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  await world?.stop();
  world = undefined;
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A server on loopback, and a socket that is connected to it. */
async function pair(server: Server, from = new OwnedSocket()): Promise<OwnedSocket> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  from.connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  sockets.push(from);
  await once(from, 'connect');
  return from;
}

/** What client number `n` sends at offset `i`: unlike what every other sends there. */
function pieceOf(n: number, offset: number): Buffer {
  return Buffer.alloc(Math.min(PIECE, LOAD - offset), `${n}:${offset};`);
}

function digestOf(n: number): string {
  const hash = createHash('sha256');
  for (let offset = 0; offset < LOAD; offset += PIECE) hash.update(pieceOf(n, offset));
  return hash.digest('hex');
}

test('what is written may be overwritten at once, whether the kernel took it or not', async () => {
  const hash = createHash('sha256');
  let reader: Socket | undefined;
  const server = createServer((socket) => {
    reader = socket.pause();
    sockets.push(socket);
    socket.on('data', (bytes) => hash.update(bytes));
  });
  const socket = await pair(server);
  await eventually('the connection is accepted', () => reader !== undefined);
  const scratch = Buffer.alloc(PIECE);
  let fulls = 0;
  for (let offset = 0; offset < LOAD; offset += PIECE) {
    const piece = pieceOf(1, offset);
    piece.copy(scratch);
    const taken = write(socket, scratch.subarray(0, piece.length));
    scratch.fill(0);
    if (taken) continue;
    fulls += 1;
    reader?.resume();
    await once(socket, 'drain');
    reader?.pause();
  }
  expect(fulls).toBeGreaterThan(2); // or the copies were never needed
  reader?.resume();
  socket.end();
  await once(reader as Socket, 'end');
  expect(hash.digest('hex')).toBe(digestOf(1));
}, 30_000);

test('nothing is written after the end, and nothing to another that has got the descriptor since', async () => {
  const received: string[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => received.push(bytes.toString()));
  });
  const first = await pair(server);
  first.on('error', () => {});
  first.destroy();
  await once(first, 'close');
  const second = await pair(createServer((socket) => sockets.push(socket)));
  expect(write(first, Buffer.from('for the first'))).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(received).toEqual([]);
  expect(second.bytesRead).toBe(0);
});

test('bytes that no owner hears of end the connection: what follows them must not pass', async () => {
  const socket = await pair(createServer((other) => sockets.push(other.on('error', () => {})) && other.write('lost')));
  socket.resume();
  await once(socket, 'close');
  expect(socket.bytesRead).toBe(4);
});

test('a server hands its connections over as owned sockets', async () => {
  const arrived: OwnedSocket[] = [];
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  expect(takeArrivals(server, (socket) => arrived.push(socket))).toBe(true);
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(client);
  await eventually('it arrives', () => arrived.length === 1);
  let received = '';
  const [socket] = arrived as [OwnedSocket];
  sockets.push(socket);
  own(socket, {
    data: (bytes) => {
      received += bytes.toString();
    },
    ended: () => socket.end('bye'),
    drained: () => {},
    closed: () => {},
  });
  expect(socket.remotePort).toBe((client.address() as AddressInfo).port);
  client.end('hello');
  const [answer] = (await once(client, 'data')) as [Buffer];
  expect([received, answer.toString()]).toEqual(['hello', 'bye']);
});

test('a server that does not listen is left as it is', () => {
  expect(takeArrivals(createServer(), () => {})).toBe(false);
});

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
