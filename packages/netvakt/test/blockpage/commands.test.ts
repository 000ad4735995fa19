import { mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'netvakt-blockpage-'));

test('preview writes each answer as it is sent, and an index of all', async () => {
  const out = join(await folder(), 'new', 'folder');
  const { code, stdout, stderr } = await runCommand(['blockpage', 'preview', '--out', out, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  const { answers } = JSON.parse(stdout) as { answers: { kind: string; head: string; body?: string; bytes: number }[] };
  expect(answers.filter(({ kind }) => kind === 'page')).toHaveLength(20);
  expect(answers.filter(({ kind }) => kind === 'part')).toHaveLength(8);
  const files = answers.flatMap(({ head, body = [] }) => [head, body].flat());
  expect((await readdir(out)).toSorted()).toEqual([...files, 'index.html'].toSorted());
  for (const { kind, bytes } of answers) expect(bytes).toBeLessThan(kind === 'page' ? 14 * 1024 : 1536);
  expect(await readFile(join(out, 'se-sv.head.txt'), 'latin1')).toMatch(/^HTTP\/1\.1 451 [^]*\r\n\r\n$/);
  expect(await readFile(join(out, 'index.html'), 'utf8')).toContain('<a href="kz-kk.html">');
});

test('preview says where it cannot write', async () => {
  const file = join(await folder(), 'file');
  await writeFile(file, '');
  const { code, stderr } = await runCommand(['blockpage', 'preview', '--out', join(file, 'below')]);
  expect([code, stderr]).toEqual([
    1,
    `Cannot write to ${join(file, 'below')} (ENOTDIR)\n    Name a folder that this user may write to with --out\n`,
  ]);
});

test('preview on a full disk asks for room, not for another folder', async () => {
  const out = await folder();
  await symlink('/dev/full', join(out, 'index.html'));
  const { code, stdout, stderr } = await runCommand(['blockpage', 'preview', '--out', out]);
  expect([code, stdout, stderr]).toEqual([1, '', `Cannot write to ${out} (ENOSPC)\n    Make room on its disk\n`]);
});

test('check is content with a good file, and reports every problem of a bad one', async () => {
  const file = join(await folder(), 'se.yaml');
  await writeFile(file, 'languages: [sv, en]\n');
  const { code, stdout } = await runCommand(['blockpage', 'check', file]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/ is valid: sv, en; the largest page has \d{4} bytes\n$/)]);
  await writeFile(file, 'languages: [sv, sv]\nwords: { en: {} }\n');
  const bad = await runCommand(['blockpage', 'check', file, '--json']);
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.stdout)).toMatchObject({
    valid: false,
    problems: [
      { key: 'languages[1]', line: 1 },
      { key: 'words.en', line: 2 },
    ],
  });
});

test('config check reads the files of pages too', async () => {
  const file = join(await folder(), 'netvakt.yaml');
  await writeFile(
    file,
    `operator: { name: Operator, url: https://operator.example/ }
default_market: se
markets: [{ id: se }]
lists: [{ id: domains, file: domains.txt }]
block: { authority: A, legal_basis: https://law.example/, objection: https://law.example/, help_line: https://help.example/, page: 'page-{market}.yaml' }
`,
  );
  const { code, stderr } = await runCommand(['config', 'check', file]);
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/page-se\.yaml: cannot be read \(ENOENT\)\n {4}There is no such file/),
  ]);
});
