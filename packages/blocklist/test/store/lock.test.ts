import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { WAIT } from '@netvakt/testing';
import { withStoreLock } from '../../src/store/lock.ts';
import { temporaryFolder } from '../support/files.ts';

const inFolder = temporaryFolder();

test('one after the other, and nothing is left behind', async () => {
  const steps: string[] = [];
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await pause(30);
    steps.push(`${name} ends`);
  };
  await Promise.all(['a', 'b', 'c'].map((name) => withStoreLock(inFolder('turns'), WAIT, work(name))));
  for (let at = 0; at < steps.length; at += 2) expect(steps[at + 1]).toBe(steps[at]?.replace('begins', 'ends'));
  expect(existsSync(inFolder('turns/.lock'))).toBe(false);
});

test('who waits too long is told where the lock is', async () => {
  const [begun, waited] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const held = withStoreLock(inFolder('long'), 0, () => {
    begun.resolve();
    return waited.promise;
  });
  await begun.promise;
  await expect(withStoreLock(inFolder('long'), 100, () => Promise.resolve())).rejects.toMatchObject({
    code: 'ERR_STORE_LOCKED',
  });
  waited.resolve();
  await held;
});

test('work that fails gives the lock back', async () => {
  const failing = withStoreLock(inFolder('fails'), 0, () => Promise.reject(new RangeError('a mistake')));
  await expect(failing).rejects.toThrow('a mistake');
  expect(await withStoreLock(inFolder('fails'), 0, () => Promise.resolve(7))).toBe(7);
});

test('the lock of a process that was killed is taken over', async () => {
  mkdirSync(inFolder('left'));
  const { pid } = spawnSync('true');
  writeFileSync(inFolder('left/.lock'), `${pid}`);
  expect(await withStoreLock(inFolder('left'), 0, () => Promise.resolve(7))).toBe(7);
});
