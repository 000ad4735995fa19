/** Folders of the configuration that cannot be used: one line with the path and what to do. A path below a file shows it to root, too. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS } from '../support/stage.ts';

const fleet = (own: string, published: string): string => `fleet:
  { id: north, folder: ${own}, key: { file: secret }, keys: north.keys.json, publish: { signing_keys: [north.key], folder: ${published} } }
`;
const AUDIT = `intake:
  { folder: store, audit: plain/audit, key: { file: secret }, every_minutes: 0, lists: [] }
`;
let folder: string;

beforeAll(async () => {
  folder = await folderWith({
    ...LISTS,
    plain: '',
    'own.yaml': configText(9, fleet('plain/fleet', 'published')),
    'published.yaml': configText(9, fleet('fleet', 'plain/published')),
    'audit.yaml': configText(9, AUDIT),
    'exempt.yaml': configText(9, 'exemptions: { folder: plain/exemptions }\n'),
  });
  await runCommand(['list', 'keygen', '--store', '--output', join(folder, 'secret')]);
  await runCommand(['list', 'keygen', '--list', 'north', '--output', join(folder, 'north')]);
});

test.each([
  { words: ['fleet', 'publish'], config: 'own.yaml', names: 'Cannot make the folder ', path: 'plain/fleet' },
  { words: ['fleet', 'publish'], config: 'published.yaml', names: 'Cannot write ', path: 'plain/published/' },
  { words: ['list', 'history'], config: 'audit.yaml', names: 'Cannot read ', path: 'plain/audit' },
  { words: ['audit', 'verify'], config: 'audit.yaml', names: 'Cannot read ', path: 'plain/audit' },
  { words: ['exempt', 'history'], config: 'exempt.yaml', names: 'Cannot read ', path: 'plain/exemptions/' },
])('$words with $config', async ({ words, config, names, path }) => {
  const { code, stdout, stderr } = await runCommand([...words, '--config', join(folder, config)]);
  expect([code, stdout, stderr.split('\n').length]).toEqual([1, '', 2]);
  expect(stderr).toContain(`${names}${join(folder, path)}`);
  expect(stderr).toMatch(/\(E[A-Z]+\)\. A part of its path is no folder: check the path\n$/u);
  expect(readdirSync(folder)).not.toContain('published');
});
