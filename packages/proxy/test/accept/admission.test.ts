import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { Admission } from '../../src/accept/admission.ts';
import { MODE } from '../../src/observe/vocabulary.ts';
import { NO_EXEMPTIONS } from '../../src/policy/exemptions.ts';
import { Policy } from '../../src/policy/policy.ts';
import { Recorder } from '../support/recorder.ts';
import { settingsFor } from '../support/world.ts';

/** As much of a socket as an admission looks at. */
function comer(): Socket {
  return Object.assign(new EventEmitter(), { destroyed: false }) as unknown as Socket;
}

function admission(most: number): { told: boolean[]; recorder: Recorder; enter: () => Socket; it: Admission } {
  const told: boolean[] = [];
  const recorder = new Recorder();
  const policy = new Policy(settingsFor([]), []);
  const it = new Admission(recorder, most, (full) => told.push(full));
  const enter = (): Socket => {
    const socket = comer();
    it.admit(socket, '127.0.0.1', { policy, exemptions: NO_EXEMPTIONS }, MODE.explicit);
    return socket;
  };
  return { told, recorder, enter, it };
}

test('is full with the last one, and has room again when a tenth is free', () => {
  const { told, enter, it } = admission(20);
  const sockets = Array.from({ length: 19 }, enter);
  expect(told).toEqual([]);
  sockets.push(enter());
  expect(told).toEqual([true]);
  enter(); // turned away: nothing new
  sockets.pop()?.emit('close');
  expect([it.count, ...told]).toEqual([19, true]);
  sockets.pop()?.emit('close');
  expect([it.count, ...told]).toEqual([18, true, false]);
});

test('one connection at a time is full and free in turn', () => {
  const { told, enter } = admission(1);
  enter().emit('close');
  enter().emit('close');
  expect(told).toEqual([true, false, true, false]);
});

test('a new limit holds at once and ends nobody', () => {
  const { told, recorder, enter, it } = admission(20);
  for (let i = 0; i < 10; i += 1) enter();
  it.most = 5;
  enter();
  expect([it.count, ...told]).toEqual([10, true]);
  expect(recorder.told).toEqual(['rejected connection-limit']);
  it.most = 20;
  expect(told).toEqual([true, false]);
});
