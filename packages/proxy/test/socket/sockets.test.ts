/** What owners may rely on, whichever kind of socket they have: see streams-of-node for the other kind. */
import { once } from 'node:events';
import { type AddressInfo, connect as connectPeer, createServer } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { takeArrivals } from '../../src/accept/arrivals.ts';
import { descriptorOf } from '../../src/linux/descriptor.ts';
import { native } from '../../src/linux/native.ts';
import { BareSocket } from '../../src/socket/bare-socket.ts';
import { type OwnedSocket, onceClosed, own } from '../../src/socket/ownership.ts';
import { SOCKET_PARTS } from '../../src/socket/parts.ts';
import { write } from '../../src/socket/write.ts';
import { closeAll, Heard, pair, unowned } from './support/heard.ts';

afterEach(closeAll);

/** More than the kernel keeps for a reader that does not read. */
const LOAD = 'x'.repeat(12 * 1024 * 1024);

test.each(['127.0.0.1', '::1'])('%s: both directions pass, and end, and then it closes by itself', async (address) => {
  const { socket, heard, peer } = await pair(address);
  expect([socket.remoteAddress, socket.remotePort]).toEqual([peer.localAddress, peer.localPort]);
  expect([socket.localAddress, socket.localPort]).toEqual([peer.remoteAddress, peer.remotePort]);
  expect(write(socket, Buffer.from('asked'))).toBe(true);
  expect(String(await once(peer, 'data'))).toBe('asked');
  peer.end('answered');
  await heard.until('ended');
  expect(socket.destroyed).toBe(false);
  socket.end(Buffer.from('bye'));
  expect(String(await once(peer, 'data'))).toBe('bye');
  await heard.until('closed');
  expect([heard.received, heard.notices]).toEqual(['answered', ['data', 'ended', 'closed']]);
});

test('the end of our direction leaves the other open', async () => {
  const { socket, heard, peer } = await pair();
  socket.end();
  peer.resume();
  await once(peer, 'end');
  peer.end('late');
  await heard.until('closed');
  expect(heard.received).toBe('late');
});

test('what does not fit waits, is told when it has gone, and goes before the end', async () => {
  const { socket, heard, peer } = await pair();
  const scratch = Buffer.from(LOAD);
  expect(write(socket, scratch)).toBe(false);
  scratch.fill(0);
  expect(write(socket, Buffer.from('then'))).toBe(false);
  let received = '';
  peer.setEncoding('latin1').on('data', (text) => (received += String(text)));
  await heard.until('drained');
  write(socket, Buffer.from(LOAD));
  socket.end();
  await once(peer, 'end');
  expect(received === `${LOAD}then${LOAD}`).toBe(true);
  expect(heard.notices).toEqual(['drained']);
});

test('to be destroyed soon is to be destroyed when all has gone', async () => {
  const { socket, heard, peer } = await pair();
  write(socket, Buffer.from(LOAD));
  socket.destroySoon();
  expect(socket.destroyed).toBe(false);
  let count = 0;
  peer.on('data', (bytes: Buffer) => (count += bytes.length));
  await once(peer, 'end');
  expect(count).toBe(LOAD.length);
  peer.end();
  await heard.until('closed');
});

test('while it is paused nothing is reported, not even the end', async () => {
  const { socket, heard, peer } = await pair();
  const witness = await pair();
  socket.pause();
  await new Promise<void>((resolve) => peer.end('held back', resolve));
  witness.peer.end('later');
  await witness.heard.until('ended');
  expect(heard.notices).toEqual([]);
  socket.resume();
  await heard.until('ended');
  expect(heard.received).toBe('held back');
});

test('urgent data does not hold back what comes behind it', async () => {
  const { socket, heard, peer } = await pair();
  const urgent = 0x1; // MSG_OOB
  const descriptor = descriptorOf(peer) as number;
  socket.pause();
  for (const [text, flags] of [
    ['before', 0],
    ['!', urgent],
    ['behind', 0],
  ] as const) {
    native().send(descriptor, Buffer.from(text), text.length, flags);
  }
  socket.resume();
  await until('all has come', () => heard.received === 'beforebehind');
  native().send(descriptor, Buffer.from('later'), 5, 0);
  await until('more has come', () => heard.received === 'beforebehindlater');
  expect(heard.notices).toEqual(['data']);
});

