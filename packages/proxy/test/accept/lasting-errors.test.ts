/** Errors of accept(2) that do not go away, as a security module or a filter of system calls gives them: a worker took a whole core. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { constants } from 'node:os';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { BACKLOG, KernelArrivals } from '../../src/accept/kernel-arrivals.ts';
import { descriptorOf, duplicateDescriptor } from '../../src/linux/descriptor.ts';
import { type Native, native } from '../../src/linux/native.ts';
import type { OwnedSocket } from '../../src/socket/ownership.ts';

const TURNS = 400;

let client: Socket | undefined;
let arrivals: KernelArrivals | undefined;
const sockets: OwnedSocket[] = [];
afterEach(() => {
  client?.destroy();
  arrivals?.close();
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A connection waits for `accept4`, which fails with `errno` for as long as `fails` returns true. */
async function failing(errno: number, fails: (asked: number) => boolean): Promise<{ asked: number; paused: string[] }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const listening = duplicateDescriptor(descriptorOf(server) as number);
  server.close();
  const seen = { asked: 0, paused: [] as string[] };
  let failed = false;
  const calls: Native = {
    ...native(),
    accept4: (...words) => {
      seen.asked += 1;
      failed = fails(seen.asked);
      return failed ? -1 : native().accept4(...words);
    },
    errno: () => (failed ? errno : native().errno()),
  };
  const paused = (name: string): number => seen.paused.push(name);
  arrivals = new KernelArrivals(listening, calls, {
    arrived: (one) => sockets.push(one),
    turnedAway: () => {},
    paused,
  });
  client = connect(port, '127.0.0.1').on('error', () => {});
  return seen;
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test.each([
  { why: 'a filter of system calls forbids the call', errno: 'EPERM' },
  { why: 'a security module does', errno: 'EACCES' },
  { why: 'there is no such call', errno: 'ENOSYS' },
  { why: 'a number that nobody knows', errno: 'E4000' },
])('$why: each try is followed by a pause, which is reported', async ({ errno }) => {
  const number = errno === 'E4000' ? 4000 : constants.errno[errno as 'EPERM'];
  const seen = await failing(number, () => true);
  await until('it has been tried', () => seen.asked > 0);
  await turns();
  // One for each 100 ms: a tenth of the turns only if the machine is slower than any.
  expect(seen.asked).toBeLessThan(TURNS / 10);
  expect(seen.paused).toHaveLength(seen.asked);
  expect(new Set(seen.paused)).toEqual(new Set([errno]));
});

test('what is an error of one connection is not, if it comes more often than connections can wait', async () => {
  const seen = await failing(constants.errno.ECONNABORTED, () => true);
  arrivals?.takeWaiting();
  arrivals?.takeWaiting();
  expect(seen.asked).toBeGreaterThan(BACKLOG);
  const { asked } = seen;
  await turns();
  expect(seen.asked - asked).toBeLessThan(TURNS / 10);
  expect(seen.paused).toContain('ECONNABORTED');
});

test('after a pause connections are accepted again, at once, and errors of single ones pass', async () => {
  const seen = await failing(constants.errno.EPERM, (asked) => asked <= 2);
  await until('it arrives', () => sockets.length === 1);
  expect(seen).toEqual({ asked: 3, paused: ['EPERM', 'EPERM'] });
});
