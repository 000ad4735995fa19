import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { fakeTimeouts, UNHURRIED, until } from '@netvakt/testing';
import { addressOf } from '../../src/decide/address.ts';
import { ExemptionTable, NEVER_FILTERED, NO_EXEMPTIONS } from '../../src/policy/exemptions.ts';
import type { DataPlaneSettings } from '../../src/settings/settings.ts';
import type { WorkerEvent } from '../../src/supervise/crew.ts';
import { DataPlane } from '../../src/supervise/data-plane.ts';
import { goOn, ruleSet, standsStill } from '../support/rules.ts';
import { answering, Client, HELLO, Origin, settingsFor } from '../support/world.ts';

const NO_SLOTS = new Uint16Array(0);

let origin: Origin;
let plane: DataPlane | undefined;
let events: WorkerEvent[];

beforeEach(async () => {
  origin = await Origin.start(answering(HELLO));
  events = [];
});
afterEach(async () => {
  jest.useRealTimers();
  await plane?.close();
  plane = undefined;
  origin.stop();
});

function settings(): DataPlaneSettings {
  return settingsFor(
    ['demo.test', 'blocked.test', 'die.test', 'stall.test'].map((name) => ({
      name,
      port: 80,
      address: '127.0.0.1',
      toPort: origin.port,
    })),
  );
}

async function start(workers: number, rules = 1, more: Partial<DataPlaneSettings> = {}): Promise<DataPlane> {
  plane = await DataPlane.start({
    settings: { ...settings(), ...more },
    workers,
    workerEntry: new URL('../support/worker.ts', import.meta.url),
    snapshot: ruleSet(rules),
    validate: () => undefined,
    listSlots: NO_SLOTS,
    onWorker: (event) => events.push(event),
  });
  return plane;
}

function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

