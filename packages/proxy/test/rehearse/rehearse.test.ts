import { Server } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { expect, jest, test } from '@jest/globals';
import { UNHURRIED, until } from '@netvakt/testing';
import type { RuleMatcher } from '../../src/decide/rule-matcher.ts';
import type { ProxyObserver } from '../../src/observe/observer.ts';
import { type RehearsalBounds, type RehearsalOptions, rehearse } from '../../src/rehearse/rehearse.ts';
import type { DataPlaneSettings, ListenerSettings } from '../../src/settings/settings.ts';
import type { FromWorker, WorkerStart } from '../../src/supervise/messages.ts';
import { serveWith } from '../../src/supervise/serve.ts';
import { Recorder } from '../support/recorder.ts';
import { RULES, settingsFor } from '../support/world.ts';

const BOUNDS: RehearsalBounds = { answers: 200, millis: UNHURRIED };
const TRANSPARENT: ListenerSettings = {
  mode: 'tproxy',
  address: '::',
  port: 8080,
  source: 'preserve',
  mark: 1,
  ports: [],
  h2c: 'pass',
  ambiguous: 'refuse',
  unknown: 'pass',
  overload: 'open',
};
const NO_SLOTS = new Uint16Array(0);

function optionsFor(observer: ProxyObserver, more: Partial<DataPlaneSettings> = {}): RehearsalOptions {
  return { settings: { ...settingsFor([]), ...more }, matcher: RULES, observer, listSlots: NO_SLOTS };
}

function open(): number {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;
}

test.each([
  { name: 'explicit', listeners: settingsFor([]).listeners, protocols: ['http', 'connect', 'tls'] },
  { name: 'intercepted', listeners: [TRANSPARENT], protocols: ['http', 'tls'] },
])(
  '$name connections are served as real ones are: judged, forwarded and answered',
  async ({ listeners, protocols }) => {
    const recorder = new Recorder();
    await rehearse(optionsFor(recorder, { listeners }), BOUNDS);
    for (const protocol of protocols)
      expect(recorder.reported).toContainEqual(expect.stringContaining(`inspected ${protocol}`));
    expect(recorder.reported.filter((line) => /refused|failed|blocked/u.test(line))).toEqual([]);
  },
);

test('nothing of it stays open', async () => {
  const before = open();
  const recorder = new Recorder();
  await rehearse(optionsFor(recorder), BOUNDS);
  // Sockets report their end later.
  await until('all are closed', () => open() <= before && recorder.open <= 0);
  expect(recorder.open).toBe(0);
});

test('its time is bounded, whatever has happened by then', async () => {
  const unending = { answers: Number.POSITIVE_INFINITY, millis: 1 };
  await expect(rehearse(optionsFor(new Recorder()), unending)).resolves.toBeUndefined();
});

test('settings that cannot be used are no reason to reject: the worker finds out itself', async () => {
  const unusable = optionsFor(new Recorder(), { pseudonym: 'not a token' });
  await expect(rehearse(unusable, BOUNDS)).resolves.toBeUndefined();
});

test('its name may be listed: blocked clients end it, and leave nothing open', async () => {
  const before = open();
  const recorder = new Recorder();
  const matcher: RuleMatcher = { ...RULES, matchHost: () => 1, matchHostBytes: () => 1, matchRequestBytes: () => 1 };
  await expect(rehearse({ ...optionsFor(recorder), matcher }, BOUNDS)).resolves.toBeUndefined();
  expect(recorder.reported).toContainEqual(expect.stringContaining('blocked'));
  await until('all are closed', () => open() <= before);
});

test.each([
  { why: 'there is no loopback of IPv4', fails: 0 },
  { why: 'no port is left for the gate', fails: 1 },
])('no rehearsal if $why, and no rejection', async ({ fails }) => {
  const before = open();
  const real = Reflect.get(Server.prototype, 'listen') as (...words: unknown[]) => Server;
  const listen = jest.spyOn(Server.prototype, 'listen');
  listen.mockImplementation(function (this: Server, ...words: unknown[]) {
    if (listen.mock.calls.length <= fails) return Reflect.apply(real, this, words);
    process.nextTick(() => this.emit('error', Object.assign(new Error('listen'), { code: 'EADDRNOTAVAIL' })));
    return this;
  });
  const recorder = new Recorder();
  await expect(rehearse(optionsFor(recorder), BOUNDS)).resolves.toBeUndefined();
  listen.mockRestore();
  expect(recorder.reported).toEqual([]);
  await until('all are closed', () => open() <= before);
});

test('an accept that fails for want of descriptors does not end the worker', async () => {
  const listen = jest.spyOn(Server.prototype, 'listen');
  const rehearsed = rehearse(optionsFor(new Recorder()), BOUNDS);
  const [origin] = listen.mock.contexts as Server[];
  listen.mockRestore();
  await until('the origin listens', () => origin?.listening === true);
  await new Promise(setImmediate);
  expect(() => origin?.emit('error', new Error('accept EMFILE'))).not.toThrow();
  await rehearsed;
});

/** A worker's start, and what it answered. */
async function served(rehearses: boolean): Promise<{ real: Recorder; rehearsed: Recorder }> {
  const { port1: port, port2: main } = new MessageChannel();
  const [real, rehearsed] = [new Recorder(), new Recorder()];
  const start: WorkerStart = {
    index: 0,
    workers: 1,
    rehearses,
    settings: settingsFor([]),
    snapshot: new SharedArrayBuffer(1),
    listSlots: NO_SLOTS,
    hashKeys: [],
    data: undefined,
  };
  const answered = new Promise<FromWorker>((resolve) => void main.once('message', resolve));
  await serveWith(() => RULES, port, start, real, rehearsed);
  expect(await answered).toMatchObject({ kind: 'listening' });
  const drained = new Promise<FromWorker>((resolve) => void main.once('message', resolve));
  main.postMessage({ kind: 'drain', graceMs: 0 });
  expect(await drained).toEqual({ kind: 'drained', cut: 0 });
  return { real, rehearsed };
}

test('a worker rehearses before it listens, and counts nothing of it', async () => {
  const { real, rehearsed } = await served(true);
  expect(rehearsed.reported).not.toEqual([]);
  expect({ reported: real.reported, bytes: real.passed, open: real.open }).toEqual({
    reported: [],
    bytes: [0, 0],
    open: 0,
  });
});

test('a replacement does not rehearse: its clients wait already', async () => {
  const { rehearsed } = await served(false);
  expect(rehearsed.reported).toEqual([]);
});
