import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { UNHURRIED, WAIT } from '@netvakt/testing';
import { fetchSource } from '../../src/source/fetch.ts';
import { DEFAULT_SCHEDULE, untilTimeOfDay, waitBeforeFetch } from '../../src/source/schedule.ts';
import type { FetchOutcome, Source } from '../../src/source/source.ts';
import { temporaryFolder } from '../support/files.ts';

const inFolder = temporaryFolder();
const fetch = (source: Source, maxMilliseconds = WAIT): Promise<FetchOutcome> =>
  fetchSource(source, { maxBytes: 1000, maxMilliseconds }, undefined);
const run = (...words: string[]): Promise<FetchOutcome> =>
  fetch({ kind: 'command', program: process.execPath, words: ['-e', ...words] });

test('a file, and the proof beside it', async () => {
  writeFileSync(inFolder('list'), 'bad.test\n');
  expect(await fetch({ kind: 'file', path: inFolder('list') })).toMatchObject({
    content: Buffer.from('bad.test\n'),
    proof: undefined,
  });
  writeFileSync(inFolder('list.sig'), 'signature');
  expect(await fetch({ kind: 'file', path: inFolder('list') })).toMatchObject({ proof: Buffer.from('signature') });
  writeFileSync(inFolder('list.manifest'), 'manifest');
  expect(await fetch({ kind: 'file', path: inFolder('list') })).toMatchObject({ proof: Buffer.from('manifest') });
  expect(await fetch({ kind: 'file', path: inFolder('absent') })).toMatchObject({ reason: 'file-missing' });
});

test('a folder: the last name; hidden files and proofs are none', async () => {
  const path = inFolder('folder');
  expect(await fetch({ kind: 'folder', path })).toMatchObject({ reason: 'file-missing' });
  mkdirSync(path);
  expect(await fetch({ kind: 'folder', path })).toMatchObject({ reason: 'file-missing' });
  for (const name of ['2026-11-22', '2026-11-23', '2026-11-23.sig', '.2026-11-24'])
    writeFileSync(`${path}/${name}`, name);
  expect(await fetch({ kind: 'folder', path })).toMatchObject({
    content: Buffer.from('2026-11-23'),
    proof: Buffer.from('2026-11-23.sig'),
  });
});

/** A watched folder with a link `z-last`, which is its last name, a secret next to it, and what else links may lead to. */
function watchedFolder(name: string, target: string): string {
  const [path, beside] = [inFolder(`${name}/watched`), inFolder(`${name}/watched-too`)];
  for (const folder of [`${path}/.data`, beside]) mkdirSync(folder, { recursive: true });
  for (const file of [inFolder(`${name}/secret`), `${beside}/list`, `${path}/.data/list`])
    writeFileSync(file, 'bad.test\n');
  symlinkSync('../secret', `${path}/inner`);
  symlinkSync(target, `${path}/z-last`);
  return path;
}

test.each([
  { why: 'a file elsewhere', target: '../secret' },
  { why: 'a file of the system', target: '/proc/self/status' },
  { why: 'a folder whose name begins with the watched one’s', target: '../watched-too/list' },
  { why: 'a link to a link', target: 'inner' },
])('a link out of a folder is refused: $why', async ({ why, target }) => {
  expect(await fetch({ kind: 'folder', path: watchedFolder(why, target) })).toMatchObject({
    kind: 'failed',
    reason: 'file-not-regular',
    found: expect.stringContaining('out of its folder'),
  });
});

test('a link within a folder is followed, as Kubernetes delivers files', async () => {
  expect(await fetch({ kind: 'folder', path: watchedFolder('within', '.data/list') })).toMatchObject({
    content: Buffer.from('bad.test\n'),
  });
});

test('a link in a folder: the proof of a list is not read from elsewhere', async () => {
  const path = inFolder('proofs/watched');
  mkdirSync(path, { recursive: true });
  writeFileSync(inFolder('proofs/secret'), 'secret');
  writeFileSync(`${path}/list`, 'bad.test\n');
  symlinkSync('../secret', `${path}/list.sig`);
  expect(await fetch({ kind: 'folder', path })).toMatchObject({ kind: 'failed', reason: 'file-not-regular' });
});

test('a command’s standard output', async () => {
  expect(await run("console.log('bad.test')")).toMatchObject({ kind: 'fetched', content: Buffer.from('bad.test\n') });
});

test.each([
  { why: 'it fails', script: 'process.exit(7)', reason: 'source-command' },
  {
    why: 'it writes without end',
    script: "setInterval(() => console.log('x'.repeat(500)), 1)",
    reason: 'file-too-large',
  },
])('a command: $why: $reason', async ({ script, reason }) => {
  expect(await run(script)).toMatchObject({ kind: 'failed', reason });
});

test('a command: it does not end: source-command', async () => {
  const source: Source = { kind: 'command', program: 'sleep', words: [`${UNHURRIED / 1000}`] };
  expect(await fetch(source, 100)).toMatchObject({
    kind: 'failed',
    reason: 'source-command',
    found: 'ended by SIGKILL',
  });
});

test('a command: it is not there; it sees nothing of our environment', async () => {
  expect(await fetch({ kind: 'command', program: inFolder('absent'), words: [] })).toMatchObject({ found: 'ENOENT' });
  expect(await run('console.log(Object.keys(process.env).join())')).toMatchObject({ content: Buffer.from('PATH\n') });
});

test('the next fetch: a while later, never all at once; after failures sooner, then doubling', () => {
  const { every, jitter } = DEFAULT_SCHEDULE;
  expect(waitBeforeFetch(DEFAULT_SCHEDULE, 0, 0)).toBe(every);
  expect(waitBeforeFetch(DEFAULT_SCHEDULE, 0, 1)).toBe(every + jitter);
  const minutes = [1, 2, 3, 4, 5, 6, 100].map((failures) => waitBeforeFetch(DEFAULT_SCHEDULE, failures, 0) / 60_000);
  expect(minutes).toEqual([1, 2, 4, 8, 16, 30, 30]);
});

test.each<{ why: string; times: number[]; now: string; minutes: number }>([
  { why: 'no time is never', times: [], now: '12:00:00', minutes: Number.POSITIVE_INFINITY },
  { why: 'later today', times: [735], now: '12:00:00', minutes: 15 },
  { why: 'tomorrow', times: [705], now: '12:00:00', minutes: 24 * 60 - 15 },
  { why: 'the next of two', times: [60, 1380], now: '22:30:00', minutes: 30 },
  { why: 'now is tomorrow', times: [720], now: '12:00:00', minutes: 24 * 60 },
  { why: 'in half a minute', times: [720], now: '11:59:30', minutes: 0.5 },
])('time of day: $why', ({ times, now, minutes }) => {
  expect(untilTimeOfDay(times, Date.parse(`2026-11-23T${now}Z`))).toBe(minutes * 60_000);
});
