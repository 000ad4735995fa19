import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function bench(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--conditions=@netvakt/source', MAIN, ...args], { encoding: 'utf8' });
}

test.each([['--help'], ['matcher', '--help'], ['proxy', '--help'], ['fairness', '--help'], ['scrape', '--help']])(
  '%s %s tells what there is',
  (...args) => {
    const { status, stdout, stderr } = bench(...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: pnpm bench/);
  },
);

test.each([
  { args: [], says: 'Usage: pnpm bench' },
  { args: ['nothing'], says: 'Usage: pnpm bench' },
  { args: ['matcher', '--fast'], says: "Unknown option '--fast'" },
  { args: ['matcher', '--only', 'sett'], says: '--only (sett) must name engines or cases: netvakt' },
  { args: ['matcher', '--entries', 'many'], says: '--entries (many) must be a whole number' },
  { args: ['matcher', '--compare', 'no-such-commit'], says: 'no-such-commit' },
  { args: ['scrape', '--samples', 'few'], says: '--samples (few) must be a whole number' },
  { args: ['fairness', '--only', 'nginx'], says: '--only (nginx) must name proxies or attacks: netvakt' },
  { args: ['proxy', '--only', 'nginx'], says: '--only (nginx) must name proxies or cases: netvakt' },
])('$args is refused with a reason', ({ args, says }) => {
  const { status, stdout, stderr } = bench(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(says);
});
