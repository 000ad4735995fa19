/** Listens, then opens all files that it may; frees them at a message. Reports what becomes of each connection. */
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { takeArrivals } from '../../../src/accept/arrivals.ts';

const send = (message: object): void => void process.send?.(message);

const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
takeArrivals(server, { arrived: () => send({ arrived: true }), turnedAway: () => send({ arrived: false }) });

const files: number[] = [];
try {
  for (;;) files.push(openSync('/dev/null', 'r'));
} catch {
  send({ port });
}
process.on('message', () => {
  for (const file of files.splice(0)) closeSync(file);
  send({ free: true });
});
