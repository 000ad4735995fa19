/** What a set of lists takes stays below what was estimated for it, and near enough that the estimate refuses nothing that fits well. */
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from '@jest/globals';
import { compileListFiles } from '../../src/compile/compiler.ts';
import type { ListFile } from '../../src/compile/list-file.ts';
import { memoryShort } from '../../src/compile/memory.ts';
import { updateList } from '../../src/intake/update.ts';
import { temporaryFolder } from '../support/files.ts';
import { managedList } from '../support/managed.ts';
import { settingsFor } from '../support/parse.ts';
import { withNodeArguments, writingStatus } from '../support/preloaded.ts';
import { peakOf } from '../support/processes.ts';

const inFolder = temporaryFolder();
const MIB = 1 << 20;
const COUNT = 200_000;

const pages = (count: number, path = 'a'): string =>
  Array.from({ length: count }, (_, i) => `http://bad-${i}.test/${path}/${i}\n`).join('');

function listed(content: string | Buffer): ListFile {
  writeFileSync(inFolder('list'), content);
  return { path: inFolder('list'), settings: settingsFor({ id: 'se-urls' }) };
}

async function stored(content: string): Promise<ListFile> {
  const managed = managedList(inFolder('store'));
  const delivery = { content: Buffer.from(content), proof: undefined, holdAnyway: false };
  expect(await updateList(managed, delivery, 1)).toMatchObject({ kind: 'taken' });
  return { path: inFolder('store'), storeSecret: Buffer.alloc(32, 9), settings: managed.settings };
}

const REQUEST = { markets: ['se'], seed: Uint32Array.of(1, 2, 3, 4) };

// The first process of a fresh checkout takes the types out of the sources: 27 MiB that no release takes. Later ones find them compiled.
beforeAll(async () => {
  const { ok } = await compileListFiles({ ...REQUEST, files: [listed(pages(2))] });
  if (!ok) throw new Error('two pages were not compiled');
});

test.each<{ why: string; file: () => ListFile | Promise<ListFile> }>([
  { why: 'two entries', file: () => listed(pages(2)) },
  { why: 'pages', file: () => listed(pages(COUNT)) },
  { why: 'pages with long paths', file: () => listed(pages(COUNT, 'long'.repeat(50))) },
  { why: 'packed pages', file: () => listed(gzipSync(pages(COUNT))) },
  { why: 'an array in one line', file: () => listed(JSON.stringify(pages(COUNT).trim().split('\n'))) },
  { why: 'pages with long paths, in a store', file: () => stored(pages(COUNT, 'long'.repeat(50))) },
])('$why', async ({ file }) => {
  const files = [await file()];
  const wanted = Number(/ want (\d+) MiB /u.exec((await memoryShort(files, 0)) ?? '')?.[1]) * MIB;
  // As much as was estimated, and not a byte more, is free.
  const request = { ...REQUEST, files, freeBytes: wanted };
  const outcome = await withNodeArguments([writingStatus(inFolder('status'))], () => compileListFiles(request));
  expect(outcome).toMatchObject({ ok: true });
  const peak = peakOf(readFileSync(inFolder('status'), 'latin1'));
  expect(peak).toBeLessThan(wanted);
  expect(peak).toBeGreaterThan(wanted * 0.6);
});
