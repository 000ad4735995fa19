import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { ConfigError } from '@netvakt/netvakt';
import { makeLog } from '../../src/base/log.ts';
import { obeySignals, type Signalled } from '../../src/run/signals.ts';
import { Captured } from '../support/captured.ts';

function set(service: Partial<Signalled>): { signals: EventEmitter; ended: Promise<number>; stream: Captured } {
  const signals = new EventEmitter();
  const stream = new Captured(true);
  const log = makeLog({ level: 'info', format: 'text' }, stream);
  const whole = { reload: () => Promise.resolve(), stop: () => Promise.resolve(0), ...service };
  return { signals, ended: obeySignals(whole, log, signals), stream };
}

test.each(['SIGTERM', 'SIGINT'])('%s drains and ends with 0', async (signal) => {
  const { signals, ended, stream } = set({ stop: () => Promise.resolve(3) });
  signals.emit(signal, signal);
  expect(await ended).toBe(0);
  expect(stream.text).toMatch(/draining · signal .*\n.*stopped · cut 3\n/);
});

test('a second signal does not wait for the drain', async () => {
  const { signals, ended } = set({ stop: () => new Promise(() => undefined) });
  signals.emit('SIGTERM', 'SIGTERM');
  signals.emit('SIGTERM', 'SIGTERM');
  expect(await ended).toBe(1);
});

test('SIGHUP reloads; a failure says why and ends nothing', async () => {
  let calls = 0;
  const problem = {
    file: 'netvakt.yaml',
    line: 3,
    column: 5,
    key: 'admin.port',
    fault: 'is wrong',
    remedy: 'Do it right',
  };
  const { signals, ended, stream } = set({
    reload: () => {
      calls += 1;
      return calls === 1 ? Promise.reject(new ConfigError([problem])) : Promise.resolve();
    },
  });
  signals.emit('SIGHUP');
  signals.emit('SIGHUP');
  signals.emit('SIGTERM', 'SIGTERM');
  expect(await ended).toBe(0);
  expect(calls).toBe(2);
  expect(stream.text).toContain('not reloaded, the old state stays · reason netvakt.yaml:3:5: admin.port is wrong');
  expect(stream.text).toContain(' reloaded\n');
});
