import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { WAIT } from '@netvakt/testing';
import { withStoreLock } from '../../src/store/lock.ts';
import { temporaryFolder } from '../support/files.ts';

const inFolder = temporaryFolder();
const HOLDER = fileURLToPath(new URL('../support/hold-lock.ts', import.meta.url));
let holder: ChildProcess | undefined;

afterEach(() => {
  holder?.kill('SIGKILL');
});

/** A new folder of its own. */
function made(name: string): string {
  mkdirSync(inFolder(name));
  return inFolder(name);
}

/** Starts a process that holds the lock of `folder`; resolves when it does. */
async function heldByAnother(folder: string): Promise<ChildProcess> {
  const words = ['--conditions=@netvakt/source', '--no-warnings', HOLDER, folder];
  holder = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (holder.stdout !== null) await once(holder.stdout, 'data');
  return holder;
}

const seven = (): Promise<number> => Promise.resolve(7);

test('one after the other, and nothing is left behind', async () => {
  const folder = made('turns');
  const steps: string[] = [];
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await pause(30);
    steps.push(`${name} ends`);
  };
  await Promise.all(['a', 'b', 'c'].map((name) => withStoreLock(folder, WAIT, work(name))));
  for (let at = 0; at < steps.length; at += 2) expect(steps[at + 1]).toBe(steps[at]?.replace('begins', 'ends'));
  expect(readdirSync(folder)).toEqual([]);
});

test('who waits too long learns which process holds the lock', async () => {
  const folder = made('long');
  const { pid } = await heldByAnother(folder);
  await expect(withStoreLock(folder, 100, seven)).rejects.toThrow(`process ${pid} writes into ${folder}`);
});

test('work that fails gives the lock back', async () => {
  const folder = made('fails');
  const failing = withStoreLock(folder, 0, () => Promise.reject(new RangeError('a mistake')));
  await expect(failing).rejects.toThrow('a mistake');
  expect(await withStoreLock(folder, 0, seven)).toBe(7);
});

describe('the lock was a file with a process id, and was never taken over', () => {
  test('if its writer was killed while it held the lock', async () => {
    const folder = made('killed');
    const child = await heldByAnother(folder);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await withStoreLock(folder, 0, seven)).toBe(7);
  });

  test.each([
    { why: 'if it was empty: a full disk, or a kill between open and write', left: '' },
    { why: 'if another process had its id: after a reboot', left: `${process.ppid}` },
    { why: 'if it held no number', left: 'x' },
  ])('$why', async ({ left }) => {
    const folder = made(`left-${left}`);
    writeFileSync(`${folder}/.lock`, left);
    expect(await withStoreLock(folder, 0, seven)).toBe(7);
  });
});

test('a folder that is not there is an error, and is not made', async () => {
  await expect(withStoreLock(inFolder('absent'), 0, seven)).rejects.toMatchObject({ code: 'ERR_STORE_MISSING' });
  writeFileSync(inFolder('file'), '');
  await expect(withStoreLock(inFolder('file'), 0, seven)).rejects.toThrow('ENOTDIR');
  expect(readdirSync(inFolder('.'))).not.toContain('absent');
});

const canUnshare = process.getuid?.() === 0 && spawnSync('unshare', ['--version']).status === 0;
const inNamespaces = canUnshare || process.env['CI'] !== undefined ? describe : describe.skip;

inNamespaces('between two containers', () => {
  test('it holds between their network and process namespaces', async () => {
    const folder = made('namespaces');
    await heldByAnother(folder);
    const words = [
      '--net',
      '--pid',
      '--fork',
      process.execPath,
      '--conditions=@netvakt/source',
      '--no-warnings',
      HOLDER,
    ];
    const { status } = spawnSync('unshare', [...words, folder, '0'], { timeout: WAIT });
    expect(status).toBe(3);
    expect(readFileSync('/proc/locks', 'latin1')).toContain(' WRITE ');
  });
});
