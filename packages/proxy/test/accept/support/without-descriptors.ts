/**
 * Listens, then opens all files that it may; frees them at a message. Reports what becomes of each connection. With the argument `late` it
 * listens when there is one descriptor left, and once more when there are others.
 */
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { takeArrivals } from '../../../src/accept/arrivals.ts';
import { Listener } from '../../../src/accept/listener.ts';
import { poller } from '../../../src/socket/poller.ts';

const send = (message: object): void => void process.send?.(message);
const files: number[] = [];

function openAll(): void {
  try {
    for (;;) files.push(openSync('/dev/null', 'r'));
  } catch {
    // There are no more.
  }
}

function freeAll(): void {
  for (const file of files.splice(0)) closeSync(file);
}

async function listenLate(): Promise<void> {
  poller();
  const user = { accepted: (): void => {}, dropped: (): void => {}, paused: (): void => {} };
  const listener = new Listener({ mode: 'explicit', address: '127.0.0.1', port: 0 }, 10, user);
  openAll();
  closeSync(files.pop() as number);
  const failed = await listener.listen(false).then(
    () => 'it listens',
    (error: Error) => error.message,
  );
  freeAll();
  const { port } = await listener.listen(false);
  send({ failed, again: port > 0 });
  listener.close();
}

async function listenEarly(): Promise<void> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  takeArrivals(server, {
    arrived: () => send({ arrived: true }),
    turnedAway: () => send({ arrived: false }),
    paused: () => {},
  });
  openAll();
  send({ port });
  process.on('message', () => {
    freeAll();
    send({ free: true });
  });
}

await (process.argv[2] === 'late' ? listenLate() : listenEarly());
