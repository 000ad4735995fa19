import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { Admission } from '../../src/accept/admission.ts';
import { MODE } from '../../src/observe/vocabulary.ts';
import { NO_EXEMPTIONS } from '../../src/policy/exemptions.ts';
import { Policy } from '../../src/policy/policy.ts';
import type { Limits } from '../../src/settings/limits.ts';
import { Recorder } from '../support/recorder.ts';
import { settingsFor } from '../support/world.ts';

/** As much of a socket as an admission looks at. */
function comer(): Socket {
  return Object.assign(new EventEmitter(), { destroyed: false }) as unknown as Socket;
}

function admission(
  most: number,
  limits: Partial<Limits> = {},
): { reported: boolean[]; recorder: Recorder; enter: (client?: string) => Socket; it: Admission } {
  const reported: boolean[] = [];
  const recorder = new Recorder();
  const policy = new Policy({ ...settingsFor([], limits), clients: ['0.0.0.0/0', '::/0'] }, []);
  const it = new Admission(recorder, most, (full) => reported.push(full));
  const enter = (client = '127.0.0.1'): Socket => {
    const socket = comer();
    it.admit(socket, client, { policy, exemptions: NO_EXEMPTIONS }, MODE.explicit);
    return socket;
  };
  return { reported, recorder, enter, it };
}

test('is full with the last one, and has room again when a tenth is free', () => {
  const { reported, enter, it } = admission(20);
  const sockets = Array.from({ length: 19 }, () => enter());
  expect(reported).toEqual([]);
  sockets.push(enter());
  expect(reported).toEqual([true]);
  enter(); // turned away: nothing new
  sockets.pop()?.emit('close');
  expect([it.count, ...reported]).toEqual([19, true]);
  sockets.pop()?.emit('close');
  expect([it.count, ...reported]).toEqual([18, true, false]);
});

test('one connection at a time is full and free in turn', () => {
  const { reported, enter } = admission(1);
  enter().emit('close');
  enter().emit('close');
  expect(reported).toEqual([true, false, true, false]);
});

test('a new limit holds at once and ends nobody', () => {
  const { reported, recorder, enter, it } = admission(20);
  for (let i = 0; i < 10; i += 1) enter();
  it.most = 5;
  enter();
  expect([it.count, ...reported]).toEqual([10, true]);
  expect(recorder.reported).toEqual(['rejected connection-limit']);
  it.most = 20;
  expect(reported).toEqual([true, false]);
});

/** Addresses of one prefix, none of which comes twice. */
const ofPrefix =
  (prefix: string) =>
  (i: number): string =>
    `${prefix}:${(i >> 8).toString(16)}:${(i & 0xff).toString(16)}`;

test.each([
  { why: 'a /64 is one client', bits: 64, address: ofPrefix('2001:db8:0:1:a:b') },
  {
    why: 'a /56 is one, if that is what subscribers get',
    bits: 56,
    address: (i: number) => `2001:db8:0:${(i & 0xff).toString(16)}::1`,
  },
  {
    why: 'an IPv4 address is one, also in its mapped form',
    bits: 64,
    address: (i: number) => (i % 2 === 0 ? '192.0.2.1' : '::ffff:192.0.2.1'),
  },
])('$why, however many addresses it uses', ({ bits, address }) => {
  const { recorder, enter, it, reported } = admission(1000, { connectionsPerClient: 10, clientPrefixSix: bits });
  const sockets = Array.from({ length: 2000 }, (_, i) => enter(address(i)));
  expect([it.count, ...reported]).toEqual([10]);
  expect(new Set(recorder.reported)).toEqual(new Set(['rejected client-limit']));
  enter('2001:db8:1::1');
  enter('198.51.100.1');
  expect(it.count).toBe(12);
  for (const socket of sockets) socket.emit('close');
  expect(it.count).toBe(2);
});

test('neighbours in one prefix of the table’s are clients of their own', () => {
  const { it, enter } = admission(1000, { connectionsPerClient: 1 });
  for (let i = 0; i < 100; i += 1) enter(`2001:db8:0:${i.toString(16)}::1`);
  for (let i = 0; i < 100; i += 1) enter(`192.0.2.${i}`);
  expect(it.count).toBe(200);
});

test('a network with many prefixes cannot have the last quarter: the worker is never full by it', () => {
  const { recorder, enter, it, reported } = admission(100);
  const sockets = Array.from({ length: 200 }, (_, i) => enter(`2001:db8:0:${i.toString(16)}::1`));
  expect([it.count, ...reported]).toEqual([75]);
  expect(new Set(recorder.reported)).toEqual(new Set(['rejected client-share']));
  for (let i = 0; i < 24; i += 1) enter(`2001:db8:${(i + 1).toString(16)}::1`);
  expect([it.count, ...reported]).toEqual([99]);
  for (const socket of sockets.slice(0, 60)) socket.emit('close');
  enter('2001:db8::1');
  expect(it.count).toBe(40);
});

test('each pause is counted, and each error reported once', () => {
  const recorder = new Recorder();
  const errnos: string[] = [];
  const it = new Admission(recorder, 1, undefined, (errno) => errnos.push(errno));
  for (const errno of ['EPERM', 'EPERM', 'ENOMEM', 'EPERM']) it.paused(errno);
  expect(recorder.reported).toEqual(['paused', 'paused', 'paused', 'paused']);
  expect(errnos).toEqual(['EPERM', 'ENOMEM']);
});
