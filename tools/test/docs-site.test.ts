import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';

const COMMAND = fileURLToPath(new URL('../docs-site.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'netvakt-docs-site-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...words], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('--help shows every option', () => {
  const { status, stdout } = run('--help');
  expect(status).toBe(0);
  for (const option of ['--out', '--base', '--repository', '--port']) expect(stdout).toContain(option);
});

test.each([
  { words: ['frobnicate'], error: 'frobnicate is no command' },
  { words: ['--frobnicate'], error: "Unknown option '--frobnicate'" },
  { words: ['--base', 'a b'], error: '--base a b is no path, such as /netvakt/' },
  {
    words: ['--repository', 'git.example'],
    error: '--repository git.example is no address, such as https://git.example/netvakt',
  },
  { words: ['serve', '--port', '65536'], error: '--port 65536 is no port: 0 to 65535' },
])('$words is refused', ({ words, error }) => {
  expect(run(...words)).toEqual({ status: 2, stdout: '', stderr: `${error}. See: pnpm docs:site --help\n` });
});

test('a folder without a site is not served', () => {
  expect(run('serve', '--out', folder)).toEqual({
    status: 1,
    stdout: '',
    stderr: `There is no site in ${folder}. Build it first: pnpm docs:site\n`,
  });
});

test('a folder with other files is not overwritten', () => {
  writeFileSync(join(folder, 'mine.txt'), '');
  expect(run('--out', folder)).toEqual({
    status: 1,
    stdout: '',
    stderr: `${folder} has files that are no site: name an empty folder with --out\n`,
  });
});
