/** A worker that is full does not listen where connections pass unfiltered then; needs the privilege of a transparent socket. */
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { Listener } from '../../src/accept/listener.ts';
import type { TransparentListenerSettings } from '../../src/settings/settings.ts';
import type { OwnedSocket } from '../../src/socket/ownership.ts';
import { describeInNamespaces } from '../netns/support/available.ts';

const SETTINGS: TransparentListenerSettings = {
  mode: 'tproxy',
  address: '127.0.0.1',
  port: 0,
  source: 'own',
  mark: 0,
  ports: [],
  h2c: 'refuse',
  ambiguous: 'refuse',
  unknown: 'pass',
  overload: 'open',
};

const sockets: (OwnedSocket | Socket)[] = [];
let listener: Listener | undefined;
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  listener?.close();
});

/** Sockets that this process has open. */
function openSockets(): number {
  return readdirSync('/proc/self/fd').filter((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`).startsWith('socket:');
    } catch {
      return false; // that of the folder itself
    }
  }).length;
}

/** Its port. */
async function begun(): Promise<number> {
  listener = new Listener(SETTINGS, 10, {
    accepted: (socket) => sockets.push(socket),
    dropped: () => {},
    paused: () => {},
  });
  return (await listener.listen(false)).port;
}

/** What becomes of a connection, once all that has been begun is done. */
async function outcomeAt(port: number): Promise<string> {
  await new Promise((resolve) => setImmediate(resolve));
  const client = connect(port, '127.0.0.1');
  sockets.push(client);
  return await Promise.race([
    once(client, 'connect').then(() => 'connected'),
    new Promise<string>((resolve) => client.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? ''))),
  ]);
}

describeInNamespaces('a listener that steps aside', () => {
  test('does so while it is still stepping back, too', async () => {
    const port = await begun();
    expect(await outcomeAt(port)).toBe('connected');
    listener?.stepAside();
    expect(await outcomeAt(port)).toBe('ECONNREFUSED');
    listener?.stepBack();
    listener?.stepAside();
    expect(await outcomeAt(port)).toBe('ECONNREFUSED');
    listener?.stepBack();
    expect(await outcomeAt(port)).toBe('connected');
  });

  test('steps back once, however often it is asked meanwhile', async () => {
    const port = await begun();
    const before = openSockets();
    listener?.stepAside();
    for (let i = 0; i < 3; i += 1) {
      listener?.stepBack();
      listener?.stepAside();
    }
    listener?.stepBack();
    expect(await outcomeAt(port)).toBe('connected');
    await until('as many are open as before', () => {
      for (const socket of sockets.splice(0)) socket.destroy(); // it may arrive only now
      return openSockets() === before;
    });
  });
});
