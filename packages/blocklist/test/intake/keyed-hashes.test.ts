/** A list of keyed hashes on its way in: held, guarded and stored like any other, with nothing of it in plain. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { ManagedList, UpdateOutcome } from '../../src/intake/managed-list.ts';
import { updateList } from '../../src/intake/update.ts';
import { readNeverBlock } from '../../src/parse/never-block.ts';
import { hashUnder } from '../../src/settings/hash-key.ts';
import { temporaryFolder } from '../support/files.ts';
import { managedList } from '../support/managed.ts';
import { NOW } from '../support/trust.ts';

const inFolder = temporaryFolder();
const hashKey = { key: Buffer.alloc(32, 0x5a), testEntry: 'hash-check.invalid' };
const { neverBlock } = readNeverBlock('help.example\n');
const settings = { format: 'keyed-hashes', hashKey, neverBlock } as const;

function hashed(names: readonly string[], key = hashKey.key): Buffer {
  return Buffer.from([hashKey.testEntry, ...names].map(hashUnder(key)).join('\n'));
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `bad-${index}.test`);

const deliver = (list: ManagedList, content: Buffer): Promise<UpdateOutcome> =>
  updateList(list, { content, proof: undefined, holdAnyway: false }, NOW);

test('taken, with what is protected kept out; held if it grows; refused under another key', async () => {
  const folder = inFolder('hashed');
  const list = managedList(folder, { settings });
  const taken = await deliver(list, hashed([...names(100), 'help.example', 'example', 'home.arpa']));
  expect(taken).toMatchObject({ kind: 'taken', summary: { counts: { received: 104, active: 101, quarantined: 3 } } });
  expect(await deliver(list, hashed(names(300)))).toMatchObject({ kind: 'held', causes: [{ reason: 'grew' }] });
  expect(await deliver(list, hashed(names(100), Buffer.alloc(32)))).toMatchObject({
    kind: 'refused',
    refusal: { reason: 'hash-key-wrong' },
  });
  expect((await list.store.current())?.active).toBe(101);
  const files = await readdir(join(folder, 'se-urls'));
  const stored = (await Promise.all(files.map((file) => readFile(join(folder, 'se-urls', file), 'latin1')))).join('');
  const secrets = [
    'bad-',
    hashUnder(hashKey.key)('bad-1.test'),
    hashKey.key.toString('latin1'),
    hashKey.key.toString('hex'),
  ];
  expect(secrets.filter((text) => stored.includes(text))).toEqual([]);
  expect(files.length).toBeGreaterThan(0);
});