test('one that closes when all is sent closes if nobody takes it any more, even if its owner reads no further', async () => {
  const { socket, peer } = await unowned();
  const heard = new (class extends Heard {
    override data(bytes: Buffer): void {
      super.data(bytes);
      socket.pause();
    }
  })();
  own(socket, heard);
  write(socket, Buffer.from(LOAD));
  socket.destroySoon();
  // In one turn of this loop: what has come is found together with the reset.
  native().send(descriptorOf(peer) as number, Buffer.from('last'), 4, 0);
  peer.resetAndDestroy();
  await heard.until('failed');
  expect(socket.destroyed).toBe(true);
});

test('a reset is a failure, reported once; ours reaches the peer although bytes wait', async () => {
  const one = await pair();
  one.peer.resetAndDestroy();
  await one.heard.until('failed');
  const { socket, heard, peer } = await pair();
  write(socket, Buffer.from('a part'));
  const failed = once(peer, 'error') as Promise<[NodeJS.ErrnoException]>;
  peer.resume();
  socket.resetAndDestroy();
  const [{ code }] = await failed;
  await heard.until('closed');
  expect([code, one.heard.notices, heard.notices]).toEqual(['ECONNRESET', ['failed'], ['closed']]);
});

test('to write to a peer that has gone ends in a failure, however much is written', async () => {
  const { socket, heard, peer } = await pair();
  socket.pause(); // so that only writing can find out
  peer.resetAndDestroy();
  await until('the reset has come', () => !write(socket, Buffer.from('x')));
  await heard.until('failed');
  expect(write(socket, Buffer.from('y'))).toBe(false);
  expect(heard.notices).toEqual(['failed']);
});

test('the end is reported later than the call that makes it, first to those who count', async () => {
  const { socket } = await unowned();
  const heard = new Heard();
  onceClosed(socket, () => heard.notices.push('counted'));
  onceClosed(socket, () => heard.notices.push('counted too'));
  own(socket, heard);
  socket.destroy();
  socket.destroy();
  socket.resetAndDestroy();
  socket.end();
  expect(heard.notices).toEqual([]);
  await heard.until('closed');
  expect(heard.notices).toEqual(['counted', 'counted too', 'closed']);
});

test('a new owner hears what comes from then on', async () => {
  const { socket, heard, peer } = await pair();
  peer.write('for the first');
  await heard.until('data');
  const second = new Heard();
  own(socket, second);
  peer.end('for the second');
  await second.until('ended');
  expect([heard.received, second.received]).toEqual(['for the first', 'for the second']);
});

test('nothing is written after the end, and nothing to another that has got the descriptor since', async () => {
  const first = await pair();
  first.socket.destroy();
  await first.heard.until('closed');
  const second = await pair();
  expect(write(first.socket, Buffer.from('for the first'))).toBe(false);
  second.socket.end();
  let received = '';
  second.peer.on('data', (bytes: Buffer) => (received += String(bytes)));
  await once(second.peer, 'end');
  expect(received).toBe('');
});

test('bytes that no owner hears of end the connection: what follows them must not pass', async () => {
  const { socket, peer } = await unowned();
  const closed = new Promise<void>((resolve) => onceClosed(socket, resolve));
  peer.write('lost');
  socket.resume();
  await closed;
  expect(socket.destroyed).toBe(true);
});

test('a server hands its connections over as sockets of the data plane', async () => {
  const arrived: OwnedSocket[] = [];
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const arrivals = takeArrivals(server, {
    arrived: (socket) => arrived.push(socket),
    turnedAway: () => {},
    paused: () => {},
  });
  const client = connectPeer(port, '127.0.0.1');
  await until('it arrives', () => arrived.length === 1);
  const [socket] = arrived as [OwnedSocket];
  expect(socket instanceof BareSocket).toBe(SOCKET_PARTS !== undefined);
  expect(socket.remotePort).toBe((client.address() as AddressInfo).port);
  const heard = new Heard();
  own(socket, heard);
  client.end('hello');
  await heard.until('ended');
  socket.end(Buffer.from('bye'));
  const [answer] = (await once(client, 'data')) as [Buffer];
  expect([heard.received, answer.toString()]).toEqual(['hello', 'bye']);
  arrivals.close();
  const refused = connectPeer(port, '127.0.0.1');
  const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
});
