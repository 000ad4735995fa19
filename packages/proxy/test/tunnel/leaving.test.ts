/** Tunnels that end while a side has not taken all that was sent to it: nothing of them stays. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { IPPROTO_TCP, SOL_SOCKET } from '../../src/linux/constants.ts';
import { descriptorOf } from '../../src/linux/descriptor.ts';
import { setOption } from '../../src/linux/socket-options.ts';
import { progressOf } from '../../src/socket/progress.ts';
import { helloMessage, inRecords, nameEntry, serverName } from '../support/hello.ts';
import { header, interceptingWorld } from '../support/intercepted.ts';
import { World } from '../support/world.ts';

const RECEIVE_BUFFER = { level: SOL_SOCKET, number: 8, name: 'SO_RCVBUF' };
const SEGMENT = { level: IPPROTO_TCP, number: 2, name: 'TCP_MAXSEG' };

/** Sockets connected to that port that somebody has open: the kernel goes on for a while with those that were closed. */
function openTo(port: number): number {
  const rows = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .map((row) => row.trim().split(/\s+/u));
  const to = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return rows.filter(([, , remote = '', , , , , , , inode]) => remote.endsWith(to) && inode !== '0').length;
}

let world: World | undefined;
let server: Server | undefined;
const peers: Socket[] = [];
afterEach(async () => {
  await world?.stop();
  for (const peer of peers.splice(0)) peer.destroy();
  server?.close();
  world = undefined;
});

/** The port of an origin that ends its side at once and never reads. The kernel keeps little for it. */
async function deafOrigin(): Promise<number> {
  server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    peers.push(socket.on('error', () => {}));
    socket.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const descriptor = descriptorOf(server) as number;
  setOption(descriptor, RECEIVE_BUFFER, 2048);
  setOption(descriptor, SEGMENT, 536);
  return (server.address() as AddressInfo).port;
}

test('an origin that has closed its side and never reads is not kept when its client has gone', async () => {
  const port = await deafOrigin();
  world = await interceptingWorld(undefined, { idleTime: 100 });
  const client = world.connect();
  // More than the two kernels keep for such an origin.
  const filler = { type: 0xfafa, data: Buffer.alloc(60_000) };
  client.send(header(world, '127.0.0.1', port));
  client.send(inRecords(helloMessage([serverName(nameEntry('demo.test')), filler])));
  client.socket.end();
  await client.closed();
  expect([peers.length, world.gate.connections]).toEqual([1, 0]);
  await until('the filter has closed its socket', () => openTo(port) === 0);
  expect(world.recorder.reported).toEqual(['inspected tls', 'forwarded tls']);
});

/** More than the kernel keeps for a reader that does not read. */
const LOAD = Buffer.alloc(12_000_000, 'x');

/** Resolves when `sender` has to wait: all buffers of both kernels' sockets and of both our sides are full. */
async function filled(sender: Socket): Promise<void> {
  let before = -1;
  await until('the sender has to wait', () => {
    const stands = sender.writableNeedDrain && progressOf(sender) === before;
    before = progressOf(sender);
    return stands;
  });
}

test.each(['the client', 'the origin'] as const)(
  '%s is reset when the tunnel is cut, if it has not taken all',
  async (who) => {
    world = await World.start();
    const client = world.connect();
    client.send('CONNECT demo.test:443 HTTP/1.1\r\nHost: demo.test:443\r\n\r\n');
    await client.until('established');
    client.send('not tls');
    await until('it has passed', () => world?.origin.received === 'not tls');
    const [origin] = world.origin.sockets as [Socket];
    const [sender, receiver] = who === 'the client' ? [origin, client.socket] : [client.socket, origin];
    receiver.pause();
    sender.write(LOAD);
    await filled(sender);
    const failed = once(receiver, 'error') as Promise<[NodeJS.ErrnoException]>;
    receiver.on('end', () => receiver.destroy(new Error('It ended in order')));
    await world.gate.drain(0);
    receiver.resume();
    expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' });
  },
);
