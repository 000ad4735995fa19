import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { type Arrivals, takeArrivals } from '../../src/accept/arrivals.ts';
import { KernelArrivals } from '../../src/accept/kernel-arrivals.ts';
import { AF_INET, SOCK_CLOEXEC, SOCK_STREAM } from '../../src/linux/constants.ts';
import { descriptorOf, duplicateDescriptor } from '../../src/linux/descriptor.ts';
import { type Native, native } from '../../src/linux/native.ts';
import { socketAddress } from '../../src/linux/socket-address.ts';
import { type OwnedSocket, own } from '../../src/socket/ownership.ts';
import { poller } from '../../src/socket/poller.ts';
import { Heard } from '../socket/support/heard.ts';

const PROGRAM = fileURLToPath(new URL('support/without-descriptors.ts', import.meta.url));

const clients: Socket[] = [];
const sockets: OwnedSocket[] = [];
let child: ChildProcess | undefined;
let arrivals: Arrivals | undefined;
afterEach(() => {
  for (const socket of [...clients.splice(0), ...sockets.splice(0)]) socket.destroy();
  child?.kill('SIGKILL');
  arrivals?.close();
});

function clientOf(port: number): Socket {
  const client = connect(port, '127.0.0.1').on('error', () => {});
  clients.push(client);
  return client;
}

test('without a descriptor left a connection is closed at once and counted, and the next one is served when there is one', async () => {
  const node = [process.execPath, '--conditions=@netvakt/source', PROGRAM];
  child = spawn('sh', ['-c', 'ulimit -n 100 && exec "$@"', 'sh', ...node], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const said: { port?: number; arrived?: boolean; free?: boolean }[] = [];
  child.on('message', (message: object) => said.push(message));
  await until('it has opened all it can', () => said.length === 1);
  const { port = 0 } = said[0] ?? {};
  await Promise.all([1, 2, 3].map(() => once(clientOf(port).resume(), 'close')));
  await until('all three are reported', () => said.length === 4);
  expect(said.slice(1)).toEqual(Array.from({ length: 3 }, () => ({ arrived: false })));
  child.send('free');
  await until('they are closed', () => said.length === 5);
  const served = clientOf(port);
  await until('the next one is reported', () => said.length === 6);
  expect([said.at(-1), served.destroyed]).toEqual([{ arrived: true }, false]);
});

test('what is connected when the listening ends is taken before', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  arrivals = takeArrivals(server, {
    arrived: (socket) => sockets.push(socket),
    turnedAway: () => {},
    paused: () => {},
  });
  const calls = native();
  const address = socketAddress({ address: '127.0.0.1', port }) as Uint8Array;
  // The kernel makes the connections; the event loop of this thread has not been there yet.
  const peers = [1, 2, 3].map(() => calls.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  for (const peer of peers) expect(calls.connect(peer, address, address.length)).toBe(0);
  expect(sockets).toEqual([]);
  arrivals.takeWaiting?.();
  arrivals.close();
  expect(sockets).toHaveLength(3);
  for (const socket of sockets) {
    own(socket, new Heard());
    socket.end(Buffer.from('served'));
  }
  const answer = Buffer.alloc(16);
  for (const peer of peers) {
    expect(answer.toString('latin1', 0, calls.recv(peer, answer, answer.length, 0))).toBe('served');
    calls.close(peer);
  }
});

test('a listening socket that others have, too, is left to them when the listening ends', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const others = duplicateDescriptor(descriptorOf(server) as number);
  arrivals = takeArrivals(server, {
    arrived: (socket) => sockets.push(socket),
    turnedAway: () => {},
    paused: () => {},
  });
  arrivals.close();
  // It waits in the queue that both share, and nothing wakes this thread for it.
  await once(clientOf(port), 'connect');
  const { round } = poller();
  for (let i = 0; i < 50; i += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(poller().round - round).toBeLessThan(2);
  expect(sockets).toEqual([]);
  native().close(others);
});

test('a listener that finds no descriptor for its socket is an error, and the port is free again', async () => {
  const program = fileURLToPath(new URL('support/without-descriptors.ts', import.meta.url));
  child = spawn(
    'sh',
    ['-c', 'ulimit -n 100 && exec "$@"', 'sh', process.execPath, '--conditions=@netvakt/source', program, 'late'],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
  const [message] = (await once(child, 'message')) as [{ failed?: string; again?: boolean }];
  expect(message).toEqual({ failed: expect.stringMatching(/EMFILE/u), again: true });
});

test('what was tried while it rested is not tried after it has closed', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const listening = duplicateDescriptor(descriptorOf(server) as number);
  server.close();
  const opened: number[] = [];
  const calls: Native = {
    ...native(),
    accept4: () => -1,
    errno: () => constants.errno.ENOMEM,
    socket: (...words) => {
      const descriptor = native().socket(...words);
      opened.push(descriptor);
      return descriptor;
    },
  };
  const resting = new KernelArrivals(listening, calls, { arrived: () => {}, turnedAway: () => {}, paused: () => {} });
  resting.takeWaiting();
  resting.takeWaiting();
  resting.close();
  await new Promise((resolve) => setTimeout(resolve, 300)); // three times its pause
  expect(opened).toHaveLength(1); // the spare one, which has been closed
});

test.each([
  { why: 'the kernel has no memory', errno: constants.errno.ENOBUFS, calls: 2 },
  { why: 'the system has no descriptor, and the spare one does not help', errno: constants.errno.ENFILE, calls: 3 },
  { why: 'a connection has failed before it was accepted', errno: constants.errno.ECONNABORTED, calls: 2 },
])('$why: it is tried again, not at once and again and again', async ({ errno, calls }) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const listening = duplicateDescriptor(descriptorOf(server) as number);
  server.close();
  let asked = 0;
  const fails = errno === constants.errno.ENFILE ? 2 : 1;
  const partly: Native = {
    ...native(),
    accept4: (...words) => {
      asked += 1;
      return asked <= fails ? -1 : native().accept4(...words);
    },
    errno: () => (asked <= fails ? errno : native().errno()),
  };
  const turnedAway: number[] = [];
  arrivals = new KernelArrivals(listening, partly, {
    arrived: (socket) => sockets.push(socket),
    turnedAway: () => turnedAway.push(asked),
    paused: () => {},
  });
  clientOf(port);
  await until('it arrives', () => sockets.length === 1);
  expect([asked, turnedAway]).toEqual([calls, []]);
});
