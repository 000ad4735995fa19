/** What happens to the files of the register: with links in the folder, with a disk that fails, and in a folder that is new. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { link, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { changeRegister } from '../../src/exempt/change-register.ts';
import type { Exemption } from '../../src/exempt/exemption.ts';
import { keepGood, readRegister, readRegisterOrGood, registerFiles } from '../../src/exempt/register.ts';
import { sourcePrefix } from '../../src/exempt/source-prefix.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const OTHER = 'what belongs to somebody else';

let folder: string;
let other: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netvakt-exempt-'));
  await mkdir(join(folder, 'exempt'));
  other = join(folder, 'other');
  await writeFile(other, OTHER);
});
afterEach(() => rmSync(folder, { recursive: true }));

const inside = (name: string): string => join(folder, 'exempt', name);

function add(text: string, more: Partial<Exemption> = {}, before = (): void => undefined): Promise<unknown> {
  const source = sourcePrefix(text);
  if (typeof source === 'string') throw new Error(source);
  const section = { folder: inside(''), max: 10, reasons: ['business'], auditPrefixes: true };
  const request = { source, market: undefined, reason: 'business', owner: 'noc', note: '', ...more };
  return changeRegister(section, { name: 'noc', uid: 0, login: undefined }, NOW, (change) => {
    before();
    return change.apply({ action: 'add', expires: Number.POSITIVE_INFINITY, ...request });
  });
}

/** The actions in the audit log. */
const actions = (): string[] =>
  existsSync(inside('audit.jsonl'))
    ? readFileSync(inside('audit.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { action: string }).action)
    : [];

test.each(['exemptions.jsonl.part', 'exemptions.good.jsonl.part'])(
  'a link %s is taken away, not followed',
  async (name) => {
    await symlink(other, inside(name));
    await add('198.51.100.7');
    expect(readFileSync(other, 'utf8')).toBe(OTHER);
    expect(await readRegister(inside(''))).toHaveLength(1);
    expect(readdirSync(inside('')).sort()).toEqual(['audit.jsonl', 'exemptions.good.jsonl', 'exemptions.jsonl']);
  },
);

test.each([
  ['symbolic', symlink],
  ['hard', link],
])('an audit log that is a %s link is refused, with a remedy, and nothing has changed', async (_kind, make) => {
  await make(other, inside('audit.jsonl'));
  await expect(add('198.51.100.7')).rejects.toThrow(/audit\.jsonl is a link, .* See who made it/);
  expect(readFileSync(other, 'utf8')).toBe(OTHER);
  expect(readdirSync(inside(''))).toEqual(['audit.jsonl']);
});

test('a register that is a link or a folder is not read', async () => {
  await symlink(other, inside('exemptions.jsonl'));
  await expect(readRegister(inside(''))).rejects.toThrow(/is a link, or no regular file.*See who made it/);
  await expect(add('198.51.100.7')).rejects.toThrow(/is a link/);
  rmSync(inside('exemptions.jsonl'));
  await mkdir(inside('exemptions.jsonl'));
  await expect(readRegister(inside(''))).rejects.toThrow(/is a link, or no regular file/);
});

test('what could not be read back is not written: register and good copy stay', async () => {
  await add('198.51.100.7');
  const before = await readFile(inside('exemptions.jsonl'), 'utf8');
  await expect(add('198.51.100.8', { expires: Date.UTC(10_000, 0) })).rejects.toThrow(/nothing has changed/);
  for (const name of ['exemptions.jsonl', 'exemptions.good.jsonl'])
    expect(await readFile(inside(name), 'utf8')).toBe(before);
  expect(actions()).toEqual(['exempt-add']);
});

test('a disk that takes no register leaves no line in the audit log', async () => {
  await mkdir(join(inside('exemptions.jsonl.part'), 'full'), { recursive: true });
  await expect(add('198.51.100.7')).rejects.toThrow(/cannot be written/);
  expect(actions()).toEqual([]);
});

test('a disk that takes no line of the audit log leaves no part of a register', async () => {
  await mkdir(inside('audit.jsonl'));
  await expect(add('198.51.100.7')).rejects.toThrow(/cannot be written down/);
  expect(readdirSync(inside(''))).toEqual(['audit.jsonl']);
});

test('an exemption that is written down and does not take its place gets a line that says so', async () => {
  const block = (): void => mkdirSync(inside('exemptions.jsonl'));
  await expect(add('198.51.100.7', {}, block)).rejects.toThrow(/nothing has changed/);
  expect(actions()).toEqual(['exempt-add', 'exempt-failed']);
  expect(existsSync(inside('exemptions.jsonl.part'))).toBe(false);
});

test('in an empty folder, and before there is one, nothing is kept and nothing is missing', async () => {
  for (const path of [inside(''), join(folder, 'to come')]) {
    const { exemptions, fault } = await readRegisterOrGood(path);
    await keepGood(path, exemptions);
    expect([exemptions, fault, existsSync(registerFiles(path).good)]).toEqual([[], undefined, false]);
  }
  // As an earlier version left it.
  await writeFile(inside('exemptions.good.jsonl'), '');
  await add('198.51.100.7');
  expect(await readRegister(inside(''))).toHaveLength(1);
});
