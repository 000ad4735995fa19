import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { Gate } from '../../src/accept/gate.ts';
import { SILENT } from '../../src/observe/observer.ts';
import { readProxyHeader } from '../../src/proxy-protocol/read.ts';
import { CLIENT, header, intercepted, interceptingWorld } from '../support/intercepted.ts';
import { HELLO, RULES, settingsFor, World } from '../support/world.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

const GET = 'GET / HTTP/1.1\r\nHost: demo.test\r\n\r\n';

test('a connection that no rule brought is closed and counted', async () => {
  world = await interceptingWorld(undefined, {}, { trustedPeers: [] });
  expect(await world.talk(GET)).toBe('');
  // Without connection tracking the kernel knows of no destination at all.
  expect(world.recorder.reported.join()).toMatch(/^rejected (not-intercepted|destination-unknown)$/);
  await until('nothing left', () => world?.recorder.open === 0);
});

test('a connection that was going to one of our own listeners is not sent there', async () => {
  world = await interceptingWorld();
  expect(await world.talk(header(world, '127.0.0.1', world.port) + GET)).toBe('');
  expect(world.recorder.reported).toEqual(['rejected not-intercepted']);
});

test.each([
  { why: 'none', text: GET },
  { why: 'half of one, then the end', text: 'PROXY TCP4 198' },
  { why: 'a wrong one', text: 'PROXY TCP4 here there 1 2\r\n' },
])('a trusted peer must say who its client is: $why', async ({ text }) => {
  world = await interceptingWorld();
  const client = world.connect();
  client.send(text);
  if (!text.includes('\r\n')) client.socket.end();
  await client.closed();
  expect(world.recorder.reported).toEqual(['rejected proxy-header-malformed']);
  expect(world.recorder.open).toBe(0);
});

test('a trusted peer that says nothing is closed in time', async () => {
  world = await interceptingWorld(undefined, { firstByteTime: 60 });
  expect(await world.connect().closed()).toBe('');
  expect(world.recorder.reported).toEqual(['rejected proxy-header-malformed']);
});

test('the explicit proxy lets in whom the trusted peer names, by that address', async () => {
  const trustedPeers = ['127.0.0.1'];
  const listeners = [{ mode: 'explicit' as const, address: '127.0.0.1', port: 0, trustedPeers }];
  const get = GET.replace('/ ', 'http://demo.test/ ').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
  world = await World.start(undefined, {}, { listeners, clients: [CLIENT] });
  expect(await world.talk(header(world) + get)).toBe(HELLO);
  expect(await world.talk(header(world).replace(CLIENT, '198.51.100.8') + get)).toBe('');
  expect(world.recorder.reported.at(-1)).toBe('rejected client-not-allowed');
});

test('a peer that is not trusted is itself the client, and its header no header', async () => {
  const trustedPeers = ['192.0.2.1'];
  const listeners = [{ mode: 'explicit' as const, address: '127.0.0.1', port: 0, trustedPeers }];
  world = await World.start(undefined, {}, { listeners });
  expect(await world.talk(header(world) + GET)).toMatch(/^HTTP\/1\.1 400 /);
});

test.each(['v1', 'v2'] as const)(
  'an origin is told who the client is, once, in the header of %s',
  async (sendProxy) => {
    world = await interceptingWorld((socket) => socket.write(HELLO), {}, { sendProxy });
    const client = intercepted(world, GET);
    await client.until('hello');
    client.send(GET);
    await client.until((received) => received.length === 2 * HELLO.length);
    const bytes = Buffer.from(world.origin.received, 'latin1');
    const result = readProxyHeader(bytes);
    expect(result).toMatchObject({
      kind: 'header',
      header: {
        ends: {
          source: { address: CLIENT, port: 40_000 },
          destination: { address: '127.0.0.1', port: world.origin.port },
        },
      },
    });
    expect(bytes.subarray(result.kind === 'header' ? result.length : 0).toString()).toBe(GET + GET);
    client.socket.destroy();
  },
);

test('a prefix that is none is named in the error', () => {
  const listeners = [{ mode: 'explicit' as const, address: '127.0.0.1', port: 0, trustedPeers: ['x'] }];
  const settings = { ...settingsFor([]), listeners };
  const begin = (): unknown => new Gate({ settings, workers: 1, matcher: RULES, observer: SILENT });
  expect(begin).toThrow(expect.objectContaining({ key: 'listeners[0].trustedPeers[0]' }));
});
