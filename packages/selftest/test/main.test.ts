/** The command alone, as a subscriber runs it. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { syntheticList } from '@netvakt/selftest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

async function run(...words: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['--conditions=@netvakt/source', MAIN, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

test('it prints the list that the filter must have', async () => {
  const list = syntheticList('urls', { address: '127.0.0.1', httpPort: 0, httpsPort: 0 }).get('selftest.txt');
  expect(await run('--print-list')).toEqual({ code: 0, stdout: list, stderr: '' });
});

test.each([
  {
    why: 'no filter there: 1, and the remedy names this command',
    words: ['--proxy', 'http://127.0.0.1:1', '--origins', '127.0.0.1:0,0'],
    code: 1,
    message: /could be made \(ECONNREFUSED\)\n {4}Lead its names to them: netvakt-selftest --print-list/,
  },
  { why: 'neither proxy nor route: 2', words: [], code: 2, message: /Name either a proxy with --proxy/ },
  { why: 'an unknown option: 2', words: ['--nonsense'], code: 2, message: /unknown option '--nonsense'/ },
])('$why', async ({ words, code, message }) => {
  const result = await run(...words);
  expect(result).toMatchObject({ code, stdout: '' });
  expect(result.stderr).toMatch(message);
});

test('--version and --help end with 0', async () => {
  expect(await run('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  const help = await run('--help');
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('netvakt-selftest [options]') });
});

test.each(['--print-list', '--help'])('%s on a full disk is no success', async (word) => {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, ['--conditions=@netvakt/source', MAIN, word], {
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const message = child.stderr === null ? '' : await text(child.stderr);
  expect([await ended, message]).toEqual([
    1,
    expect.stringContaining('Standard output cannot be written: ENOSPC. Free'),
  ]);
});
