/** `pnpm test`: each test file belongs to one of the two commands that continuous integration runs. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { WAIT } from '@netvakt/testing';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function testCommand(...words: readonly string[]): string {
  const script = join(ROOT, 'tools/test.ts');
  return spawnSync(process.execPath, [script, ...words], { cwd: ROOT, encoding: 'utf8' }).stdout;
}

/** Paths of the test files that the command would run, below the root of the repository. */
function filesOf(...words: readonly string[]): string[] {
  const lines = testCommand('--listTests', ...words).split('\n');
  return lines.filter((line) => line.startsWith(ROOT)).map((line) => line.slice(ROOT.length));
}

test('the short and the long files are all files, and no file is both', () => {
  const [short, long] = [filesOf(), filesOf('--long')];
  const all = globSync('{packages/*,tools}/test/**/*.test.ts', { cwd: ROOT });
  expect([...short, ...long].toSorted()).toEqual(all.toSorted());
  expect(filesOf('--all').toSorted()).toEqual(all.toSorted());
  expect(long.filter((file) => !file.endsWith('.long.test.ts'))).toEqual([]);
  expect(long.length).toBeGreaterThan(5);
});

test('a path selects files, and one that names a long file selects it', () => {
  expect(filesOf('tools/test/test-command')).toEqual(['tools/test/test-command.test.ts']);
  expect(filesOf('tools/test/release.long')).toEqual(['tools/test/release.long.test.ts']);
  expect(filesOf('tools/test/release')).toEqual(['tools/test/release.test.ts']);
});

test('a worker has the time to end that tests have to wait, so that a busy machine looks like no leak', () => {
  const { globalConfig } = JSON.parse(testCommand('--showConfig')) as {
    globalConfig: { workerGracefulExitTimeout: number };
  };
  expect(globalConfig.workerGracefulExitTimeout).toBe(WAIT);
});

test('--help names the commands', () => {
  for (const command of ['pnpm test ', 'pnpm test:long ', 'pnpm test:all '])
    expect(testCommand('--help')).toContain(command);
});
