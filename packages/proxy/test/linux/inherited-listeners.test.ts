import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { expect, test } from '@jest/globals';
import { descriptorOf } from '../../src/linux/descriptor.ts';
import { inheritedListeners } from '../../src/linux/inherited-listeners.ts';
import { InheritedListenersError } from '../../src/linux/linux-error.ts';

const PID = 4711;

test.each<{ why: string; environment: Record<string, string> }>([
  { why: 'nothing is announced', environment: {} },
  { why: 'it is announced to another process', environment: { LISTEN_PID: '4712', LISTEN_FDS: '1' } },
  { why: 'the process id is written another way', environment: { LISTEN_PID: '04711', LISTEN_FDS: '1' } },
])('$why: no listeners', ({ environment }) => {
  expect(inheritedListeners(environment, PID)).toEqual([]);
});

test.each<{ why: string; environment: Record<string, string>; message: string }>([
  { why: 'no number', environment: {}, message: 'not a number' },
  { why: 'zero', environment: { LISTEN_FDS: '0' }, message: 'not a number' },
  { why: 'too many', environment: { LISTEN_FDS: '257' }, message: 'from 1 to 256' },
  { why: 'a negative number', environment: { LISTEN_FDS: '-1' }, message: 'not a number' },
  { why: 'fewer names', environment: { LISTEN_FDS: '2', LISTEN_FDNAMES: 'tls' }, message: '1 names for 2' },
  { why: 'more names', environment: { LISTEN_FDS: '1', LISTEN_FDNAMES: 'http:tls' }, message: '2 names for 1' },
  { why: 'nothing behind the number', environment: { LISTEN_FDS: '200' }, message: 'is no socket' },
])('$why is refused with a remedy', ({ environment, message }) => {
  const attempt = (): unknown => inheritedListeners({ LISTEN_PID: String(PID), ...environment }, PID);
  expect(attempt).toThrow(InheritedListenersError);
  expect(attempt).toThrow(message);
  expect(attempt).toThrow('unset LISTEN_FDS');
});

async function listening(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** As systemd does it: the descriptors from 3 on, the announcement in the environment, and the process id that of the child. */
async function launch(servers: readonly Server[], names: string): Promise<unknown> {
  const script = new URL('./support/print-inherited.ts', import.meta.url).pathname;
  const command = 'LISTEN_PID=$$ exec "$@"';
  const node = [process.execPath, '--conditions=@netvakt/source', script];
  const child = spawn('sh', ['-c', command, 'sh', ...node], {
    env: { ...process.env, NODE_OPTIONS: '', LISTEN_FDS: String(servers.length), LISTEN_FDNAMES: names },
    stdio: ['ignore', 'pipe', 'inherit', ...servers.map((server) => descriptorOf(server) ?? 'ignore')],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(0);
  return JSON.parse(Buffer.concat(chunks).toString());
}

const description = (port?: number): object => ({ address: '127.0.0.1', port, listening: true, transparent: false });

test('a child finds what a launcher passed on, by name, and can describe it', async () => {
  const servers = [await listening(), await listening()];
  const found = await launch(servers, 'http:tls');
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) server.close();
  expect(found).toEqual([
    { name: 'http', fd: 3, description: description(ports[0]) },
    { name: 'tls', fd: 4, description: description(ports[1]) },
  ]);
});
