import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadConfig } from '@netvakt/netvakt';
import { listedNames } from '../../src/export/names.ts';
import { enforcedFiles } from '../../src/list/enforced.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS } from '../support/stage.ts';

test('a list in shadow is not exported: it blocks nothing, at a resolver as little as in the filter', async () => {
  const text = configText(9).replace('file: domains.txt', 'file: domains.txt, enforcement: shadow');
  const folder = await folderWith({ 'netvakt.yaml': configText(9), 'shadow.yaml': text, ...LISTS });
  const enforcing = await loadConfig(join(folder, 'netvakt.yaml'));
  const inShadow = await loadConfig(join(folder, 'shadow.yaml'));
  expect(await listedNames(await enforcedFiles(enforcing, {}))).toMatchObject({
    domains: ['blocked.test', 'other.test'],
    partly: ['mixed.test'],
  });
  expect(await listedNames(await enforcedFiles(inShadow, {}))).toMatchObject({ domains: [], partly: ['mixed.test'] });
});
