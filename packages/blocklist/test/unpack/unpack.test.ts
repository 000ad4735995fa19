/** Packed deliveries that are damaged, nested or far larger than they look. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { loadListFile } from '../../src/index.ts';
import type { ListBounds } from '../../src/settings/settings.ts';
import { temporaryFolder } from '../support/files.ts';
import { refused, settingsFor, taken } from '../support/parse.ts';

const inFolder = temporaryFolder();
const list = Array.from({ length: 50_000 }, (_, index) => `bad-${index}.test`).join('\n');

/** An archive made by the system's `zip`, of these files. */
function zipOf(files: Readonly<Record<string, string | Buffer>>, ...options: string[]): Buffer {
  const archive = inFolder('made.zip');
  execFileSync('rm', ['-f', archive]);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(inFolder(name)), { recursive: true });
    writeFileSync(inFolder(name), content);
    execFileSync('zip', ['-qX', ...options, archive, name], { cwd: inFolder('.') });
  }
  return readFileSync(archive);
}

async function load(bytes: Buffer, bounds: Partial<ListBounds> = {}): ReturnType<typeof loadListFile> {
  const path = inFolder('delivery');
  writeFileSync(path, bytes);
  return loadListFile(path, settingsFor({ format: 'domains', bounds }), 0);
}

test('large lists come out whole, packed in any way', async () => {
  const packed = [gzipSync(list), zstdCompressSync(list), zipOf({ 'list.txt': list }), zipOf({ 'l.txt': list }, '-0')];
  for (const bytes of packed) expect(taken(await load(bytes)).summary.counts.active).toBe(50_000);
});

test('gzip of several members is one list', async () => {
  const half = list.length / 2;
  const bytes = Buffer.concat([gzipSync(list.slice(0, half)), gzipSync(list.slice(half))]);
  expect(taken(await load(bytes)).summary.counts.active).toBe(50_000);
});

const JUNK = {
  '__MACOSX/lists/._list.txt': '\0\x05\x16\x07',
  'lists/.DS_Store': '\0\0',
  'Thumbs.db': '\0',
  'lists/desktop.ini': '[x]',
};

test('what desktops put into an archive is passed over', async () => {
  const one = zipOf({ 'lists/list.txt': list, ...JUNK });
  expect(taken(await load(one)).summary.counts.active).toBe(50_000);
  const junkFirst = zipOf({ ...JUNK, '__MACOSX/x/._domains': '\0', 'x/domains': 'bad.test', 'x/urls': 'worse.test/a' });
  const path = inFolder('delivery');
  writeFileSync(path, junkFirst);
  const folder = taken(await loadListFile(path, settingsFor(), 0));
  expect([folder.summary.format, folder.summary.counts.active]).toEqual(['squidguard', 2]);
  expect(refused(await load(zipOf(JUNK))).refusal.reason).toBe('archive-members');
});

test('expressions of a folder in an archive are counted, not read', async () => {
  const folder = zipOf({ 'x/domains': 'bad.test\nb.test', 'x/urls': 'worse.test/a', 'x/expressions': 'c.test' });
  const { summary } = taken(await load(folder));
  expect([summary.counts.active, summary.counts.invalid]).toEqual([3, 1]);
});

const flip = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
};

test.each<{ why: string; make: () => Buffer; bounds?: Partial<ListBounds>; reason: string }>([
  { why: 'gzip cut off', make: () => gzipSync(list).subarray(0, 5000), reason: 'unpack-failed' },
  { why: 'zstd cut off', make: () => zstdCompressSync(list).subarray(0, 5000), reason: 'unpack-failed' },
  {
    why: 'gzip with a wrong checksum',
    make: () => flip(gzipSync(list), gzipSync(list).length - 6),
    reason: 'unpack-failed',
  },
  { why: 'zip cut off', make: () => zipOf({ 'l.txt': list }).subarray(0, -30), reason: 'unpack-failed' },
  {
    why: 'zip with bytes behind it',
    make: () => Buffer.concat([zipOf({ 'l.txt': list }), Buffer.from('x')]),
    reason: 'unpack-failed',
  },
  { why: 'zip with damaged data', make: () => flip(zipOf({ 'l.txt': list }, '-0'), 100), reason: 'unpack-failed' },
  { why: 'zip, encrypted', make: () => zipOf({ 'l.txt': list }, '-P', 'x'), reason: 'unpack-failed' },
  {
    why: 'zip of three files',
    make: () => zipOf({ a: 'a.test', b: 'b.test', c: 'c.test' }),
    reason: 'archive-members',
  },
  { why: 'zip of two other files', make: () => zipOf({ a: 'a.test', b: 'b.test' }), reason: 'archive-members' },
  {
    why: 'zip of twenty',
    make: () => zipOf(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, 'a.test']))),
    reason: 'archive-members',
  },
  { why: 'gzip in gzip', make: () => gzipSync(gzipSync(list)), reason: 'compressed' },
  { why: 'zip in zip', make: () => zipOf({ 'inner.zip': zipOf({ 'l.txt': list }) }), reason: 'compressed' },
  { why: 'a page in gzip', make: () => gzipSync('<html>'), reason: 'html-page' },
  { why: 'a gzip bomb', make: () => gzipSync(Buffer.alloc(64 << 20, 0x0a)), reason: 'unpacked-ratio' },
  { why: 'a zstd bomb', make: () => zstdCompressSync(Buffer.alloc(64 << 20, 0x0a)), reason: 'unpacked-ratio' },
  { why: 'a zip bomb', make: () => zipOf({ 'b.txt': Buffer.alloc(64 << 20, 0x0a) }), reason: 'unpacked-ratio' },
  {
    why: 'more than may come out',
    make: () => gzipSync(list),
    bounds: { maxUnpackedBytes: 1000 },
    reason: 'unpacked-too-large',
  },
])('$why: $reason', async ({ make, bounds, reason }) => {
  expect(refused(await load(make(), bounds)).refusal.reason).toBe(reason);
});

test('a header that names another member than the directory is refused: two readers would see two lists', async () => {
  const archive = zipOf({ 'first.txt': list });
  archive.write('other.txt', 30, 'latin1');
  expect(refused(await load(archive)).refusal.reason).toBe('unpack-failed');
});
