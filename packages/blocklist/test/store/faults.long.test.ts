/** A process that writes a record is killed at each of its system calls, or its disk fails: what opens then is old or new, whole. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { StoredRecord } from '../../src/store/seal.ts';
import { SealedSeries } from '../../src/store/series.ts';
import { temporaryFolder } from '../support/files.ts';

const inFolder = temporaryFolder();
const folder = inFolder('store');
const writer = fileURLToPath(new URL('../support/write-record.ts', import.meta.url));
const series = new SealedSeries(folder, 'list', Buffer.alloc(32, 7), 2);
const campaign = spawnSync('strace', ['-V']).status === 0 ? describe : describe.skip;

/** Every path that the writer of record 3 touches: only calls on these are counted and hit. */
const PATHS = ['', '/list-0000000001', '/list-0000000002', '/list-0000000003', '/.list-0000000003'];

const recordOf = (text: string): StoredRecord => ({ label: { text }, content: Buffer.alloc(200_000, text) });

/** The store as it is before the write: two records. */
async function fresh(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  for (const text of ['a', 'b']) await series.write(recordOf(text));
}

/** Runs the writer under a fault; its exit code, or the signal that ended it. */
function write(inject: string, log = '/dev/null'): string {
  const paths = PATHS.flatMap((path) => ['-P', `${folder}${path}`]);
  const script = [process.execPath, '--conditions=@netvakt/source', '--no-warnings', writer, folder, 'c'];
  const { status, signal } = spawnSync('strace', ['-f', '-qq', '-o', log, ...paths, '-e', inject, ...script], {
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  });
  return signal ?? `${status}`;
}

/** The text of the record that counts, if it is whole. */
async function standing(): Promise<string> {
  const found = await series.newest();
  const text = found?.content.toString('latin1', 0, 1) ?? 'nothing';
  return found?.damaged === 0 && found.content.equals(Buffer.alloc(200_000, text)) ? text : 'damaged';
}

/** The calls that a write makes; another kind would show in the last test of this file. */
const CALLS = ['mkdir', 'statx', 'openat', 'newfstatat', 'getdents64', 'write', 'fsync', 'close', 'rename', 'unlink'];

campaign('a writer under faults', () => {
  test('killed at every system call: the old record or the new one, whole, and the next start goes on', async () => {
    const standingAfter: string[] = [];
    for (const call of CALLS) {
      for (let nth = 1; ; nth += 1) {
        await fresh();
        const ended = write(`inject=${call}:signal=KILL:when=${nth}`);
        if (ended === '0') break;
        expect(ended).toBe('SIGKILL');
        standingAfter.push(await standing());
        await series.write(recordOf('d'));
        expect(await standing()).toBe('d');
      }
    }
    expect(standingAfter.length).toBeGreaterThan(25); // else the faults have missed the writer
    expect(new Set(standingAfter)).toEqual(new Set(['b', 'c']));
  });

  test.each([
    { fault: 'a full disk', inject: 'inject=write,writev,pwrite64:error=ENOSPC' },
    { fault: 'a full disk, after a while', inject: 'inject=write,writev,pwrite64:error=ENOSPC:when=3+' },
    { fault: 'an I/O error at writing', inject: 'inject=write,writev,pwrite64:error=EIO:when=2' },
    { fault: 'an I/O error at fsync', inject: 'inject=fsync,fdatasync:error=EIO:when=1' },
    { fault: 'an I/O error at fsync of the folder', inject: 'inject=fsync,fdatasync:error=EIO:when=2' },
    { fault: 'a rename that fails', inject: 'inject=rename,renameat,renameat2:error=EROFS' },
    { fault: 'no descriptor left', inject: 'inject=openat,open:error=EMFILE:when=2+' },
  ])('$fault: the writer is told, the old record stands', async ({ inject }) => {
    await fresh();
    expect(write(inject)).toBe('3');
    expect(await standing()).toBe('b');
  });

  test('the faults hit every kind of call that a write makes', async () => {
    await fresh();
    const log = inFolder('log');
    expect(write('trace=all', log)).toBe('0');
    const made = readFileSync(log, 'utf8').matchAll(/^\d+ +(\w+)\(/gmu);
    expect(new Set([...made].map(([, call]) => call))).toEqual(new Set(CALLS));
  });
});
