/**
 * Runs the tests with jest; the flags that ESM and the source condition need are set here once.
 *
 * How long a test file takes is in its name:
 *   *.test.ts         `pnpm test`: every package, real sockets and a real browser, in a few minutes on two cores
 *   *.long.test.ts    `pnpm test:long`: million-input runs, whole benchmarks, simulations, packaging
 *   *.alone.test.ts   `pnpm test:long` too, one file at a time: they measure memory or time of the machine
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Counts, closingLine } from './jest/closing-line.ts';

const HELP = `Runs the tests.

  pnpm test [PATH…] [OPTION…]        every package, in a few minutes
  pnpm test:all [PATH…] [OPTION…]    also the tests that take long
  pnpm test:long [PATH…] [OPTION…]   only those

PATH selects test files whose path contains it, e.g. packages/matcher. A file that takes long is named *.long.test.ts, or
*.alone.test.ts if it must not share the machine with others; \`pnpm test\` runs such a file if PATH names it.
All other options go to jest, e.g. -t NAME, -u, --watch.
The last line is the sum of all runs: N passed, N failed.
`;

/** One run of jest: the files that it leaves out, and whether it runs one file at a time. */
interface Run {
  readonly without: readonly string[];
  readonly inBand?: true;
}

const SHORT = String.raw`(?<!\.(?:long|alone))\.test\.ts$`;
const LONG = String.raw`\.long\.test\.ts$`;
const ALONE = String.raw`\.alone\.test\.ts$`;
const SELECTIONS: Readonly<Record<'short' | 'all' | 'long', readonly Run[]>> = {
  short: [{ without: [LONG, ALONE] }],
  all: [{ without: [ALONE] }, { without: [SHORT, LONG], inBand: true }],
  long: [{ without: [SHORT, ALONE] }, { without: [SHORT, LONG], inBand: true }],
};

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const flags = ['--experimental-vm-modules', '--conditions=@netvakt/source', '--disable-warning=ExperimentalWarning'];
const environment = {
  ...process.env,
  NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} ${flags.join(' ')}`.trim(),
  // Every `netvakt` that a test starts reads its sources compiled: half the CPU time of a start.
  NODE_COMPILE_CACHE:
    process.env['NODE_COMPILE_CACHE'] ?? fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)),
};

/** Runs jest once. Resolves with its exit code and, if it ran any test file, what became of the tests. */
async function runJest({ without, inBand }: Run, words: readonly string[]): Promise<{ code: number; counts?: Counts }> {
  const ignored = ['/node_modules/', ...without].map((pattern) => `--testPathIgnorePatterns=${pattern}`);
  const child = fork(jest, [...ignored, '--passWithNoTests', ...(inBand ? ['--runInBand'] : []), ...words], {
    env: environment,
  });
  let counts: Counts | undefined;
  child.on('message', (message) => (counts = message as Counts));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (signal !== null) process.stderr.write(`jest was ended by ${signal}\n`);
  return { code: code ?? 1, ...(counts === undefined ? {} : { counts }) };
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const words = args.filter((word) => word !== '--all' && word !== '--long');
  const namesLong = words.some((word) => /\.(?:long|alone)\b/u.test(word));
  const selection = args.includes('--long') ? 'long' : args.includes('--all') || namesLong ? 'all' : 'short';
  const sum = { passed: 0, failed: 0, skipped: 0 };
  let worst = 0;
  for (const run of SELECTIONS[selection]) {
    const { code, counts } = await runJest(run, words);
    worst = Math.max(worst, code);
    if (counts === undefined) continue;
    for (const key of ['passed', 'failed', 'skipped'] as const) sum[key] += counts[key];
  }
  if (words.includes('--listTests')) return worst;
  if (sum.passed + sum.failed + sum.skipped === 0) {
    process.stderr.write('No test was run. See: pnpm test --help\n');
    return Math.max(worst, 1);
  }
  process.stderr.write(closingLine(sum));
  return worst;
}

process.exitCode = await main(process.argv.slice(2));
