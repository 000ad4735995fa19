import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { outcomeIn, outcomeLine } from '../../src/kernel/guest/outcome.ts';

const MAIN = fileURLToPath(new URL('../../src/kernel/main.ts', import.meta.url));
const command = (words: readonly string[], path: string): ReturnType<typeof spawnSync> =>
  spawnSync(process.execPath, ['--conditions=@netvakt/source', MAIN, ...words], {
    encoding: 'utf8',
    env: { PATH: path },
  });

test('what a step came to is read from the console, among lines of the kernel', () => {
  const outcome = { name: 'a step', seconds: 3, fault: 'two\nlines, "quoted"' };
  expect(outcomeIn(`[   12.3] ${outcomeLine(outcome).trimEnd()}`)).toEqual(outcome);
  expect(outcomeIn('[    0.1] ACPI: Enabled')).toBeUndefined();
  // A line that another one was written into is none.
  expect(outcomeIn('lab-kernel: {"name":"a st[   12.4] tun: loaded')).toBeUndefined();
});

test('a machine that cannot be started is a reason, not a failure', () => {
  const { status, stdout } = command([], '/nonexistent');
  expect(stdout).toMatch(/^Skipped: /u);
  expect(status).toBe(0);
});

test('a time that makes no sense is refused', () => {
  const { status, stderr } = command(['--minutes', 'many'], '/nonexistent');
  expect(stderr).toMatch(/--minutes many is not from 1 to 120/u);
  expect(status).toBe(2);
});
