/** What notifies a running filter that the store has changed: each decision does, a look at the store does not. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config/load.ts';
import { ManagedLists } from '../../src/list/managed-lists.ts';
import { runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText } from '../support/stage.ts';

const INTAKE = `intake:
  folder: store
  key: { file: store.secret }
  lists:
    - { id: domains, source: { file: delivered.txt } }
`;
const BY = ['--by', 'A. Person', '--reason', 'test'];

let folder: string;
let config: string;

const mark = async (): Promise<string | undefined> => (await ManagedLists.open(await loadConfig(config), {}))?.mark();

const run = async (words: readonly string[], input = ''): Promise<number> =>
  (await runCommand([...words, '--config', config], { input })).code;

beforeAll(async () => {
  folder = await folderWith({ 'netvakt.yaml': configText(9, INTAKE), 'delivered.txt': 'one.test\n' }, 'store');
  config = join(folder, 'netvakt.yaml');
  await runCommand(['list', 'keygen', '--store', '--output', join(folder, 'store.secret')]);
});

// Each row goes on where the one before it ended.
const STEPS: readonly {
  readonly why: string;
  readonly words: readonly string[];
  readonly delivered?: string;
  readonly input?: string;
  readonly changes: boolean;
  readonly code?: number;
}[] = [
  { why: 'the first delivery is taken', words: ['list', 'update'], changes: true },
  { why: 'it comes again', words: ['list', 'update'], changes: false },
  { why: 'a page in its place is refused', words: ['list', 'update'], delivered: '<html>', changes: false, code: 1 },
  { why: 'somebody looks', words: ['list', 'status'], changes: false },
  {
    why: 'another is held',
    words: ['list', 'update', '--hold'],
    delivered: 'one.test\ntwo.test\n',
    changes: true,
    code: 3,
  },
  { why: 'it waits', words: ['list', 'update'], changes: false, code: 3 },
  { why: 'it is released', words: ['list', 'release', 'domains', ...BY], changes: true },
  { why: 'it is rolled back', words: ['list', 'rollback', 'domains', ...BY], changes: true },
  { why: 'it does not come again', words: ['list', 'update'], changes: false, code: 1 },
  { why: 'the list goes into shadow', words: ['list', 'shadow', 'domains', ...BY], changes: true },
  { why: 'it enforces again', words: ['list', 'enforce', 'domains', ...BY], changes: true },
  {
    why: 'an entry is allowed',
    words: ['list', 'allow', 'add', '--days', '1', ...BY],
    input: 'one.test\n',
    changes: true,
  },
  { why: 'and no longer', words: ['list', 'allow', 'remove', '1', ...BY], changes: true },
];

test('the mark changes with what a snapshot would be made of, and with nothing else', async () => {
  for (const { why, words, delivered, input, changes, code = 0 } of STEPS) {
    const before = await mark();
    if (delivered !== undefined) await writeFile(join(folder, 'delivered.txt'), delivered);
    expect([why, await run(words, input)]).toEqual([why, code]);
    expect([why, (await mark()) !== before]).toEqual([why, changes]);
  }
});
