/**
 * Runs the tests with jest; the flags that ESM and the source condition need are set here once.
 *
 * How long a test file takes is in its name:
 *   *.test.ts         `pnpm test`: every package, real sockets and a real browser, in a few minutes on two cores
 *   *.long.test.ts    `pnpm test:long`: million-input runs, whole benchmarks, simulations, packaging
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const HELP = `Runs the tests.

  pnpm test [PATH…] [OPTION…]        every package, in a few minutes
  pnpm test:long [PATH…] [OPTION…]   the tests that take long: files named *.long.test.ts
  pnpm test:all [PATH…] [OPTION…]    both

PATH selects test files whose path contains it, e.g. packages/matcher. \`pnpm test\` runs a long file if PATH names it with its
".long". All other options go to jest, e.g. -t NAME, -u, --watch. The last line is: N passed, N failed.
`;

/** Which files each command leaves out, as jest takes it. */
const LEFT_OUT = {
  short: [String.raw`\.long\.test\.ts$`],
  long: [String.raw`(?<!\.long)\.test\.ts$`],
  all: [],
} as const;

function selectionOf(args: readonly string[]): keyof typeof LEFT_OUT {
  if (args.includes('--long')) return 'long';
  return args.includes('--all') || args.some((word) => word.includes('.long')) ? 'all' : 'short';
}

function run(args: readonly string[]): number {
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  const flags = ['--experimental-vm-modules', '--conditions=@netvakt/source', '--disable-warning=ExperimentalWarning'];
  const ignored = ['/node_modules/', ...LEFT_OUT[selectionOf(args)]].map((path) => `--testPathIgnorePatterns=${path}`);
  const words = args.filter((word) => word !== '--all' && word !== '--long');
  // These come last: jest would take a path behind them for one more pattern.
  const { status, signal } = spawnSync(process.execPath, [jest, ...words, ...ignored], {
    stdio: 'inherit',
    env: {
      // Every `netvakt` that a test starts reads its sources compiled, which halves the CPU time of a start.
      NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)),
      // Days begin at midnight of the machine if nothing else is configured; a test must not depend on where it runs.
      TZ: 'UTC',
      ...process.env,
      NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} ${flags.join(' ')}`.trim(),
    },
  });
  if (signal !== null) process.stderr.write(`jest was ended by ${signal}\n`);
  return status ?? 1;
}

const words = process.argv.slice(2);
if (words.includes('--help')) process.stdout.write(HELP);
else process.exitCode = run(words);
