/** Files that the command line names and that cannot be used: a sentence that names the file, its cause and what to do. */
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';

const CANARY = 'kanarienvogel';
/** A table that no format can be found from, and lines that give no rule. */
const UNCLEAR = `site,reason\n${CANARY}.test,x\nworse.test,y\n`;
const NO_RULES = `${CANARY} ;; ${CANARY}\n`;
const SIGN = ['list', 'sign', '@list.txt', '--list', 'se', '--number', '1', '--key'];
const VERIFY = ['list', 'verify', '@list.txt', '--list', 'se', '--keys'];
const HASH = ['list', 'hash', '@list.txt', '--key'];
const KEYGEN = ['list', 'keygen', '--hash', '--output'];
const PAIR = ['list', 'keygen', '--list', 'se', '--output'];
const CHECK = ['check', 'http://other.test/', '--list'];
const NOT_OVERWRITTEN = '(EEXIST). It is there already and is not overwritten: name a file that is not there yet';
const NO_FOLDER = '(ENOENT). There is no such folder: make it, or name another file';
const NO_FILE = '(ENOENT). There is no such file: check the path';
const A_FOLDER = '(EISDIR). Name the file, not its folder';
const NO_KEY = 'holds no Ed25519 private key in PEM without a passphrase';

let folder: string;
const at = (name: string): string => join(folder, name);
const inFolder = (words: readonly string[]): string[] =>
  words.map((word) => (word.startsWith('@') ? at(word.slice(1)) : word));

