import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { descriptorOf } from '../../src/linux/descriptor.ts';
import { type InterceptionMethod, originalDestination } from '../../src/linux/original-destination.ts';

/** An accepted socket as TPROXY makes it: its own address is one that this machine does not have. */
const accepted = (localAddress: string | undefined, localPort: number | undefined): Socket =>
  ({ localAddress, localPort }) as Socket;

test.each([
  { why: 'IPv4', address: '192.0.2.1', want: '192.0.2.1' },
  { why: 'IPv4 over a dual-stack listener', address: '::ffff:192.0.2.1', want: '192.0.2.1' },
  { why: 'IPv6', address: '2001:db8::1', want: '2001:db8::1' },
])('TPROXY: the own address is the destination ($why)', ({ address, want }) => {
  expect(originalDestination(accepted(address, 80), 'tproxy', 8080)).toEqual({
    kind: 'original',
    endpoint: { address: want, port: 80 },
  });
});

test('TPROXY: a connection straight to the port of the listener would be dialled in a circle', () => {
  expect(originalDestination(accepted('192.0.2.1', 8080), 'tproxy', 8080)).toEqual({ kind: 'not-intercepted' });
});

test.each<InterceptionMethod>(['tproxy', 'redirect'])('%s: a socket that is closed has no destination', (how) => {
  expect(originalDestination(accepted(undefined, undefined), how, 8080)).toEqual({ kind: 'unknown' });
  expect(originalDestination(accepted('192.0.2.1', undefined), how, 8080)).toEqual({ kind: 'unknown' });
});

test('REDIRECT: a socket without a descriptor has no destination', () => {
  expect(originalDestination(accepted('192.0.2.1', 80), 'redirect', 8080)).toEqual({ kind: 'unknown' });
});

test.each(['127.0.0.1', '::1'])(
  'REDIRECT: a connection that no rule touched has no destination (%s)',
  async (address) => {
    const server = createServer().listen(0, address);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = connect(port, address);
    const [socket] = (await once(server, 'connection')) as [Socket];
    expect(descriptorOf(socket)).toBeGreaterThan(2);
    // `unknown` if conntrack is not loaded on this machine, else `not-intercepted`: never a destination to dial.
    expect(originalDestination(socket, 'redirect', port).kind).toMatch(/^(?:unknown|not-intercepted)$/u);
    socket.destroy();
    client.destroy();
    server.close();
    await once(server, 'close');
    expect(descriptorOf(socket)).toBeUndefined();
  },
);
