/** The programs of package.json that are run by hand, as somebody types them who does not know them. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { root } from '../check/files.ts';

const PROGRAMS = [
  'tools/tour.ts',
  'tools/generate-docs.ts',
  'packages/netvakt/tools/readme-pictures.ts',
  'packages/netvakt/tools/block-page-pictures.ts',
  'packages/netvakt/tools/overview-pictures.ts',
];

function run(program: string, ...words: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ['--conditions=@netvakt/source', program, ...words], {
    cwd: root,
    encoding: 'utf8',
    // No browser, no bash: a program that goes on to its work fails at once, and changes nothing.
    env: { ...process.env, PATH: '/nonexistent', NODE_OPTIONS: '' },
  });
}

test.each(PROGRAMS)('%s --help prints how it is used, and does nothing else', (program) => {
  const { status, stdout, stderr } = run(program, '--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^ *--help .*\n/mu);
  expect(stdout).toMatch(/^Exit code: /mu);
});

test.each(PROGRAMS)('%s refuses an option that it does not know, and a word', (program) => {
  for (const word of ['--nonsense', 'nonsense']) {
    const { status, stdout, stderr } = run(program, word);
    expect({ word, status, stdout }).toEqual({ word, status: 2, stdout: '' });
    expect(stderr).toContain('nonsense');
    expect(stderr).toContain('--help');
    expect(stderr).not.toContain('    at ');
  }
});

test('pnpm tour --start without a command is refused', () => {
  expect(run('tools/tour.ts', '--start')).toMatchObject({ status: 2, stdout: '' });
});