beforeAll(async () => {
  folder = await folderWith(
    { 'list.txt': `${CANARY}.test\n`, unclear: UNCLEAR, poor: NO_RULES, 'half.keys.json': '' },
    'folder',
  );
  chmodSync(at('list.txt'), 0o644);
  writeFileSync(at('junk'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff, 0xfe, 1]));
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  writeFileSync(at('rsa'), rsa.export({ type: 'pkcs8', format: 'pem' }));
  await runCommand(inFolder([...KEYGEN, '@hash-key']));
  await runCommand(inFolder([...PAIR, '@pair']));
  writeFileSync(at('folder/list.txt'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each<{ words: readonly string[]; says: string; names: string }>([
  { words: [...KEYGEN, '@hash-key'], says: NOT_OVERWRITTEN, names: 'hash-key' },
  { words: [...KEYGEN, '@folder'], says: NOT_OVERWRITTEN, names: 'folder' },
  { words: [...KEYGEN, '@none/x'], says: NO_FOLDER, names: 'none/x' },
  { words: [...PAIR, '@pair'], says: NOT_OVERWRITTEN, names: 'pair.key' },
  { words: [...PAIR, '@half'], says: NOT_OVERWRITTEN, names: 'half.keys.json' },
  { words: [...PAIR, '@none/x'], says: NO_FOLDER, names: 'none/x.key' },
  { words: [...HASH, '@hash-key', '--output', '@folder'], says: NOT_OVERWRITTEN, names: 'folder' },
  { words: [...HASH, '@hash-key', '--output', '@none/x'], says: NO_FOLDER, names: 'none/x' },
  { words: [...HASH, '@none'], says: 'Draw one: netvakt list keygen --hash', names: 'none' },
  { words: [...HASH, '@folder'], says: ': key-not-regular, it is a folder. Name the file itself', names: 'folder' },
  { words: [...HASH, '@list.txt'], says: 'its mode is 644. Let its owner alone read it: chmod 600', names: 'list.txt' },
  { words: [...HASH, '@junk'], says: 'key-', names: 'junk' },
  { words: [...SIGN, '@none'], says: NO_FILE, names: 'none' },
  { words: [...SIGN, '@folder'], says: A_FOLDER, names: 'folder' },
  { words: [...SIGN, '@junk'], says: NO_KEY, names: 'junk' },
  { words: [...SIGN, '@rsa'], says: NO_KEY, names: 'rsa' },
  { words: [...SIGN, '@pair.keys.json'], says: NO_KEY, names: 'pair.keys.json' },
  { words: [...SIGN, '@pair.key', '--output', '@folder'], says: NOT_OVERWRITTEN, names: 'folder' },
  { words: [...SIGN, '@pair.key', '--output', '@none/x'], says: NO_FOLDER, names: 'none/x' },
  { words: SIGN.with(2, '@none').concat('@pair.key'), says: NO_FILE, names: 'none' },
  { words: SIGN.with(2, '@folder').concat('@pair.key'), says: A_FOLDER, names: 'folder' },
  { words: SIGN.with(2, '@unclear').concat('@pair.key'), says: 'Name it with --format', names: 'unclear' },
  { words: [...VERIFY, '@none'], says: NO_FILE, names: 'none' },
  { words: [...VERIFY, '@folder'], says: A_FOLDER, names: 'folder' },
  { words: [...VERIFY, '@junk'], says: 'keys-malformed', names: 'junk' },
  { words: [...VERIFY, '@pair.keys.json'], says: NO_FILE, names: 'list.txt.manifest' },
  { words: [...VERIFY, '@pair.keys.json', '--manifest', '@folder'], says: A_FOLDER, names: 'folder' },
  { words: ['list', 'verify', '@none'], says: 'There is no such file: check the path', names: 'none' },
  { words: ['list', 'verify', '@unclear'], says: 'Name it with --format', names: 'unclear' },
  { words: ['list', 'verify', '@poor'], says: 'or name its format with --format', names: 'poor' },
  { words: ['list', 'diff', '@list.txt', '@none'], says: 'There is no such file: check the path', names: 'none' },
  { words: ['list', 'diff', '@unclear', '@list.txt'], says: 'Name it with --format', names: 'unclear' },
  { words: [...CHECK, '@none'], says: 'There is no such file: check the path', names: 'none' },
  { words: [...CHECK, '@unclear'], says: 'Name it with --format', names: 'unclear' },
  { words: [...CHECK, '@folder'], says: 'Name a regular file', names: 'folder' },
])('$words is refused in one line, and nothing is written', async ({ words, says, names }) => {
  const before = readdirSync(folder);
  const { code, stdout, stderr } = await runCommand(inFolder(words));
  expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 1, stdout: '', lines: 2 });
  expect(stderr).toContain(at(names));
  expect(stderr).toContain(says);
  expect(stderr).not.toMatch(/mistake in netvakt|the key format|configuration, and that/u);
  expect(stderr).not.toContain(CANARY);
  expect(readdirSync(folder)).toEqual(before);
});

test('the format that a message asks for can be named', async () => {
  const words = ['--format', 'domains'];
  expect(await runCommand(inFolder(['list', 'diff', '@list.txt', '@list.txt', ...words]))).toMatchObject({
    stdout: '0 added, 0 removed, 1 kept\n',
  });
  const checked = await runCommand(inFolder(['check', `http://${CANARY}.test/`, '--list', '@list.txt', ...words]));
  expect(JSON.parse(checked.stdout)).toMatchObject({ verdict: 'block' });
  const signed = await runCommand(inFolder([...SIGN, '@pair.key', ...words, '--output', '@signed']));
  expect([signed.code, readFileSync(at('signed'), 'utf8').length > 100]).toEqual([0, true]);
});

test.each([
  { words: ['list', 'diff', '@list.txt', '@list.txt', '--format', 'none'], says: 'There is no format "none"' },
  { words: [...CHECK, '@list.txt', '--format', 'none'], says: 'There is no format "none"' },
  { words: [...SIGN, '@pair.key', '--format', 'none'], says: 'There is no format "none"' },
  { words: [...SIGN, '@pair.key', '--days', '99999999999999'], says: '--days is at most 36500' },
  { words: ['check', 'http://other.test/', '--format', 'domains'], says: 'Give --list, too' },
  {
    words: ['list', 'allow', 'add', '--by', 'a', '--reason', 'b', '--days', '1', `${CANARY}.test`],
    says: "too many arguments for 'add'. Expected 0 arguments but got 1.\n",
  },
])('$words: the command line is wrong', async ({ words, says }) => {
  const { code, stderr } = await runCommand(inFolder(words));
  expect(code).toBe(2);
  expect(stderr).toContain(says);
  expect(stderr).not.toContain(CANARY);
});
