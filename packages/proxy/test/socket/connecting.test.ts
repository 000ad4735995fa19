/** What who connects may rely on, whichever kind of socket it gets: see streams-of-node for the other kind. */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { openOutgoing } from '../../src/linux/outgoing.ts';
import { connect } from '../../src/socket/connect.ts';
import type { OwnedSocket } from '../../src/socket/ownership.ts';

const descriptors = (): number => readdirSync('/proc/self/fd').length;

/** The code of an attempt that fails. */
async function failureOf(address: string, port: number, source?: string): Promise<string | undefined> {
  const from = openOutgoing(
    address,
    source === undefined ? { mark: 0 } : { mark: 0, source: { address: source, port: 0 } },
  );
  if (from.kind === 'failed') throw from.error;
  return await new Promise((resolve, reject) => {
    const connected = (): void => reject(new Error('it connected'));
    connect({ address, port }, { connected, connectFailed: (_, code) => resolve(code) }, from);
  });
}

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('what cannot be connected to has a name, and leaves no descriptor behind', async () => {
  const port = await unusedPort();
  expect(await failureOf('127.0.0.1', port)).toBe('ECONNREFUSED'); // the first opens what Node keeps
  const before = descriptors();
  for (let i = 0; i < 50; i += 1) expect(await failureOf('127.0.0.1', port)).toBe('ECONNREFUSED');
  expect(descriptors()).toBe(before);
});

test('who gives up hears nothing, and leaves no descriptor behind', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ports: (number | undefined)[] = [];
  server.on('connection', ({ remotePort }) => ports.push(remotePort));
  const before = descriptors();
  const notices: string[] = [];
  for (let i = 0; i < 50; i += 1) {
    const listener = { connected: () => notices.push('connected'), connectFailed: () => notices.push('failed') };
    connect({ address: '127.0.0.1', port }, listener).destroy();
  }
  // Connections arrive in their order: when this one has, all events of the others have been reported.
  const last = await new Promise<OwnedSocket>((resolve, reject) => {
    connect({ address: '127.0.0.1', port }, { connected: resolve, connectFailed: reject });
  });
  await until('the last has arrived', () => ports.includes(last.localPort));
  last.destroy();
  await until('no descriptor is left', () => descriptors() === before);
  expect(notices).toEqual([]);
  server.close();
});

test('an opened socket connects from the address that it is given', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const arrived = once(server, 'connection') as Promise<[Socket]>;
  const from = openOutgoing('127.0.0.1', { mark: 0 });
  if (from.kind === 'failed') throw from.error;
  const source = { address: '127.0.0.9', port: 0 };
  const { port } = server.address() as AddressInfo;
  const socket = await new Promise<OwnedSocket>((resolve, reject) => {
    const listener = { connected: resolve, connectFailed: reject };
    connect({ address: '127.0.0.1', port }, listener, { ...from, source });
  });
  const [peer] = await arrived;
  expect([peer.remoteAddress, socket.localAddress]).toEqual(['127.0.0.9', '127.0.0.9']);
  socket.destroy();
  peer.destroy();
  server.close();
});

test('two connections to different ends may have the same address and port at this one', async () => {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ports.push((server.address() as AddressInfo).port);
  }
  const source = { address: '127.0.0.8', port: await unusedPort() };
  const sockets: OwnedSocket[] = [];
  for (const port of ports) {
    const from = openOutgoing('127.0.0.1', { mark: 0 });
    if (from.kind === 'failed') throw from.error;
    sockets.push(
      await new Promise<OwnedSocket>((resolve, reject) => {
        const listener = {
          connected: resolve,
          connectFailed: (_: OwnedSocket, code?: string) => reject(new Error(code)),
        };
        connect({ address: '127.0.0.1', port }, listener, { ...from, source });
      }),
    );
  }
  expect(sockets.map(({ localPort }) => localPort)).toEqual([source.port, source.port]);
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

test('an address that is not ours to connect from is a failure like any other', async () => {
  const from = openOutgoing('127.0.0.1', { mark: 0 });
  if (from.kind === 'failed') throw from.error;
  const before = descriptors();
  const code = await new Promise((resolve, reject) => {
    const listener = { connected: reject, connectFailed: (_: OwnedSocket, why?: string) => resolve(why) };
    connect({ address: '127.0.0.1', port: 9 }, listener, { ...from, source: { address: '192.0.2.1', port: 0 } });
  });
  expect([code, descriptors()]).toEqual(['EADDRNOTAVAIL', before - 1]);
});
