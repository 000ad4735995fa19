import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { seal, unseal } from '../../src/store/seal.ts';
import { SealedSeries } from '../../src/store/series.ts';
import { temporaryFolder } from '../support/files.ts';

const inFolder = temporaryFolder();
const key = Buffer.alloc(32, 7);
const record = (text: string) => ({ label: { text }, content: Buffer.from(`content of ${text}: bad.test\n`) });

function series(name: string, kept = 2, sealedBy = key): SealedSeries {
  return new SealedSeries(inFolder(name), 'list', sealedBy, kept);
}

test('nothing is there at first; then the newest counts, and so many are kept', async () => {
  const one = series('plain');
  expect(await one.newest()).toBeUndefined();
  for (const text of ['a', 'b', 'c']) await one.write(record(text));
  expect(await one.newest()).toEqual({ ...record('c'), number: 3, damaged: 0 });
  expect(await one.newest(3)).toEqual({ ...record('b'), number: 2, damaged: 0 });
  expect(readdirSync(inFolder('plain'))).toEqual(['list-0000000002', 'list-0000000003']);
  expect(statSync(inFolder('plain/list-0000000003')).mode & 0o777).toBe(0o600);
  expect(statSync(inFolder('plain')).mode & 0o777).toBe(0o700);
});

test('the beginning of the newest record is read without the rest', async () => {
  const one = series('beginning');
  expect(await one.beginning()).toBeUndefined();
  await one.write(record('a'));
  const { label, content } = record('b');
  const long = { label, content: Buffer.concat([content, Buffer.alloc(100_000, 'x')]) };
  await one.write(long);
  const beginning = await one.beginning();
  expect(beginning).toMatchObject({ label, contentBytes: long.content.length });
  expect(long.content.indexOf(beginning?.content ?? 'none')).toBe(0);
  expect(beginning?.content.length).toBeGreaterThan(3000);
  expect(await series('beginning', 2, Buffer.alloc(32, 8)).beginning()).toBeUndefined();
  await one.write({ label: { text: 'x'.repeat(5000) }, content: Buffer.alloc(0) });
  expect(await one.beginning()).toBeUndefined();
  for (const text of ['', 'bad.test\n'.repeat(100)]) {
    writeFileSync(inFolder('beginning/list-0000000003'), text);
    expect(await one.beginning()).toBeUndefined();
  }
});

test('no word of a record can be read without the key', async () => {
  await series('secret').write(record('a'));
  const bytes = readFileSync(inFolder('secret/list-0000000001'));
  expect(bytes.includes('bad.test') || bytes.includes('text')).toBe(false);
  expect(await series('secret', 2, Buffer.alloc(32, 8)).newest()).toBeUndefined();
});

test.each<{ why: string; damage: (path: string) => void }>([
  { why: 'cut off', damage: (path) => truncateSync(path, statSync(path).size - 1) },
  { why: 'empty', damage: (path) => truncateSync(path) },
  { why: 'longer', damage: (path) => appendFileSync(path, 'x') },
  { why: 'another file', damage: (path) => writeFileSync(path, 'bad.test\n'.repeat(100)) },
  { why: 'the record of another number', damage: (path) => writeFileSync(path, readFileSync(`${path.slice(0, -1)}2`)) },
])('a record that is $why does not open, and the one before it counts', async ({ why, damage }) => {
  const one = series(`damaged-${why}`, 3);
  for (const text of ['a', 'b', 'c']) await one.write(record(text));
  damage(inFolder(`damaged-${why}/list-0000000003`));
  expect(await one.newest()).toEqual({ ...record('b'), number: 2, damaged: 1 });
  await one.write(record('d'));
  expect(await one.newest()).toEqual({ ...record('d'), number: 4, damaged: 0 });
});

test('every bit counts', () => {
  const sealed = Buffer.concat(seal(record('a'), 'list-1', key));
  expect(unseal(sealed, 'list-1', key)).toEqual(record('a'));
  expect(unseal(sealed, 'list-2', key)).toBeUndefined();
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(unseal(changed, 'list-1', key)).toBeUndefined();
  }
});

test('what a killed writer left behind is swept away, and never read', async () => {
  mkdirSync(inFolder('left'));
  writeFileSync(inFolder('left/.list-0000000001'), 'half');
  writeFileSync(inFolder('left/.list-0000000009'), 'half');
  expect(await series('left').newest()).toBeUndefined();
  await series('left').write(record('a'));
  expect(readdirSync(inFolder('left'))).toEqual(['list-0000000001']);
});

test('a folder that cannot be made: the error of the file system, nothing else', async () => {
  writeFileSync(inFolder('file'), '');
  chmodSync(inFolder('file'), 0o600);
  const nowhere = new SealedSeries(join(inFolder('file'), 'below'), 'list', key, 2);
  await expect(nowhere.write(record('a'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  expect(await nowhere.newest()).toBeUndefined();
});
