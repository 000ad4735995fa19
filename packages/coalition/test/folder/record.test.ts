import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FileIndex } from '../../src/folder/file-index.ts';
import { recall, remember } from '../../src/folder/memory.ts';
import { groupsOf } from '../../src/folder/parties.ts';
import { type FolderReading, verifyFolder } from '../../src/folder/verify.ts';
import { witness } from '../../src/folder/witness.ts';
import type { Checkpoint } from '../../src/log/checkpoint.ts';
import { noticeId, signNotice, signRemark } from '../../src/notice/signed.ts';
import { signEdition } from '../../src/sum/edition.ts';
import { editionCsv } from '../../src/sum/edition-csv.ts';
import { NOTICES } from '../notice/notices.ts';
import { EDITION, TestCoalition } from './coalition.ts';

let coalition: TestCoalition;

beforeEach(async () => {
  coalition = await TestCoalition.make();
});

afterEach(async () => {
  await coalition.remove();
});

/** As a party does: with its memory, which it brings up to date if nothing is wrong; then it cosigns. */
async function look(id: string, own?: ReadonlyMap<string, string>): Promise<FolderReading> {
  const state = coalition.stateOf(id);
  const kept = await recall(state);
  const { store, parties, now } = coalition;
  const groups = groupsOf(parties, id);
  const known = { groups, ...(kept === undefined ? {} : { kept }), ...(own === undefined ? {} : { own }) };
  const reading = await verifyFolder(store, parties, known, now);
  if (reading.faults.length > 0 || reading.checkpoint === undefined) return reading;
  await remember(state, { checkpoint: reading.checkpoint, leaves: reading.leaves });
  const party = coalition.partyOf(id);
  await witness({ store, parties, party, key: coalition.keyOf(id), now }, reading.checkpoint);
  return reading;
}

async function firstQuarter(): Promise<void> {
  await coalition.put('members/policy/1.json', 'policy');
  for (const id of ['m1', 'm2', 'm3']) await coalition.put(`sealed/2026-Q3/submission-${id}.1.jws`, `sealed ${id}`);
  await coalition.record();
  await coalition.put('public/edition/2026-Q3.1.json', 'edition 1');
  await coalition.record();
}

/** What somebody with its key and without its memory can sign. */
async function rewrite(change: () => Promise<unknown>): Promise<void> {
  await coalition.keepNothing();
  rmSync(join(coalition.root, 'folder/public/log'), { recursive: true });
  await change();
  await coalition.record();
}

async function post(id: string): Promise<string> {
  const text = await signNotice(NOTICES[1] as never, coalition.keyOf(id));
  await coalition.put(`members/notice/${noticeId(text)}.jws`, text);
  return noticeId(text);
}

const see = async (notice: string, id: string): Promise<string> =>
  coalition.put(`inbox/seen/${notice}.${id}.jws`, await signRemark('sighting', notice, coalition.keyOf(id)));

