import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config/load.ts';
import { echPublicNamesOf } from '../../src/run/ech-names.ts';
import { LEAST } from '../support/config-text.ts';
import { folderWith } from '../support/process.ts';

test('names of both places, canonical and once; comments and networks of the file are none', async () => {
  const folder = await folderWith({
    'netvakt.yaml': `${LEAST}
proxy: { ech_public_names: [Front.example, other.example.] }
intake: { folder: store, key: { file: key }, ech_public_names: ech.txt, lists: [] }
`,
    'ech.txt': '# providers\nfront.example\nthird.example\n198.51.100.0/24\n',
  });
  const names = await echPublicNamesOf(await loadConfig(join(folder, 'netvakt.yaml')));
  expect(names).toEqual(['front.example', 'other.example', 'third.example']);
});

test('nothing is known by itself', async () => {
  const folder = await folderWith({ 'netvakt.yaml': LEAST });
  expect(await echPublicNamesOf(await loadConfig(join(folder, 'netvakt.yaml')))).toEqual([]);
});