async function ask(host: string): Promise<string> {
  const client = new Client(plane?.addresses()[0]?.port ?? 0);
  client.send(`GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return client.closed();
}

test('two workers share one port that the kernel chose, and judge alike', async () => {
  const { length } = (await start(2)).addresses();
  expect(length).toBe(1);
  expect(plane?.workersListening).toBe(2);
  for (let i = 0; i < 20; i += 1) {
    expect(await ask('demo.test')).toBe(HELLO);
    expect(await ask('blocked.test')).toMatch(/^HTTP\/1\.1 451 /);
  }
});

test('a published snapshot holds for every worker when the promise does', async () => {
  await start(2, 0);
  expect(await ask('blocked.test')).toBe(HELLO);
  await plane?.publish(ruleSet(1), { listSlots: NO_SLOTS });
  for (let i = 0; i < 10; i += 1) expect(await ask('blocked.test')).toMatch(/^HTTP\/1\.1 451 /);
});

test('settings are published with a snapshot', async () => {
  await start(1);
  await plane?.publish(ruleSet(1), { listSlots: NO_SLOTS, settings: { ...settings(), clients: ['192.0.2.0/24'] } });
  expect(await ask('demo.test')).toBe('');
});

test('a snapshot that cannot be opened is refused, and the last one stays', async () => {
  await start(2);
  await expect(plane?.publish(ruleSet(13), { listSlots: NO_SLOTS })).rejects.toThrow('another version');
  expect(await ask('blocked.test')).toMatch(/^HTTP\/1\.1 451 /);
});

test('a worker whose event loop is stopped gives no sign of life, until it goes on', async () => {
  await start(2);
  const rules = ruleSet(1);
  await plane?.publish(rules, { listSlots: NO_SLOTS });
  plane?.probe();
  await until('both answer', () => plane?.probe() === true);
  const asked = [ask('stall.test')];
  await until('one stands still', () => standsStill(rules));
  plane?.probe();
  for (let i = 0; i < 5; i += 1) {
    let answered = false;
    await until('the other answers a request', () => {
      asked.push(ask('demo.test').finally(() => (answered = true)));
      return answered;
    });
    expect(plane?.probe()).toBe(false);
  }
  goOn(rules);
  await Promise.all(asked);
  await until('both answer again', () => plane?.probe() === true);
});

test('settings that cannot be used are refused with their snapshot', async () => {
  await start(1, 1);
  const refused = plane?.publish(ruleSet(0), { listSlots: NO_SLOTS, settings: { ...settings(), clients: ['x'] } });
  await expect(refused).rejects.toThrow(/clients\[0\]/);
  expect(await ask('blocked.test')).toMatch(/^HTTP\/1\.1 451 /);
});

test('a worker that dies is replaced at once, without a pause, with the snapshot of the moment', async () => {
  fakeTimeouts(jest); // a pause would never end
  await start(2, 0);
  await plane?.publish(ruleSet(1), { listSlots: NO_SLOTS });
  await ask('die.test');
  await until('the death is reported', () => events.some(({ kind }) => kind === 'died'));
  await until('the replacement listens', () => events.filter(({ kind }) => kind === 'listening').length === 3);
  expect(events.find(({ kind }) => kind === 'died')).toMatchObject({ message: 'planted' });
  for (let i = 0; i < 10; i += 1) expect(await ask('blocked.test')).toMatch(/^HTTP\/1\.1 451 /);
});

test.each([
  { why: 'dies', end: (): Promise<string> => ask('die.test') },
  { why: 'is ended', end: async (): Promise<void> => await plane?.close() },
])('a worker that $why takes its connections with it, and what it listened on', async ({ end }) => {
  const before = descriptors();
  await start(1);
  const port = plane?.addresses()[0]?.port ?? 0;
  const waiting = new Client(port); // in the middle of a head
  waiting.send('GET http://demo.test/ HTTP/1.1\r\n');
  const joined = new Client(port);
  joined.send('GET http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\n\r\n');
  await joined.until('hello');
  await end();
  expect([await waiting.closed(), await joined.closed()]).toEqual(['', HELLO]);
  await plane?.close();
  await until('no descriptor is left', () => descriptors() <= before);
});

test('who is exempt is known to every worker with the next connection, and to the replacement of one that dies', async () => {
  fakeTimeouts(jest); // a pause would never end
  await start(2);
  expect(await ask('blocked.test')).toMatch(/^HTTP\/1\.1 451 /);
  const one = addressOf('127.0.0.1') as bigint;
  plane?.exempt(ExemptionTable.of([{ first: one, last: one, treatment: NEVER_FILTERED }]));
  // Messages to a worker keep their order: once a publication is taken, the table has been, too.
  await plane?.publish(ruleSet(1), { listSlots: NO_SLOTS });
  for (let i = 0; i < 10; i += 1) expect(await ask('blocked.test')).toBe(HELLO);
  plane?.exempt(NO_EXEMPTIONS);
  await plane?.publish(ruleSet(1), { listSlots: NO_SLOTS });
  await ask('die.test');
  plane?.exempt(ExemptionTable.of([{ first: one, last: one, treatment: NEVER_FILTERED }]));
  await until('the replacement listens', () => events.filter(({ kind }) => kind === 'listening').length === 3);
  for (let i = 0; i < 10; i += 1) expect(await ask('blocked.test')).toBe(HELLO);
});

test('a drain ends the threads, and reports how many connections were cut', async () => {
  await start(2);
  const idle = new Client(plane?.addresses()[0]?.port ?? 0);
  idle.send('GET http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\n\r\n');
  await idle.until('hello');
  expect(await plane?.drain(UNHURRIED)).toEqual({ cut: 0 });
  expect(await idle.closed()).toBe(HELLO);
});

test('settings that cannot be used are an error of the start, and nothing stays behind', async () => {
  await expect(start(2, 1, { clients: ['everybody'] })).rejects.toThrow(/clients\[0\]/);
});

test('a port that is taken is an error of the start', async () => {
  await expect(
    start(1, 1, { listeners: [{ mode: 'explicit', address: '127.0.0.1', port: origin.port }] }),
  ).rejects.toThrow(/EADDRINUSE/);
});
