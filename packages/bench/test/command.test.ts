import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function bench(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--conditions=@netvakt/source', MAIN, ...args], { encoding: 'utf8' });
}

test.each([
  ['--help'],
  ['matcher', '--help'],
  ['proxy', '--help'],
  ['fairness', '--help'],
  ['packet', '--help'],
  ['scale', '--help'],
  ['scrape', '--help'],
  ['tail', '--help'],
])('%s %s tells what there is', (...args) => {
  const { status, stdout, stderr } = bench(...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage: pnpm bench/);
});

test.each([
  { args: [], message: 'Usage: pnpm bench' },
  { args: ['nothing'], message: 'Usage: pnpm bench' },
  { args: ['matcher', '--fast'], message: "Unknown option '--fast'" },
  { args: ['matcher', '--only', 'sett'], message: '--only (sett) must name engines or cases: netvakt' },
  {
    args: ['matcher', '--entries', 'many'],
    message: '--entries (many) must be a whole number from 1 to 100M, such as 100k',
  },
  {
    args: ['matcher', '--compare', 'no-such-commit'],
    message: '--compare (no-such-commit) must name a revision that git knows here',
  },
  { args: ['matcher', '--list', 'mine'], message: '--list FILE and --queries FILE go together' },
  {
    args: ['matcher', '--list', 'a', '--queries', 'b', '--write-docs'],
    message: '--write-docs is for generated lists',
  },
  { args: ['matcher', '--list', 'a', '--queries', 'b'], message: '--list: there is no such file' },
  { args: ['scrape', '--samples', 'few'], message: '--samples (few) must be a whole number' },
  { args: ['scale', '--only', 'nginx'], message: '--only (nginx) must name axes: workers' },
  { args: ['scale', '--only', 'rules', '--write-docs'], message: '--write-docs needs all axes' },
  { args: ['scale', '--rounds', 'few'], message: '--rounds (few) must be a whole number' },
  { args: ['fairness', '--only', 'nginx'], message: '--only (nginx) must name proxies or attacks: netvakt' },
  { args: ['tail', '--only', 'nginx'], message: '--only (nginx) must name proxies or cases: netvakt' },
  { args: ['packet', '--only', 'nginx'], message: '--only (nginx) must name contestants or cases: plain' },
  { args: ['proxy', '--only', 'nginx'], message: '--only (nginx) must name proxies or cases: netvakt' },
  { args: ['matcher', '--rounds', '0'], message: '--rounds (0) must be a whole number from 1 to 30, such as 7' },
  { args: ['tail', '--rules', '99999M', '--quick'], message: 'must be a whole number from 1 to 10M, such as 100k' },
])('$args is refused with a reason in a sentence', ({ args, message }) => {
  const { status, stdout, stderr } = bench(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/^Usage: pnpm bench|^.+\nTry: pnpm bench \w+ --help\n$/u);
});