describe('recording', () => {
  test('takes what is new, once, and never names who handed a sealed file in', async () => {
    await firstQuarter();
    const again = await coalition.record();
    expect(again.added).toEqual([]);
    const { entries, faults, filesChecked, filesUnseen } = await look('m1');
    expect(faults).toEqual([]);
    expect(entries.map((entry) => entry?.kind)).toEqual([
      'policy',
      'submission',
      'submission',
      'submission',
      'edition',
    ]);
    expect([filesChecked, filesUnseen]).toEqual([2, 3]);
    expect(JSON.stringify(entries)).not.toContain('m1');
  });

  test('puts the cosignatures of members into the checkpoint', async () => {
    await firstQuarter();
    for (const id of ['m1', 'm4', 'beta']) await look(id);
    expect((await coalition.record()).cosigners).toEqual(['beta', 'm1', 'm4']);
    expect((await look('m2')).cosignatures.map(({ name }) => name)).toEqual(['nordic/beta', 'nordic/m1', 'nordic/m4']);
  });

  test('does not record a table of an edition that nobody can compare', async () => {
    await firstQuarter();
    await coalition.put('public/edition/2026-Q3.1.csv', 'edition,reason\r\n');
    const { added, refused } = await coalition.record();
    expect([added, refused]).toEqual([[], ['public/edition/2026-Q3.1.csv']]);
  });

  test('judges no table again that the log has, though the index is lost and an aggregator has another key', async () => {
    const one = await signEdition(EDITION, coalition.keyOf('alpha'), undefined);
    await coalition.put('public/edition/2026-Q3.1.json', await signEdition(EDITION, coalition.keyOf('beta'), one));
    await coalition.put('public/edition/2026-Q3.1.csv', editionCsv(EDITION));
    expect(await coalition.record()).toMatchObject({ added: [{}, {}], refused: [] });
    rmSync(join(coalition.root, 'state-secretariat', 'index.sqlite'));
    await coalition.replaceKey('alpha');
    expect(await coalition.record()).toMatchObject({ added: [], refused: [] });
  });

  test('with the key of another signs nothing', async () => {
    await firstQuarter();
    await expect(coalition.record('alpha')).rejects.toMatchObject({ code: 'ERR_KEY' });
  });

  test('does not go on with a folder that was put back', async () => {
    await firstQuarter();
    const [folder, copy] = [join(coalition.root, 'folder'), join(coalition.root, 'copy')];
    cpSync(folder, copy, { recursive: true });
    await coalition.put('public/edition/2026-Q3.2.json', 'edition 2');
    await coalition.record();
    rmSync(folder, { recursive: true });
    cpSync(copy, folder, { recursive: true });
    await coalition.put('public/edition/2026-Q3.2.json', 'edition 2, another');
    await expect(coalition.record()).rejects.toThrow(/not the one that was signed last: entry-dropped at entry 5/u);
  });

  test('two at once: the second waits for its turn with an error', async () => {
    await firstQuarter();
    const index = FileIndex.open(join(coalition.root, 'state-secretariat', 'index.sqlite'));
    await expect(coalition.record()).rejects.toMatchObject({ code: 'ERR_FOLDER' });
    index.close();
    expect((await coalition.record()).added).toEqual([]);
  });

  test.each([
    ['is gone', (path: string) => rmSync(path)],
    ['is no database', (path: string) => writeFileSync(path, 'no database')],
    ['is cut off', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 5000))],
    ['is damaged inside', (path: string) => writeFileSync(path, readFileSync(path).fill(7, 4096))],
  ])('without its index, because it %s, finds the same', async (_name, spoil) => {
    await firstQuarter();
    spoil(join(coalition.root, 'state-secretariat', 'index.sqlite'));
    await coalition.put('public/edition/2026-Q3.2.json', 'edition 2');
    expect((await coalition.record()).added.map(({ path }) => path)).toEqual(['public/edition/2026-Q3.2.json']);
  });

  test('leaves files alone that have no place in the folder', async () => {
    await coalition.put('members/notes.txt', 'canary');
    await coalition.put('public/edition/.hidden', 'canary');
    await coalition.put('sealed/2026-Q9/submission-m1.1.jws', 'canary');
    expect((await coalition.record()).added).toEqual([]);
  });
});

