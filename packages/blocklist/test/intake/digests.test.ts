/** A delivery is digested once, however many stages look at its digest. */
import { Hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { loadStoredList } from '../../src/compile/stored-list.ts';
import { releaseHeld } from '../../src/intake/decide.ts';
import { updateList } from '../../src/intake/update.ts';
import { loadListFile } from '../../src/parse/load.ts';
import { digested } from '../../src/source/delivered.ts';
import { temporaryFolder } from '../support/files.ts';
import { managedList, pages } from '../support/managed.ts';
import { refused, taken } from '../support/parse.ts';
import { keysOf, makePairs, manifestFor, NOW, signedManifest } from '../support/trust.ts';

const inFolder = temporaryFolder();
const update = jest.spyOn(Hash.prototype, 'update');
const pairs = makePairs(1);
const content = pages(1000);
const manifest = signedManifest(manifestFor(content, { entries: 1000 }), pairs);
const signed = { kind: 'manifest', keys: keysOf(pairs), maxVersionStep: 10 } as const;

beforeEach(() => {
  update.mockClear();
});

/** Bytes that went into digests since the count was cleared, keyed ones left out. */
function digestedBytes(): number {
  return update.mock.calls.reduce((sum, [bytes]) => sum + Buffer.byteLength(bytes), 0);
}

test.each([
  { why: 'unsigned', trust: { kind: 'unsigned' } as const, bytes: content },
  { why: 'packed', trust: { kind: 'unsigned' } as const, bytes: gzipSync(content) },
  { why: 'under a manifest', trust: signed, bytes: content },
])('a delivery that is taken: $why', async ({ why, trust, bytes }) => {
  const list = managedList(inFolder(why), { trust });
  const outcome = await updateList(list, { content: bytes, proof: manifest, holdAnyway: false }, NOW);
  expect(outcome).toMatchObject({ kind: 'taken' });
  expect(digestedBytes()).toBe(bytes.length);
});

test('one that is in force already, and is known by its digest', async () => {
  const list = managedList(inFolder('again'), { trust: signed });
  const delivery = { content, proof: manifest, holdAnyway: false };
  await updateList(list, delivery, NOW);
  update.mockClear();
  expect(await updateList(list, delivery, NOW)).toMatchObject({ kind: 'unchanged' });
  expect(digestedBytes()).toBe(content.length);
  update.mockClear();
  const { sha256 } = digested(content);
  update.mockClear();
  expect(await updateList(list, { ...delivery, sha256 }, NOW)).toMatchObject({ kind: 'unchanged' });
  expect(digestedBytes()).toBe(0);
});

test('one without its proof: never', async () => {
  const list = managedList(inFolder('unproven'), { trust: signed });
  const outcome = await updateList(list, { content, proof: undefined, holdAnyway: false }, NOW);
  expect(outcome).toMatchObject({ kind: 'refused', refusal: { reason: 'signature-missing' } });
  expect(digestedBytes()).toBe(0);
});

test('one that is held and released', async () => {
  const list = managedList(inFolder('held'));
  await updateList(list, { content, proof: undefined, holdAnyway: true }, NOW);
  expect(digestedBytes()).toBe(content.length);
  await releaseHeld(list, { by: 'A', reason: 'checked', at: NOW }, 1);
  expect(digestedBytes()).toBe(content.length);
});

test('a load: of a file once, out of a store never, for the digest is sealed with the bytes', async () => {
  const path = inFolder('list.gz');
  const packed = gzipSync(content);
  writeFileSync(path, packed);
  const list = managedList(inFolder('loaded'));
  const loaded = await loadListFile(path, list.settings, 0);
  expect(digestedBytes()).toBe(packed.length);
  await updateList(list, { content: packed, proof: undefined, holdAnyway: false }, NOW);
  update.mockClear();
  const stored = await loadStoredList(inFolder('loaded'), Buffer.alloc(32, 9), list.settings, 0);
  expect(digestedBytes()).toBe(0);
  const { version, sha256 } = taken(stored);
  expect(taken(loaded)).toMatchObject({ version, sha256 });
});

test('a file that has lost already is not read to its end', async () => {
  const path = inFolder('long.html');
  writeFileSync(path, '<html>'.padEnd(1 << 21));
  const outcome = await loadListFile(path, managedList(inFolder('long')).settings, 0);
  expect(refused(outcome).refusal.reason).toBe('html-page');
  expect(digestedBytes()).toBe(1 << 18);
});
