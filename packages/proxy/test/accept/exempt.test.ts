/** Sources that are never filtered, in each mode; the kernel's own part is tested in `netns`. */
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { addressOf } from '../../src/decide/address.ts';
import { ExemptionTable, NEVER_FILTERED } from '../../src/policy/exemptions.ts';
import { clientHello } from '../support/hello.ts';
import { CLIENT, intercepted, interceptingWorld } from '../support/intercepted.ts';
import { HELLO, settingsFor, World } from '../support/world.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

/** Exempts the one address. */
function exempt(address: string, treatment: number = NEVER_FILTERED): void {
  const one = addressOf(address) as bigint;
  world?.gate.exempt(ExemptionTable.of([{ first: one, last: one, treatment }]).memory);
}

const BLOCKED = 'http://blocked.test/';
const get = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: blocked.test\r\nConnection: close\r\n\r\n`;

test('explicit: a blocked page is forwarded, and counted as an exempt connection alone', async () => {
  world = await World.start();
  expect(await world.talk(get(BLOCKED))).toMatch(/^HTTP\/1\.1 451 /);
  world.recorder.reported.length = 0;
  exempt('127.0.0.1');
  expect(await world.talk(get(BLOCKED))).toBe(HELLO);
  expect(world.recorder.reported).toEqual(['exempt explicit']);
});

test('explicit: CONNECT to a blocked host, and the hello in it', async () => {
  world = await World.start((socket) => socket.write('served'));
  exempt('127.0.0.1');
  const client = world.connect();
  client.send('CONNECT blocked.test:443 HTTP/1.1\r\nHost: blocked.test:443\r\n\r\n');
  await client.until('\r\n\r\n');
  client.send(clientHello('blocked.test'));
  await client.until('served');
  client.socket.destroy();
  await until('it is closed', () => world?.recorder.open === 0);
  expect(world.recorder.reported).toEqual(['exempt explicit']);
});

test('explicit: whoever may not use the proxy may not because of an exemption either', async () => {
  world = await World.start(undefined, {}, { clients: ['192.0.2.1'] });
  exempt('127.0.0.1');
  expect(await world.talk(get(BLOCKED))).toBe('');
  expect(world.recorder.reported).toEqual(['rejected client-not-allowed']);
});

test.each([
  ['a request', get('/')],
  ['a hello', clientHello('blocked.test')],
  ['a request that can be read in more than one way', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
  ['anything else', 'USER blocked.test\r\n'],
])('intercepted: %s passes byte for byte', async (_, bytes) => {
  world = await interceptingWorld((socket) => socket.write('served'), {}, { unknown: 'refuse' });
  exempt(CLIENT);
  const client = intercepted(world, bytes);
  await client.until('served');
  expect(world.origin.received).toBe(Buffer.from(bytes as string, 'latin1').toString('latin1'));
  client.socket.destroy();
  await until('it is closed', () => world?.recorder.open === 0);
  expect(world.recorder.reported).toEqual(['exempt redirect']);
});

test('intercepted: a client that says nothing is joined to its origin at once', async () => {
  world = await interceptingWorld();
  exempt(CLIENT);
  intercepted(world);
  await until('the origin is connected to', () => world?.origin.open === 1);
  expect(world.recorder.reported).toEqual(['exempt redirect']);
});

test('a connection keeps what it began with', async () => {
  world = await interceptingWorld((socket) => socket.write('served'));
  exempt(CLIENT);
  const client = intercepted(world, get('/'));
  await client.until('served');
  exempt('192.0.2.1');
  client.send(get('/'));
  await client.until((received) => received === 'servedserved');
  expect(await intercepted(world, get('/')).closed()).toMatch(/^HTTP\/1\.1 451 /);
});

test('a source of another market is judged there', async () => {
  const { blockAnswers } = settingsFor([]);
  const seen: number[] = [];
  world = await World.start(undefined, {}, { markets: ['se', 'lt'], blockAnswers: [...blockAnswers, ...blockAnswers] });
  const { recorder } = world;
  recorder.inspected = (market) => void seen.push(market);
  exempt('127.0.0.1', 1);
  expect(await world.talk(get(BLOCKED))).toMatch(/^HTTP\/1\.1 451 /);
  expect(seen).toEqual([1]);
});
