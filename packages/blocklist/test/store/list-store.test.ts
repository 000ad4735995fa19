import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ListStore, type StoredDelivery } from '../../src/store/list-store.ts';
import { temporaryFolder } from '../support/files.ts';

const inFolder = temporaryFolder();
const secret = Buffer.alloc(32, 5);
const bytes = (text: string): Buffer => Buffer.from(`${text}.test\n`);

function delivery(text: string): StoredDelivery {
  const sha256 = createHash('sha256').update(bytes(text)).digest('hex');
  return { version: text, sha256, at: 1000, received: 1, active: 1 };
}

async function storeWith(name: string, ...texts: readonly string[]): Promise<ListStore> {
  const store = new ListStore(inFolder(name), 'se-urls', secret);
  for (const text of texts) await store.take(delivery(text), bytes(text));
  return store;
}

test('nothing is in force at first', async () => {
  const store = await storeWith('empty');
  expect([await store.current(), await store.previous(), await store.held(), await store.state()]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(await store.rollBack(1)).toBeUndefined();
});

test('current, previous, and back again', async () => {
  const store = await storeWith('back', 'one', 'two');
  expect(await store.current()).toMatchObject({ ...delivery('two'), content: bytes('two') });
  expect(await store.rollBack(2000)).toMatchObject({ left: delivery('two'), taken: delivery('one') });
  expect(await store.current()).toMatchObject({ ...delivery('one'), at: 2000, content: bytes('one') });
  expect(await store.previous()).toMatchObject(delivery('two'));
});

test('a damaged current delivery: the previous one, and a reason for an alarm; both damaged: nothing', async () => {
  const store = await storeWith('damaged', 'one', 'two');
  writeFileSync(inFolder('damaged/se-urls/delivery-0000000002'), 'x');
  expect(await store.current()).toMatchObject({ version: 'one', damaged: 1 });
  writeFileSync(inFolder('damaged/se-urls/delivery-0000000001'), 'x');
  expect(await store.current()).toBeUndefined();
});

test('the delivery of one list does not open as another’s', async () => {
  const store = await storeWith('swapped', 'one');
  expect(await store.current()).toMatchObject({ version: 'one' });
  renameSync(inFolder('swapped/se-urls'), inFolder('swapped/lt-urls'));
  expect(await new ListStore(inFolder('swapped'), 'lt-urls', secret).current()).toBeUndefined();
});

test('a held delivery and the state are kept apart from what is in force', async () => {
  const store = await storeWith('held', 'one');
  await store.hold(delivery('two'), bytes('two'));
  await store.saveState({ version: 2 });
  await store.saveState({ version: 3 });
  expect(await store.current()).toMatchObject({ version: 'one' });
  expect(await store.held()).toMatchObject({ version: 'two', content: bytes('two') });
  expect(await store.state()).toEqual({ version: 3 });
});

test('no entry and no version can be read in any of its files', async () => {
  const store = await storeWith('sealed', 'canary-entry');
  await store.hold(delivery('canary-entry'), bytes('canary-entry'));
  await store.saveState({ note: 'canary-entry' });
  const folder = inFolder('sealed/se-urls');
  const files = readdirSync(folder);
  expect(files).toHaveLength(3);
  expect(files.filter((name) => readFileSync(`${folder}/${name}`).includes('canary'))).toEqual([]);
});
