/** Two commands at once: whatever the order in which they come to the sets of the rules, the sets end as the register does. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import type { Context } from '../../src/base/context.ts';
import { Output } from '../../src/base/output.ts';
import type { LoadUpdate } from '../../src/exempt/command.ts';
import { change } from '../../src/exempt/command-change.ts';
import { Captured } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS } from '../support/stage.ts';

let folder = '';
afterEach(() => rm(folder, { recursive: true }));

const context = (): Context => ({
  stdout: new Output(new Captured()),
  stderr: new Output(new Captured()),
  stdin: (async function* () {})(),
  environment: {},
});

test('an older register does not replace a newer one in the sets', async () => {
  folder = await folderWith({ 'netvakt.yaml': configText(9, 'exemptions: { folder: exempt }\n'), ...LISTS });
  let sets: readonly string[] = [];
  const load: LoadUpdate = () =>
    Promise.resolve(({ four }) => {
      sets = four;
      return 'updated';
    });
  const add = (prefix: string, loading: LoadUpdate): Promise<number> =>
    change(loading)(context(), {
      action: 'add',
      prefix,
      owner: 'noc',
      reason: 'business',
      rules: true,
      config: join(folder, 'netvakt.yaml'),
    });
  // The first command has written the register, and the second one does all of its work before the first comes to the sets.
  const first = add('198.51.100.7', async (config) => {
    expect(await add('198.51.100.8', load)).toBe(0);
    return load(config);
  });
  expect(await first).toBe(0);
  expect(sets).toEqual(['198.51.100.7-198.51.100.8']);
});