describe('a secretariat that rewrites history', () => {
  test.each([
    [
      'rewritten',
      async () => coalition.store.write('public/edition/2026-Q3.1.json', Buffer.from('edition, other figures')),
    ],
    ['dropped', async () => coalition.store.remove('sealed/2026-Q3/submission-m2.1.jws')],
  ])('is found at every member: a file %s', async (_name, change) => {
    await firstQuarter();
    const members = ['alpha', 'beta', 'm1', 'm2', 'm3'];
    for (const id of members) await look(id);
    await rewrite(change);
    for (const id of members) {
      const codes = (await look(id)).faults.map(({ code }) => code);
      expect(codes.some((code) => code === 'entry-rewritten' || code === 'entry-dropped')).toBe(true);
    }
    // Somebody who looks for the first time sees it from what the others have published.
    const { faults } = await look('m5');
    expect(faults.map(({ member }) => member)).toEqual([
      'nordic/alpha',
      'nordic/beta',
      'nordic/m1',
      'nordic/m2',
      'nordic/m3',
    ]);
  });

  test('is found without its signature as well: a recorded file that was changed or taken away', async () => {
    await firstQuarter();
    await coalition.store.write('public/edition/2026-Q3.1.json', Buffer.from('edition, other figures'));
    await coalition.store.remove('members/policy/1.json');
    expect((await look('m1')).faults).toEqual([
      { code: 'file-missing', index: 0, path: 'members/policy/1.json' },
      { code: 'file-rewritten', index: 4, path: 'public/edition/2026-Q3.1.json' },
    ]);
  });

  test('cannot leave out what a member handed in', async () => {
    await firstQuarter();
    const digest = 'ab'.repeat(32);
    expect((await look('m4', new Map([['submission-m4.1.jws', digest]]))).faults).toEqual([
      { code: 'file-unrecorded', path: 'submission-m4.1.jws' },
    ]);
  });
});

describe('notices', () => {
  test('are said to be seen by others when three others have, and nobody learns who', async () => {
    const notice = await post('m1');
    for (const id of ['m1', 'm2', 'm3']) await see(notice, id);
    expect((await coalition.record()).seen).toEqual([]);
    await see(notice, 'm4');
    const { seen, added } = await coalition.record();
    expect(seen).toEqual([notice]);
    expect(added.map(({ kind }) => kind)).toEqual(['sightings']);
    const text = (await coalition.store.read(`members/notice/${notice}.seen.jws`, 9999))?.toString() ?? '';
    const { payload } = JSON.parse(text) as { readonly payload: string };
    expect(Buffer.from(payload, 'base64url').toString()).toBe(`{"notice":"${notice}","schema":"netvakt-sightings/1"}`);
  });

  test('one member counts once, whatever names its files have', async () => {
    const notice = await post('m1');
    const own = await signRemark('sighting', notice, coalition.keyOf('m2'));
    for (const id of ['m2', 'm3', 'm4', 'm5']) await coalition.put(`inbox/seen/${notice}.${id}.jws`, own);
    expect((await coalition.record()).seen).toEqual([]);
  });

  test.each([
    [
      'by a stranger',
      async () =>
        TestCoalition.make().then(async (other) => {
          const text = await signNotice(NOTICES[1] as never, other.keyOf('m1'));
          await other.remove();
          return [noticeId(text), text] as const;
        }),
    ],
    [
      'under another name',
      async () => ['ab'.repeat(16), await signNotice(NOTICES[1] as never, coalition.keyOf('m1'))] as const,
    ],
    [
      'with another market',
      async () => {
        const text = await signNotice(
          { ...(NOTICES[1] as never as object), market: 'dk' } as never,
          coalition.keyOf('m1'),
        );
        return [noticeId(text), text] as const;
      },
    ],
  ])('that are not valid are not recorded: %s', async (_name, make) => {
    const [id, text] = await make();
    await coalition.put(`members/notice/${id}.jws`, text);
    expect(await coalition.record()).toMatchObject({ added: [], refused: [`members/notice/${id}.jws`] });
  });
});

test('a checkpoint that was witnessed has two signatures: the log’s and the member’s', async () => {
  await firstQuarter();
  for (const id of ['m1', 'm2']) await look(id);
  await coalition.record();
  const { checkpoint } = await look('m3');
  expect((checkpoint as Checkpoint).note.signatures).toHaveLength(3);
  const text = (await coalition.store.read('public/witness/m3', 9999))?.toString() ?? '';
  expect(text.match(/^— \S+/gmu)).toEqual(['— nordic/log', '— nordic/m3']);
});
