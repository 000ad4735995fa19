import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { expect, test } from '@jest/globals';
import { type FileRead, isWrittenInto, readFile } from '../../src/source/read-file.ts';
import { temporaryFolder } from '../support/files.ts';

const inFolder = temporaryFolder();
const MEGABYTE = 1024 * 1024;

async function read(path: string, maxBytes = 10 * MEGABYTE): Promise<{ result: FileRead; text: string }> {
  const chunks: string[] = [];
  const result = await readFile(path, maxBytes, (chunk) => {
    chunks.push(chunk.toString('latin1'));
    return true;
  });
  return { result, text: chunks.join('') };
}

test('a file is read whole, in chunks, with its size and time', async () => {
  const path = inFolder('whole.txt');
  const content = 'bad.test\n'.repeat(100_000);
  writeFileSync(path, content);
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  const { result, text } = await read(path);
  expect(text === content).toBe(true);
  expect(result).toEqual({
    outcome: 'read',
    facts: { path, bytes: content.length, modified: 1_700_000_000_000, inode: statSync(path).ino },
  });
});

test('a link is followed, as Kubernetes delivers files', async () => {
  writeFileSync(inFolder('real.txt'), 'bad.test\n');
  symlinkSync('real.txt', inFolder('link.txt'));
  expect((await read(inFolder('link.txt'))).text).toBe('bad.test\n');
});

test.each([
  { why: 'no such file', name: 'absent.txt', reason: 'file-missing' },
  { why: 'a file where a folder should be', name: 'plain/list.txt', reason: 'file-missing' },
  { why: 'a folder', name: 'folder', reason: 'file-not-regular' },
  { why: 'a pipe that nobody writes to: opening it must not wait', name: 'pipe', reason: 'file-not-regular' },
  { why: 'a path with a NUL', name: 'nul\0.txt', reason: 'file-unreadable' },
  { why: 'a link to itself', name: 'loop', reason: 'file-unreadable' },
])('$why: $reason', async ({ name, reason }) => {
  writeFileSync(inFolder('plain'), '');
  mkdirSync(inFolder('folder'), { recursive: true });
  execFileSync('rm', ['-f', inFolder('pipe'), inFolder('loop')]);
  execFileSync('/usr/bin/mkfifo', [inFolder('pipe')]);
  symlinkSync('loop', inFolder('loop'));
  const { result, text } = await read(inFolder(name));
  expect(result).toMatchObject({ outcome: 'failed', reason });
  expect(text).toBe('');
});

test('a file above the cap is not read at all, one at the cap is', async () => {
  const path = inFolder('large.txt');
  writeFileSync(path, 'x'.repeat(1001));
  expect(await read(path, 1000)).toMatchObject({ result: { outcome: 'failed', reason: 'file-too-large' }, text: '' });
  expect(await read(path, 1001)).toMatchObject({ result: { outcome: 'read' } });
});

test('a file that grows while it is read is refused: a delivery was not renamed into place', async () => {
  const path = inFolder('growing.txt');
  writeFileSync(path, 'x'.repeat(MEGABYTE));
  const result = await readFile(path, 10 * MEGABYTE, () => {
    appendFileSync(path, 'more\n');
    return true;
  });
  expect(result).toMatchObject({ outcome: 'failed', reason: 'file-changing' });
});

test('a file that is rewritten in place while it is read is refused', async () => {
  const path = inFolder('rewritten.txt');
  writeFileSync(path, 'x'.repeat(MEGABYTE));
  const result = await readFile(path, 10 * MEGABYTE, () => {
    utimesSync(path, 1, 1);
    return true;
  });
  expect(result).toMatchObject({ outcome: 'failed', reason: 'file-changing' });
});

test.each([
  { why: 'it is as it was read', change: () => undefined, written: false },
  { why: 'it has grown', change: (path: string) => appendFileSync(path, 'more\n'), written: true },
  { why: 'it was written again', change: (path: string) => utimesSync(path, 1, 1), written: true },
  { why: 'it is gone', change: (path: string) => rmSync(path), written: false },
  {
    why: 'another file has its name',
    change: (path: string) => {
      writeFileSync(`${path}.new`, 'another one\n');
      renameSync(`${path}.new`, path);
    },
    written: false,
  },
])('after a file was read, $why: written into is $written', async ({ why, change, written }) => {
  const path = inFolder(`${why}.txt`);
  writeFileSync(path, 'bad.test\n');
  const { result } = await read(path);
  if (result.outcome !== 'read') throw new Error('not read');
  change(path);
  expect(await isWrittenInto(result.facts)).toBe(written);
});

test('the receiver can stop, and its own errors are not taken for the disk’s', async () => {
  const path = inFolder('stopped.txt');
  writeFileSync(path, 'x'.repeat(MEGABYTE));
  let chunks = 0;
  const stopped = readFile(path, 10 * MEGABYTE, () => {
    chunks += 1;
    return false;
  });
  expect(await stopped).toEqual({ outcome: 'stopped' });
  expect(chunks).toBe(1);
  const broken = readFile(path, 10 * MEGABYTE, () => {
    throw new RangeError('a mistake');
  });
  await expect(broken).rejects.toThrow('a mistake');
});
