/** Files that somebody with access to the folder has put under the names of others. */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CommandedQuarter, MEMBERS, QUARTER } from './quarter.ts';

let root: string;
let quarter: CommandedQuarter;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'netvakt-squatted-'));
  quarter = new CommandedQuarter(root);
  await quarter.join();
});
afterEach(() => rmSync(root, { recursive: true }));

test('an old policy under the name of a newer one does not hold', async () => {
  const policies = join(quarter.folder, 'members/policy');
  renameSync(join(policies, '1.json'), join(policies, '9.json'));
  const { code, stderr } = await quarter.run('ash', 'submit', quarter.report('ash', 70_000));
  expect([code, stderr]).toEqual([1, expect.stringMatching(/No policy in .* holds for 2026-Q1/u)]);
});

test.each([
  ['notes that somebody left there', 'README.txt', 'policy 2 is being discussed'],
  ['a copy of an editor', '1.json~', '{}'],
])('%s beside the policies change nothing', async (_what, name, content) => {
  writeFileSync(join(quarter.folder, 'members/policy', name), content);
  const { code, stdout } = await quarter.run('ash', 'submit', quarter.report('ash', 70_000));
  expect([code, stdout]).toEqual([0, expect.stringContaining('submission 1 of ash')]);
});

test('a file in the place of a policy that is none: every command names it and what to do', async () => {
  writeFileSync(join(quarter.folder, 'members/policy/2.json'), '{"canary":"content"}');
  const output = /members\/policy\/2\.json is not a policy that holds.*remove the file/su;
  for (const words of [
    ['submit', quarter.report('ash', 70_000)],
    ['verify'],
    ['compare', quarter.report('ash', 70_000)],
  ]) {
    const { code, stderr } = await quarter.run('ash', ...words);
    expect([code, stderr, stderr.includes('canary')]).toEqual([1, expect.stringMatching(output), false]);
  }
});

test.each(['json', 'csv'])(
  'another edition.%s in the place of the one that comes out is not called published',
  async (ext) => {
    for (const member of MEMBERS) await quarter.expectDone(member, 'submit', quarter.report(member, 70_000));
    for (const who of ['north', 'south', 'north']) await quarter.expectDone(who, 'sum', QUARTER);
    await quarter.expectDone('north', 'open', QUARTER);
    const path = join(quarter.folder, `public/edition/${QUARTER}.1.${ext}`);
    mkdirSync(join(quarter.folder, 'public/edition'), { recursive: true });
    writeFileSync(path, 'other figures');
    const { code, stdout, stderr } = await quarter.run('south', 'open', QUARTER);
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      expect.stringMatching(/is in the folder already.*Do not publish it/u),
    ]);
    expect(readFileSync(path, 'utf8')).toBe('other figures');
  },
);
