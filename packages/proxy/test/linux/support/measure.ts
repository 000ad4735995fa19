/**
 * What a call costs: `node --conditions=@netvakt/source packages/proxy/test/linux/support/measure.ts`.
 * The figures in the comments of src/linux come from here. Needs root (IP_TRANSPARENT).
 */
import { connect, createServer, type Socket } from 'node:net';
import { IP_TRANSPARENT, SOCK_CLOEXEC, SOCK_STREAM, SOL_IP } from '../../../src/linux/constants.ts';
import { native } from '../../../src/linux/native.ts';
import { setOption } from '../../../src/linux/socket-options.ts';
import { connectOutgoing } from './connect-outgoing.ts';

const ROUNDS = 200_000;

function time(name: string, rounds: number, call: () => void): void {
  for (let i = 0; i < rounds / 10; i += 1) call();
  const start = performance.now();
  for (let i = 0; i < rounds; i += 1) call();
  const micros = ((performance.now() - start) * 1000) / rounds;
  process.stdout.write(`${name.padEnd(44)} ${micros.toFixed(2)} us\n`);
}

const loading = performance.now();
const calls = native();
process.stdout.write(`${'load koffi, bind the calls'.padEnd(44)} ${(performance.now() - loading).toFixed(1)} ms\n`);

const fd = calls.socket(2, SOCK_STREAM | SOCK_CLOEXEC, 0);
const option = { level: SOL_IP, number: IP_TRANSPARENT, name: 'IP_TRANSPARENT' };
time('setsockopt(IP_TRANSPARENT)', ROUNDS, () => setOption(fd, option, 1));
time('fcntl(F_GETFD)', ROUNDS, () => calls.fcntl(fd, 1, 'int', 0));
time('socket, close', ROUNDS, () => calls.close(calls.socket(2, SOCK_STREAM | SOCK_CLOEXEC, 0)));
calls.close(fd);

/** Microseconds of CPU a connection to a server in this process takes, both ends together. */
async function connections(name: string, open: (port: number) => Socket): Promise<void> {
  const server = createServer((socket) => void socket.resume().end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const once = (): Promise<void> =>
    new Promise((resolve) =>
      open(port)
        .resume()
        .once('close', () => resolve()),
    );
  for (let i = 0; i < 500; i += 1) await once();
  const before = process.cpuUsage();
  for (let i = 0; i < 4000; i += 1) await once();
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${name.padEnd(44)} ${((user + system) / 4000).toFixed(1)} us of CPU\n`);
  server.close();
}

const outgoing = (port: number, source: string | undefined, mark: number): Socket => {
  const options = source === undefined ? { mark } : { mark, source: { address: source, port: 0 } };
  return connectOutgoing({ address: '127.0.0.1', port }, options);
};
for (let round = 0; round < 2; round += 1) {
  await connections('connection: net.connect', (port) => connect(port, '127.0.0.1'));
  await connections('connection: connectOutgoing, mark', (port) => outgoing(port, undefined, 2));
  await connections('connection: connectOutgoing, mark and source', (port) => outgoing(port, '127.0.0.9', 2));
}
