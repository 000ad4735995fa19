/** What commands report if the audit log cannot be written: what has happened, and nothing that has not. */
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type Ran, runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText } from '../support/stage.ts';

const INTAKE = `intake:
  folder: store
  audit: audit.jsonl
  key: { file: store.secret }
  lists:
    - { id: domains, source: { file: domains.delivered }, max_growth: 1, free_change: 0, people: 2 }
    - { id: urls, source: { file: urls.delivered }, shadow_minutes: 60, max_growth: 1000 }
`;
const HOUR = 3_600_000;

let folder: string;
const at = (name: string): string => join(folder, name);
const list = (...words: readonly string[]): Promise<Ran> =>
  runCommand(['list', ...words, '--config', at('netvakt.yaml')]);
const deliver = (name: string, count: number): Promise<void> =>
  writeFile(at(name), Array.from({ length: count }, (_, i) => `canary-${i}.test\n`).join(''));

/** Puts a folder in place of the log: no line can be written, as on a full disk, and it needs no root. */
async function breakLog(): Promise<void> {
  await rename(at('audit.jsonl'), at('audit.before'));
  await mkdir(at('audit.jsonl'));
}

beforeEach(async () => {
  folder = await folderWith({ 'netvakt.yaml': configText(9, INTAKE) }, 'store');
  await runCommand(['list', 'keygen', '--store', '--output', at('store.secret')]);
  await deliver('domains.delivered', 10);
  await deliver('urls.delivered', 10);
  const { code, stderr } = await list('update');
  if (code !== 0) throw new Error(stderr);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

test.each<{ why: string; before: () => Promise<unknown>; words: readonly string[]; says: string; not: string }>([
  {
    why: 'a refused delivery is not said to be done',
    before: () => rm(at('domains.delivered')),
    words: ['update', 'domains'],
    says: 'the update of domains was refused, and that could not be written down: EISDIR',
    not: 'is done',
  },
  {
    why: 'a held delivery is held',
    before: () => deliver('domains.delivered', 1000),
    words: ['update', 'domains'],
    says: 'the delivery of domains is held, and that could not be written down: EISDIR',
    not: 'is done',
  },
  {
    why: 'the first of two approvals puts nothing in force',
    before: async () => {
      await deliver('domains.delivered', 1000);
      return await list('update', 'domains');
    },
    words: ['release', 'domains', '--by', 'A. Person', '--reason', 'checked'],
    says: 'domains is approved and waits for one more person, and that could not be written down: EISDIR',
    not: 'is done',
  },
  {
    why: 'what is taken is done',
    before: () => deliver('domains.delivered', 11),
    words: ['update', 'domains'],
    says: '"update" of domains is done, and that could not be written down: EISDIR',
    not: 'refused',
  },
])('$why', async ({ before, words, says, not }) => {
  await before();
  await breakLog();
  const ran = await list(...words);
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(`intake.audit: ${says}`) });
  expect(ran.stderr).not.toContain(not);
  expect(ran.stderr).not.toContain('canary');
});

test('a delivery taken after its time in shadow is no refusal, and the list is fetched all the same', async () => {
  await deliver('urls.delivered', 11);
  await list('update', 'urls');
  const later = Date.now() + 2 * HOUR;
  jest.spyOn(Date, 'now').mockImplementation(() => later);
  await breakLog();
  const ran = await list('update', 'urls', '--json');
  const reports = ran.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as object);
  expect({ code: ran.code, reports }).toMatchObject({
    code: 1,
    reports: [{ outcome: 'taken', active: 11, audit: 'not-written' }, { outcome: 'unchanged' }],
  });
  expect(ran.stderr).toContain('"update" of urls is done, and that could not be written down');
});

test('a log that is a link: the outcome is reported, not a refusal of every list', async () => {
  await rename(at('audit.jsonl'), at('elsewhere'));
  await symlink(at('elsewhere'), at('audit.jsonl'));
  await deliver('domains.delivered', 11);
  const ran = await list('update', 'domains', '--json');
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.stdout)).toMatchObject({ outcome: 'taken', active: 11, audit: 'not-written' });
  expect(ran.stderr).toMatch(/"update" of domains is done.*is a link.*ls -l/u);
});
