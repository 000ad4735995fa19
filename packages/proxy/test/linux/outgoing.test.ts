import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { processCapabilities } from '../../src/linux/capabilities.ts';
import { native } from '../../src/linux/native.ts';
import { type OutgoingOptions, openOutgoing } from '../../src/linux/outgoing.ts';
import { connectOutgoing } from './support/connect-outgoing.ts';

const PLAIN: OutgoingOptions = { mark: 0 };
const descriptors = (): number => readdirSync('/proc/self/fd').length;

function socketOf(address: string, port: number, allowHalfOpen = false): Socket {
  return connectOutgoing({ address, port }, PLAIN, allowHalfOpen);
}

async function answerOf(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

test.each(['127.0.0.1', '::1'])('%s: bytes pass both ways, larger than any buffer', async (address) => {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, address);
  await once(server, 'listening');
  const socket = socketOf(address, (server.address() as AddressInfo).port);
  const text = 'x'.repeat(3_000_000);
  socket.end(text);
  expect(await answerOf(socket)).toBe(text);
  server.close();
});

test('with half-open allowed, the origin may finish first and still be sent to', async () => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.end('early');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const socket = socketOf('127.0.0.1', (server.address() as AddressInfo).port, true);
  socket.resume();
  await once(socket, 'end');
  const [peer] = await accepted;
  socket.end('late');
  expect(await answerOf(peer)).toBe('late');
  server.close();
});

test('a refused connection is the error event of Node, and leaves no descriptor behind', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  await connectionFails(port); // once before counting: the first opens what Node keeps
  const before = descriptors();
  for (let i = 0; i < 50; i += 1) await connectionFails(port);
  expect(descriptors()).toBe(before);
});

async function connectionFails(port: number): Promise<void> {
  const socket = socketOf('127.0.0.1', port);
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
  if (!socket.closed) await once(socket, 'close');
}

test('running out of descriptors is a value too, with a remedy', () => {
  const script = new URL('./support/exhaust.ts', import.meta.url).pathname;
  const command = 'ulimit -n 64; exec "$@"';
  const node = [process.execPath, '--conditions=@netvakt/source', script];
  const environment = { ...process.env, NODE_OPTIONS: '' };
  const { stdout, status } = spawnSync('sh', ['-c', command, 'sh', ...node], { encoding: 'utf8', env: environment });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    call: 'socket',
    errno: 'EMFILE',
    remedy: expect.stringContaining('LimitNOFILE'),
  });
});

test.each([
  {
    why: 'a source of the other family',
    address: '127.0.0.1',
    source: { address: '2001:db8::1', port: 0 },
    errno: 'EAFNOSUPPORT',
  },
  { why: 'a name', address: 'mixed.test', source: undefined, errno: 'EINVAL' },
  { why: 'nothing', address: '', source: undefined, errno: 'EINVAL' },
])('$why is a value, not an exception', ({ address, source, errno }) => {
  const before = descriptors();
  const outgoing = openOutgoing(address, source === undefined ? PLAIN : { ...PLAIN, source });
  expect(outgoing).toMatchObject({ kind: 'failed', error: { code: 'ERR_LINUX_CALL', errno } });
  expect(descriptors()).toBe(before);
});

/** The source of a socket to `destination`, from a client at `address`; or why there is none. */
function sourceOf(destination: string, address: string): string | undefined {
  const outgoing = openOutgoing(destination, { mark: 0, source: { address, port: 0 } });
  if (outgoing.kind === 'failed') return outgoing.error.errno;
  native().close(outgoing.descriptor);
  return outgoing.source?.address;
}

test('a source on the link of a link-local destination has its zone, and others are as they came', () => {
  const found = [
    sourceOf('fe80::99%7', 'fe80::c'),
    sourceOf('fe80::99%7', 'fe80::c%8'),
    sourceOf('2001:db8::99', '2001:db8::c'),
    sourceOf('192.0.2.1', '::ffff:192.0.2.7'),
  ];
  const wanted = ['fe80::c%7', 'fe80::c%8', '2001:db8::c', '192.0.2.7'];
  expect(processCapabilities().netAdmin || processCapabilities().netRaw ? wanted : wanted.map(() => 'EPERM')).toEqual(
    found,
  );
});
