/** Files and folders that a command of the coalition names and that cannot be used: one line with the file and what to do. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CommandedQuarter, MEMBERS, QUARTER } from './quarter.ts';

const root = mkdtempSync(join(tmpdir(), 'netvakt-named-'));
const quarter = new CommandedQuarter(root);
const URL = 'https://127.0.0.1:1/';
const SERVE = ['serve', '--listen', '127.0.0.1:0', '--tokens'];
const JOIN = ['join', '--id', 'ash', '--folder', '@folder'];
const VERIFY = ['commitment', 'verify'];
const PUBLISH = ['policy', '@policy.json', '--publish'];
/** The name of a folder that no file system takes: as root, little else is unreadable. */
const LONG = 'x'.repeat(256);
const REVEAL = ['commitment', 'reveal', QUARTER, '--write'];
const NO_FILE = '(ENOENT). There is no such file: check the path';
const NO_FOLDER = '(ENOENT). There is no such folder: make it, or name another file';
const IS_FOLDER = 'is a folder. Name a file in it';
const A_FOLDER = '(EISDIR). Name the file, not its folder';

beforeAll(async () => {
  await quarter.join();
  for (const member of MEMBERS) await quarter.expectDone(member, 'submit', quarter.report(member, 71_201));
  await quarter.round();
  quarter.report('ash', 71_201);
  mkdirSync(join(root, 'empty'));
  symlinkSync('/dev/zero', join(root, 'endless'));
  writeFileSync(join(root, 'junk'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff, 0xfe, 1]));
  writeFileSync(join(root, 'plain'), 'plain\n');
  for (const [home, folder] of [
    ['home-astray', LONG],
    ['home-elsewhere', 'plain'],
  ] as const) {
    const settings = { schema: 'netvakt-coalition-home/1', id: 'ash', folder: join(root, folder) };
    mkdirSync(join(root, home));
    writeFileSync(join(root, home, 'home.json'), JSON.stringify(settings));
  }
});
afterAll(() => rmSync(root, { recursive: true }));

test.each<{ words: readonly string[]; says?: string; names: string }>([
  { words: ['compare', '@report-ash.1.json', '--prometheus', '@empty'], says: IS_FOLDER, names: 'empty' },
  { words: ['compare', '@report-ash.1.json', '--prometheus', '@none/x'], says: NO_FOLDER, names: 'none/x' },
  { words: ['compare', '@report-ash.1.json', '--write', '@empty'], says: IS_FOLDER, names: 'empty' },
  { words: ['compare', '@report-ash.1.json', '--write', '@none/x'], says: NO_FOLDER, names: 'none/x' },
  { words: ['compare', '@empty'], names: 'empty' },
  { words: ['submit', '@empty'], says: `Cannot read the report ${root}/empty ${A_FOLDER}`, names: 'empty' },
  { words: ['submit', '@report-ash.1.json', '--policy', '@empty'], names: 'empty' },
  { words: ['policy', '@empty'], says: A_FOLDER, names: 'empty' },
  { words: ['policy', '@endless'], says: 'has more than 67108864 bytes. Name the right file', names: 'endless' },
  { words: ['policy', '@none'], says: '(ENOENT). Name the file of the policy', names: 'none' },
  { words: [...REVEAL, '@empty'], names: 'empty' },
  { words: [...REVEAL, '@none/x'], names: 'none/x' },
  { words: [...VERIFY, '@empty', '@junk'], names: 'empty' },
  { words: ['verify', '--against', '@none'], says: NO_FILE, names: 'none' },
  { words: ['verify', '--against', '@empty'], says: A_FOLDER, names: 'empty' },
  { words: ['verify', '--against', '@junk'], names: 'junk' },
  { words: ['sync', URL, '--token-file', '@empty'], names: 'empty' },
  { words: ['sync', URL, '--token-file', '@junk'], names: 'junk' },
  { words: ['sync', URL, '--ca', '@none'], says: NO_FILE, names: 'none' },
  { words: [...SERVE, '@empty'], says: A_FOLDER, names: 'empty' },
  { words: [...SERVE, '@junk'], names: 'junk' },
  { words: [...SERVE, '@none', '--cert', '@none', '--key', '@none'], names: 'none' },
  { words: [...SERVE, '@none', '--cert', '@plain', '--key', '@plain'], says: 'no certificate', names: 'plain' },
  { words: ['page', '--out', '@pages', '--survey', '@empty'], names: 'empty' },
  { words: ['share', 'export', 'stix', '@plain'], names: 'plain' },
  { words: ['share', 'export', 'stix', '@plain/x'], names: 'plain/x' },
  { words: [...JOIN, '--key', '@empty'], names: 'empty' },
])('$words is refused in one line', async ({ words, says = '', names }) => {
  const before = readdirSync(root);
  const { code, stdout, stderr } = await quarter.run('ash', ...inRoot(words));
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.split('\n')).toHaveLength(2);
  expect(stderr).not.toContain('mistake in netvakt');
  expect(stderr).toContain(says);
  expect(stderr).toContain(join(root, names));
  expect(readdirSync(root)).toEqual(before);
});

test.each<{ words: readonly string[] }>([
  { words: ['compare', '@junk'] },
  { words: ['submit', '@junk'] },
  { words: ['submit', '@report-ash.1.json', '--policy', '@junk'] },
  { words: ['policy', '@junk', '--sign'] },
  { words: [...VERIFY, '@junk', '@junk'] },
  { words: ['sync', URL, '--ca', '@junk'] },
  { words: ['page', '--out', '@pages', '--survey', '@junk'] },
])('$words, a document that is none, is refused', async ({ words }) => {
  const { code, stderr } = await quarter.run('ash', ...inRoot(words));
  expect(code).toBe(1);
  expect(stderr).not.toContain('mistake in netvakt');
});

test.each<{ words: readonly string[]; says?: string; names: string }>([
  { words: ['token', 'ash', '--tokens', '@empty'], says: A_FOLDER, names: 'empty' },
  { words: ['token', 'ash', '--tokens', '@none/x'], says: NO_FOLDER, names: 'none/x' },
  { words: ['token', 'ash', '--tokens', '@junk'], names: 'junk' },
  { words: [...JOIN, '--home', '@plain'], names: 'plain' },
  { words: ['record', '--home', '@home-astray'], says: '(ENAMETOOLONG). Check the path and its', names: LONG },
  { words: [...PUBLISH, '--home', '@home-elsewhere'], says: '(ENOTDIR). A part of its path', names: 'plain/members' },
  { words: [...JOIN, '--home', '@plain/x'], names: 'plain/x' },
  { words: ['record', '--home', '@plain'], names: 'plain' },
  { words: ['sum', QUARTER, '--home', '@none'], names: 'none' },
])('$words, in no home, is refused in one line', async ({ words, says = '', names }) => {
  const before = readdirSync(root);
  const { code, stdout, stderr } = await quarter.runBare(...inRoot(words));
  expect({ code, stdout, lines: stderr.split('\n').length, stderr }).toEqual({ code: 1, stdout: '', lines: 2, stderr });
  expect(stderr).not.toContain('mistake in netvakt');
  expect(stderr).toContain(says);
  expect(stderr).toContain(join(root, names));
  expect(readdirSync(root)).toEqual(before);
});

function inRoot(words: readonly string[]): string[] {
  return words.map((word) => (word.startsWith('@') ? join(root, word.slice(1)) : word));
}
