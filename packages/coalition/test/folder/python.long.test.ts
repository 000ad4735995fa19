import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { verifyFolder } from '../../src/folder/verify.ts';
import { witness } from '../../src/folder/witness.ts';
import { TestCoalition } from './coalition.ts';

const SCRIPT = fileURLToPath(new URL('../../../../deploy/coalition/verify-log.py', import.meta.url));
const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0;
// CI installs it; nothing may be skipped there.
const withPython = HAS_PYTHON || process.env['CI'] === 'true' ? describe : describe.skip;

let coalition: TestCoalition;

beforeEach(async () => {
  coalition = await TestCoalition.make();
  for (let n = 1; n <= 9; n += 1) await coalition.put(`public/edition/2026-Q3.${n}.json`, `edition ${n}`);
  await coalition.put('sealed/2026-Q3/submission-m1.1.jws', 'sealed');
  await coalition.record();
  const { store, parties, now } = coalition;
  const { checkpoint } = await verifyFolder(store, parties, { groups: new Set() }, now);
  for (const id of ['m1', 'm2']) {
    const party = coalition.partyOf(id);
    await witness({ store, parties, party, key: coalition.keyOf(id), now }, checkpoint as never);
  }
  await coalition.record();
});

afterEach(async () => {
  await coalition.remove();
});

function python(...kept: readonly string[]): { readonly status: number | null; readonly out: string } {
  const folder = join(coalition.root, 'folder');
  const { status, stdout, stderr } = spawnSync('python3', [SCRIPT, folder, join(folder, 'public/log/keys'), ...kept]);
  return { status, out: `${stdout.toString()}${stderr.toString()}` };
}

async function isSoundHere(): Promise<boolean> {
  const { store, parties, now } = coalition;
  const { faults } = await verifyFolder(store, parties, { groups: new Set(['everybody']) }, now);
  return faults.length === 0;
}

async function change(path: string, at: number): Promise<void> {
  const bytes = Buffer.from((await coalition.store.read(path, 1 << 20)) as Buffer);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await coalition.store.write(path, bytes);
}

withPython('the verifier in Python', () => {
  test('is no longer than 150 lines, and needs no package', () => {
    const text = readFileSync(SCRIPT, 'utf8');
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(150);
    expect(text.match(/^(?:import|from) .*$/gmu)).toEqual([
      ...['base64', 'hashlib', 'json', 're', 'sys'].map((name) => `import ${name}`),
      'from pathlib import Path',
    ]);
  });

  test('agrees that nothing was changed', async () => {
    expect(python()).toEqual({ status: 0, out: '10 entries, cosigned by 2: nothing was changed\n' });
    expect(await isSoundHere()).toBe(true);
  });

  test('takes keys that are given twice', async () => {
    const keys = (await coalition.store.read('public/log/keys', 9999)) as Buffer;
    await coalition.store.write('public/log/keys', Buffer.concat([keys, keys]));
    expect(python()).toEqual({ status: 0, out: '10 entries, cosigned by 2: nothing was changed\n' });
  });

  test.each([
    ['public/log/checkpoint', 3],
    ['public/log/checkpoint', 30],
    ['public/log/tile/0/000.p/10', 100],
    ['public/log/tile/entries/000.p/10', 60],
    ['public/witness/m2', 30],
    ['public/edition/2026-Q3.7.json', 2],
  ])('agrees that one bit of %s was changed, at %i', async (path, at) => {
    await change(path, at);
    expect(python().status).toBe(1);
    expect(await isSoundHere()).toBe(false);
  });

  test.each([['public/log/tile/0/000.p/10'], ['public/log/checkpoint'], ['public/edition/2026-Q3.7.json']])(
    'agrees that %s is gone',
    async (path) => {
      await coalition.store.remove(path);
      expect(python().status).toBe(1);
      expect(await isSoundHere()).toBe(false);
    },
  );

  test('agrees that the log was rewritten by its keeper, from what members have published and what was kept', async () => {
    await coalition.store.write('kept', (await coalition.store.read('public/log/checkpoint', 9999)) as Buffer);
    await coalition.store.write('public/edition/2026-Q3.7.json', Buffer.from('other figures'));
    for (const file of await coalition.store.list('public/log')) await coalition.store.remove(file.path);
    await coalition.keepNothing();
    await coalition.record();
    const { status, out } = python(join(coalition.root, 'folder/kept'));
    expect(status).toBe(1);
    expect(out.match(/belongs to another history/gu)).toHaveLength(3);
    expect(await isSoundHere()).toBe(false);
  });

  test('says how it is called', () => {
    const { status, stderr } = spawnSync('python3', [SCRIPT]);
    expect([status, stderr.toString()]).toEqual([2, expect.stringContaining('verify-log.py FOLDER KEYS')]);
  });
});
