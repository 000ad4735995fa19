/** The timer's update of the sets of exempt sources, while a command changes the register. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withStoreLock } from '@netvakt/blocklist';
import { exemptInPlace } from '../../src/export/exempt-in-place.ts';

let folder: string;
let register: readonly string[];
let sets: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netvakt-in-place-'));
  register = ['198.51.100.7'];
  sets = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function look(where: string, patience: number): Promise<void> {
  return exemptInPlace(
    { table: 'netvakt' },
    {
      folder: where,
      patience,
      read: () => Promise.resolve({ four: register, six: [] }),
      run: (_command, input = '') => {
        sets.push(...(input.match(/198\.51\.100\.\d+/gu) ?? []));
        return { ok: true, stdout: '', stderr: '' };
      },
    },
  );
}

test('it waits for who changes the register, and takes what that left', async () => {
  let looking = Promise.resolve();
  await withStoreLock(folder, 0, async () => {
    looking = look(folder, 60_000);
    await Promise.resolve();
    register = ['198.51.100.8'];
  });
  await looking;
  expect(sets).toEqual(['198.51.100.8']);
});

test('who changes it for longer than that updates the sets itself', async () => {
  await withStoreLock(folder, 0, () => look(folder, 0));
  expect(sets).toEqual([]);
});

test('without a folder there is nobody to wait for', async () => {
  await look(join(folder, 'to come'), 0);
  expect(sets).toEqual(['198.51.100.7']);
});
