/** Commands on lists of keyed hashes: made, compared, signed; and a clear error for what cannot be done with them. */
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Ran, runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS } from '../support/stage.ts';

interface Place {
  readonly at: (name: string) => string;
  readonly hash: (name: string, ...words: readonly string[]) => Promise<Ran>;
}

/** A folder with files, and a key. */
async function placeWith(files: Readonly<Record<string, string>>): Promise<Place> {
  const folder = await folderWith(files);
  const at = (name: string): string => join(folder, name);
  expect(await runCommand(['list', 'keygen', '--hash', '--output', at('key')])).toMatchObject({ code: 0 });
  return { at, hash: (name, ...words) => runCommand(['list', 'hash', at(name), '--key', at('key'), ...words]) };
}

test('a list is hashed once, never over another file, readable by its owner only', async () => {
  const { at, hash } = await placeWith({ 'list.txt': '# version: 3\nbad.test\nworse.test\n' });
  const made = await hash('list.txt', '--json');
  expect(JSON.parse(made.stdout)).toMatchObject({ rules: 2, hashes: 3, rejected: 0, quarantined: 0 });
  expect(await readFile(at('list.txt.hashes'), 'utf8')).toMatch(/^# version: 3\n(?:[\da-f]{64}\n){3}$/u);
  expect((await stat(at('list.txt.hashes'))).mode & 0o777).toBe(0o600);
  expect((await stat(at('key'))).mode & 0o777).toBe(0o600);
  expect((await hash('list.txt')).code).toBe(1);
  expect((await runCommand(['list', 'keygen', '--hash', '--output', at('key')])).code).toBe(1);
});

test.each([
  { why: 'an address', text: 'bad.test\n192.0.2.1\n', words: [], code: 1, reported: '1 ip rules can have no hash' },
  {
    why: 'too deep a directory',
    text: 'bad.test/1/2/3/4/5/6/7/8/9/\n',
    words: [],
    code: 1,
    reported: '1 prefix rules',
  },
  { why: 'no list', text: '<html>', words: [], code: 1, reported: 'ERR_LIST_HTML_PAGE' },
  { why: 'hashes already', text: `${'0a'.repeat(32)}\n`, words: [], code: 1, reported: 'ERR_LIST_KEYED_HASHES' },
  {
    why: 'no such format',
    text: 'bad.test\n',
    words: ['--format', 'hostz'],
    code: 2,
    reported: 'There are: auto, domains',
  },
  {
    why: 'a test entry that is none',
    text: 'bad.test\n',
    words: ['--test-entry', 'a b'],
    code: 2,
    reported: 'is no host',
  },
])('not hashed: $why', async ({ text, words, code, reported }) => {
  const { at, hash } = await placeWith({ 'list.txt': text });
  const ran = await hash('list.txt', ...words);
  expect([ran.code, ran.stdout]).toEqual([code, '']);
  expect(ran.stderr).toContain(reported);
  expect(ran.stderr).not.toContain('bad.test');
  await expect(stat(at('list.txt.hashes'))).rejects.toThrow('ENOENT');
});

test('a key that others can read is not used', async () => {
  const { at, hash } = await placeWith({ 'list.txt': 'bad.test\n' });
  await chmod(at('key'), 0o644);
  const { code, stderr } = await hash('list.txt');
  expect([code, stderr.includes('key-readable-by-others')]).toEqual([1, true]);
});

test('without the key, two lists can be compared, and one can be signed and verified', async () => {
  const { at, hash } = await placeWith({
    'old.txt': 'bad.test\ngone.test\n',
    'new.txt': 'bad.test\nmore.test\nmost.test\n',
  });
  for (const name of ['old.txt', 'new.txt']) expect((await hash(name)).code).toBe(0);
  const diff = await runCommand(['list', 'diff', '--json', at('old.txt.hashes'), at('new.txt.hashes')]);
  expect(JSON.parse(diff.stdout)).toMatchObject({ added: 2, removed: 1, kept: 2 });
  expect((await runCommand(['list', 'keygen', '--list', 'hashed', '--output', at('signer')])).code).toBe(0);
  const file = at('new.txt.hashes');
  const words = ['--key', at('signer.key'), '--list', 'hashed', '--number', '1'];
  expect(await runCommand(['list', 'sign', file, ...words])).toMatchObject({ code: 0, stderr: '' });
  const keys = ['--keys', at('signer.keys.json'), '--list', 'hashed'];
  expect((await runCommand(['list', 'verify', file, ...keys])).stdout).toContain('4 entries');
});

test('checked as it would be enforced, and not exported: nobody here knows its names', async () => {
  const { at, hash } = await placeWith({
    ...LISTS,
    'list.txt': 'bad.test\n',
    'netvakt.yaml': configText(9).replace(
      'admin:',
      '  - { id: hashed, file: list.txt.hashes, format: keyed-hashes, hash_key: { file: key }, test_entry: here.test }\nadmin:',
    ),
  });
  expect((await hash('list.txt', '--test-entry', 'HERE.test.')).code).toBe(0);
  const config = ['--config', at('netvakt.yaml')];
  const urls = ['http://www.bad.test/', 'http://here.test/', 'http://notbad.test/', 'http://blocked.test/'];
  const { stdout } = await runCommand(['check', ...config, ...urls], { terminal: true });
  expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual(['block', 'block', 'forward', 'block', '']);
  expect(stdout).toContain('domain rule of hashed');
  const exported = await runCommand(['export', 'rpz', ...config]);
  expect([exported.code, exported.stdout]).toEqual([1, '']);
  expect(exported.stderr).toContain('the names of hashed are not known here');
});

test('a key that is not there, or is another one, stops the load with its reason', async () => {
  const { at, hash } = await placeWith({
    'list.txt': 'bad.test\n',
    'netvakt.yaml': configText(9)
      .replace(/ {2}- \{ id: (?:domains|urls).*\n/gu, '')
      .replace(
        'admin:',
        '  - { id: hashed, file: list.txt.hashes, format: keyed-hashes, hash_key: { file: key } }\nadmin:',
      ),
  });
  await hash('list.txt');
  const compiled = (): Promise<Ran> => runCommand(['compile', '--config', at('netvakt.yaml')]);
  expect((await compiled()).code).toBe(0);
  await writeFile(at('key'), '11'.repeat(32));
  expect((await compiled()).stderr).toContain('ERR_LIST_HASH_KEY_WRONG');
  await writeFile(at('key'), '11');
  expect((await compiled()).stderr).toContain('List hashed: cannot read its hash_key: key-malformed');
});
