import { spawnSync } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { openSnapshot } from '@netvakt/matcher';
import { runCommand } from '../support/captured.ts';
import { LEAST } from '../support/config-text.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netvakt-compile-'));
});

test('reports the result of every list’s lines', async () => {
  const { code, stdout } = await runCommand(['compile']);
  const [head, first] = stdout.split('\n');
  expect(code).toBe(0);
  expect(head?.split(/ +/)).toEqual(['list', 'version', 'active', 'duplicates', 'invalid', 'quarantined']);
  expect(first).toMatch(/^shared-domains +\S+ +\d+ +\d+ +\d+ +\d+$/);
  expect(stdout).toMatch(/\n\d+ rules in \d+ bytes, [\d.]+ s\n$/);
});

test('--json is one object with the same counts', async () => {
  const { stdout } = await runCommand(['compile', '--json']);
  const report = JSON.parse(stdout) as {
    readonly rules: number;
    readonly lists: readonly { readonly active: number }[];
  };
  expect(report.lists).toHaveLength(19);
  expect(report.rules).toBeLessThanOrEqual(report.lists.reduce((sum, { active }) => sum + active, 0));
});

test('--output writes a snapshot that opens, for its owner only, and leaves nothing else behind', async () => {
  const output = join(folder, 'lists.snapshot');
  await runCommand(['compile', '--output', output]);
  const bytes = await readFile(output);
  expect(openSnapshot(new Uint8Array(bytes).buffer).ruleCount).toBeGreaterThan(500);
  expect((await stat(output)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['lists.snapshot']);
});

test('lists that cannot be taken are reported all at once, each with its remedy, and no output is written', async () => {
  const config = join(folder, 'netvakt.yaml');
  await writeFile(config, LEAST.replace('lists/urls.txt', 'urls.txt'));
  await writeFile(join(folder, 'domains.txt'), '<!doctype html><html><body>Log in</body></html>\n');
  const output = join(folder, 'none.snapshot');
  const { code, stderr } = await runCommand(['compile', '--config', config, '--output', output]);
  expect(code).toBe(1);
  expect(stderr.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^List domains: .*ERR_LIST_HTML_PAGE/),
    expect.stringMatching(/^List urls: .*ERR_LIST_FILE_MISSING/),
  ]);
  await expect(stat(output)).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each<{ why: string; output: string; says: string }>([
  { why: 'a folder', output: 'folder', says: 'is a folder. Name a file in it' },
  { why: 'a FIFO', output: 'fifo', says: 'is no regular file. Name a file' },
  { why: 'a link to no file', output: 'dangling', says: 'is a symbolic link to no file. Name the file itself' },
  { why: 'in no folder', output: 'none/x', says: '(ENOENT). There is no such folder: make it, or name another file' },
  { why: 'below a file', output: 'plain/x', says: '(ENOTDIR). A part of its path is no folder: check the path' },
])('an output that is $why is refused, and all is as it was', async ({ output, says }) => {
  const place = await mkdtemp(join(tmpdir(), 'netvakt-compile-'));
  const at = join(place, output);
  await mkdir(join(place, 'folder'));
  await writeFile(join(place, 'plain'), '');
  await symlink(join(place, 'nowhere'), join(place, 'dangling'));
  expect(spawnSync('mkfifo', [join(place, 'fifo')]).status).toBe(0);
  const { code, stdout, stderr } = await runCommand(['compile', '--output', at]);
  expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 1, stdout: '', lines: 2 });
  expect(stderr).toContain(at);
  expect(stderr).toContain(says);
  expect(await readdir(place)).toEqual(['dangling', 'fifo', 'folder', 'plain']);
  expect((await lstat(join(place, 'fifo'))).isFIFO()).toBe(true);
  expect((await lstat(join(place, 'dangling'))).isSymbolicLink()).toBe(true);
});

test('an output that is a symbolic link stays one: the file that it leads to is replaced', async () => {
  const place = await mkdtemp(join(tmpdir(), 'netvakt-compile-'));
  await writeFile(join(place, 'file'), '', { mode: 0o644 });
  await symlink('file', join(place, 'link'));
  expect(await runCommand(['compile', '--output', join(place, 'link')])).toMatchObject({ code: 0 });
  expect((await lstat(join(place, 'link'))).isSymbolicLink()).toBe(true);
  const { size, mode } = await stat(join(place, 'file'));
  expect([size > 1000, mode & 0o777]).toEqual([true, 0o600]);
  expect(await readdir(place)).toEqual(['file', 'link']);
});
