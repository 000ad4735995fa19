/** Lists that would not fit are refused before they are loaded: the kernel would end the filter, not the load. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { compileListFiles } from '../../src/compile/compiler.ts';
import type { ListFile } from '../../src/compile/list-file.ts';
import { memoryShort } from '../../src/compile/memory.ts';
import { updateList } from '../../src/intake/update.ts';
import { temporaryFolder } from '../support/files.ts';
import { managedList, pages } from '../support/managed.ts';
import { settingsFor } from '../support/parse.ts';

const inFolder = temporaryFolder();
const MIB = 1 << 20;
/** A process, what is left over, and for each of 100,000 pages rule and text. */
const WANTED = (104 + 48) * MIB + 100_000 * 128 + 2_288_890;

function listed(name: string, content: string | Buffer, settings = {}): ListFile {
  writeFileSync(inFolder(name), content);
  return { path: inFolder(name), settings: settingsFor({ id: 'se-urls', ...settings }) };
}

const list = pages(100_000);
const json = JSON.stringify(list.toString().trim().split('\n'));

/** One that is in a store. */
async function stored(): Promise<ListFile> {
  const secret = Buffer.alloc(32, 9);
  const managed = managedList(inFolder('store'));
  expect(await updateList(managed, { content: list, proof: undefined, holdAnyway: false }, 1)).toMatchObject({
    kind: 'taken',
  });
  return { path: inFolder('store'), storeSecret: secret, settings: managed.settings };
}

/** Two files in a folder. */
function folder(): ListFile {
  mkdirSync(inFolder('category'));
  for (const name of ['domains', 'urls']) writeFileSync(inFolder(`category/${name}`), pages(50_000));
  return { path: inFolder('category'), settings: settingsFor({ id: 'se-urls' }) };
}

test.each<{ why: string; files: () => ListFile[] | Promise<ListFile[]>; least: number; most: number }>([
  { why: 'lines', files: () => [listed('plain', list)], least: 0.98, most: 1.02 },
  { why: 'two lists', files: () => [listed('plain', list), listed('other', list)], least: 1.05, most: 1.1 },
  { why: 'an array in one line', files: () => [listed('json', json)], least: 0.98, most: 1.1 },
  { why: 'gzip', files: () => [listed('packed', gzipSync(list))], least: 0.9, most: 1.2 },
  { why: 'a folder', files: () => [folder()], least: 0.98, most: 1.02 },
  { why: 'a store', files: async () => [await stored()], least: 1, most: 1.05 },
])('the estimate of $why is near what it takes', async ({ files, least, most }) => {
  const these = await files();
  expect(await memoryShort(these, WANTED * most)).toBeUndefined();
  expect(await memoryShort(these, WANTED * least)).toMatch(
    /^about \d+ entries want \d+ MiB in addition to what is in force, \d+ MiB are free$/u,
  );
});

test('what is not there is for the load to tell of', async () => {
  const files = [{ path: inFolder('absent'), settings: settingsFor({ id: 'se-urls' }) }];
  expect(await memoryShort(files, 104 * MIB)).toBeUndefined();
});

test('a delivery that would not fit is refused before it is read, and what is in force stays', async () => {
  const managed = managedList(inFolder('small'), { freeBytes: 160 * MIB });
  const deliver = (content: Buffer) => updateList(managed, { content, proof: undefined, holdAnyway: false }, 1);
  expect(await deliver(pages(1000))).toMatchObject({ kind: 'taken' });
  const outcome = await deliver(list);
  expect(outcome).toMatchObject({ kind: 'refused', refusal: { reason: 'memory-short' } });
  expect(JSON.stringify(outcome)).not.toContain('bad-');
  expect((await managed.store.current())?.received).toBe(1000);
});

test('the compile process refuses the set, with the remedy, and nothing of the list in it', async () => {
  const request = { files: [listed('plain', list)], markets: ['se'], seed: Uint32Array.of(1, 2, 3, 4) };
  const outcome = await compileListFiles({ ...request, freeBytes: 160 * MIB });
  expect(outcome).toMatchObject({ ok: false, refused: [{ refusal: { list: '*', code: 'ERR_LIST_MEMORY_SHORT' } }] });
  expect(JSON.stringify(outcome)).not.toContain('bad-');
  expect(await compileListFiles({ ...request, freeBytes: 180 * MIB })).toMatchObject({ ok: true });
});
