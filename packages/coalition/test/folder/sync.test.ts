import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DirectoryStore } from '../../src/folder/directory.ts';
import { fetchFiles, fetchPolicies, sendFiles } from '../../src/folder/sync.ts';
import { signEdition } from '../../src/sum/edition.ts';
import { editionCsv } from '../../src/sum/edition-csv.ts';
import { EDITION, TestCoalition } from './coalition.ts';

// The folder of the test coalition is the secretariat's; the server is another directory.
let coalition: TestCoalition;
let server: DirectoryStore;

beforeEach(async () => {
  coalition = await TestCoalition.make();
  server = new DirectoryStore(join(coalition.root, 'server'));
});

afterEach(async () => {
  await coalition.remove();
});

const copyOf = (id: string): DirectoryStore =>
  id === 'secretariat' ? coalition.store : new DirectoryStore(join(coalition.root, `copy-${id}`));

async function sync(id: string): Promise<{ readonly sent: readonly string[]; readonly fetched: readonly string[] }> {
  const { parties } = coalition;
  const settings = { local: copyOf(id), remote: server, parties, id, quarters: ['2026-Q3'] };
  return { sent: await sendFiles(settings), fetched: await fetchFiles(settings) };
}

describe('copies of a folder', () => {
  test('a sealed file reaches the aggregators, and no other member', async () => {
    await copyOf('m1').create('sealed/2026-Q3/submission-m1.1.jws', Buffer.from('sealed'));
    expect((await sync('m1')).sent).toEqual(['sealed/2026-Q3/submission-m1.1.jws']);
    expect((await sync('alpha')).fetched).toEqual(['sealed/2026-Q3/submission-m1.1.jws']);
    expect((await sync('m2')).fetched).toEqual([]);
    expect((await sync('m1')).sent).toEqual([]);
  });

  test('the log and what it records reach everybody, and a second time nothing moves', async () => {
    await coalition.put('members/policy/1.json', 'policy');
    await coalition.put('public/edition/2026-Q3.1.json', 'edition');
    await coalition.record();
    await sync('secretariat');
    const { fetched } = await sync('m1');
    expect(fetched).toEqual(expect.arrayContaining(['members/policy/1.json', 'public/edition/2026-Q3.1.json']));
    expect(await sync('m1')).toEqual({ sent: [], fetched: [] });
    const again = await sync('secretariat');
    expect(again.sent).toEqual([]);
  });

  test('an edition that no log names yet reaches a secretariat that is no aggregator, and is recorded', async () => {
    const one = await signEdition(EDITION, coalition.keyOf('alpha'), undefined);
    const files = [
      ['public/edition/2026-Q3.1.csv', editionCsv(EDITION)],
      ['public/edition/2026-Q3.1.json', await signEdition(EDITION, coalition.keyOf('beta'), one)],
    ] as const;
    for (const [path, text] of files) await copyOf('alpha').create(path, Buffer.from(text));
    const editions = files.map(([path]) => path);
    // The table last: a server compares it with the edition that it has.
    expect((await sync('alpha')).sent).toEqual(editions.toReversed());
    expect((await sync('secretariat')).fetched.toSorted()).toEqual(editions);
    await coalition.record();
    await sync('secretariat');
    expect((await sync('m1')).fetched).toEqual(expect.arrayContaining(editions));
  });

  test('of another quarter only what the log would record is sent: the server takes files of two years', async () => {
    const copy = copyOf('alpha');
    for (const quarter of ['2024-Q1', '2026-Q3']) {
      for (const kind of ['accepted', 'edition', 'sum']) {
        await copy.create(`sealed/${quarter}/${kind}-alpha.1.jws`, Buffer.from(`${kind} ${quarter}`));
      }
    }
    expect((await sync('alpha')).sent).toEqual([
      'sealed/2024-Q1/sum-alpha.1.jws',
      ...['accepted', 'edition', 'sum'].map((kind) => `sealed/2026-Q3/${kind}-alpha.1.jws`),
    ]);
  });

  test('a letter is sent once: after the secretariat has posted it, its author is not named again', async () => {
    const letter = `inbox/notice/${'a'.repeat(32)}.jws`;
    await copyOf('m1').create(letter, Buffer.from('letter'));
    expect((await sync('m1')).sent).toEqual([letter]);
    await server.remove(letter);
    expect((await sync('m1')).sent).toEqual([]);
    expect(await server.read(letter, 99)).toBeUndefined();
  });

  test('a letter that has not arrived is kept', async () => {
    const letter = `inbox/notice/${'a'.repeat(32)}.jws`;
    await copyOf('m1').create(letter, Buffer.from('letter'));
    await server.create(letter, Buffer.from('another'));
    await sync('m1');
    expect((await copyOf('m1').read(letter, 99))?.toString()).toBe('letter');
  });

  test('a party sends only what it may write, whatever is in its copy', async () => {
    const copy = copyOf('m1');
    await copy.create('sealed/2026-Q3/submission-m2.1.jws', Buffer.from('in the name of another'));
    await copy.create('public/edition/2026-Q3.1.json', Buffer.from('edition'));
    await copy.write('public/log/checkpoint', Buffer.from('log'));
    await copy.write('public/witness/m2', Buffer.from('witness'));
    expect((await sync('m1')).sent).toEqual([]);
  });

  test('what is written once is not fetched again, though the server has another by then', async () => {
    await coalition.put('public/edition/2026-Q3.1.json', 'edition');
    await coalition.record();
    await sync('secretariat');
    await sync('m1');
    await server.write('public/edition/2026-Q3.1.json', Buffer.from('other figures'));
    await sync('m1');
    expect((await copyOf('m1').read('public/edition/2026-Q3.1.json', 99))?.toString()).toBe('edition');
  });

  test('policies are fetched before anything is known', async () => {
    for (const serial of [1, 2, 4])
      await server.write(`members/policy/${serial}.json`, Buffer.from(`policy ${serial}`));
    expect(await fetchPolicies(copyOf('m1'), server)).toEqual(['members/policy/1.json', 'members/policy/2.json']);
    expect(await fetchPolicies(copyOf('m1'), server)).toEqual([]);
  });
});
