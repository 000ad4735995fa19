/**
 * Runs the static checks side by side, one a core, and names at the end those that failed. `pnpm check --help` shows the usage.
 */
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { CHECKS, type StaticCheck } from './check/checks.ts';
import { root } from './check/files.ts';
import { type CheckOutcome, runCheck, runChecks } from './check/run.ts';

const HELP = `Runs the static checks. Exit code 0: all passed. 1: some failed. 2: wrong arguments.

  pnpm check                all of them
  pnpm check --fast         ${CHECKS.filter(({ fast }) => fast)
    .map(({ name }) => name)
    .join(', ')}: at most 20 seconds on two cores
  pnpm check lint docs      only these
  pnpm check --list         the checks, and what each one stops
  pnpm check --help         this text
`;

/** A package's binaries are on PATH under pnpm; this makes `node tools/check.ts` work alike. */
function addBinariesToPath(): void {
  const jestPackage = createRequire(import.meta.url).resolve('jest/package.json');
  const binaries = `${jestPackage.slice(0, jestPackage.indexOf('node_modules'))}node_modules/.bin`;
  process.env['PATH'] = `${binaries}:${process.env['PATH'] ?? ''}`;
}

async function runAndPrint(check: StaticCheck): Promise<CheckOutcome> {
  const outcome = await runCheck(check, root);
  const { name, passed, output, seconds } = outcome;
  if (!passed) process.stdout.write(`${output}FAIL ${name}: ${check.command.join(' ')}\n`);
  else process.stdout.write(`ok   ${name.padEnd(12)} ${seconds.toFixed(1).padStart(5)} s\n`);
  return outcome;
}

async function runChosen(chosen: readonly StaticCheck[]): Promise<number> {
  addBinariesToPath();
  const started = performance.now();
  const outcomes = await runChecks(chosen, availableParallelism(), runAndPrint);
  const failed = outcomes.filter(({ passed }) => !passed).map(({ name }) => name);
  const took = `in ${((performance.now() - started) / 1000).toFixed(1)} s`;
  process.stdout.write(
    failed.length === 0
      ? `${chosen.length} checks passed ${took}\n`
      : `\n${failed.length} of ${chosen.length} checks failed ${took}. Again: pnpm check ${failed.join(' ')}\n`,
  );
  return failed.length === 0 ? 0 : 1;
}

function refuse(message: string): number {
  process.stderr.write(`${message}. See: pnpm check --help\n`);
  return 2;
}

/** What was typed; a message if it cannot be understood. */
function parsed(args: readonly string[]) {
  const options = {
    fast: { type: 'boolean' },
    list: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return (error as Error).message.split('. ')[0] ?? ''; // the rest is about how to pass such a word on
  }
}

async function main(args: readonly string[]): Promise<number> {
  const typed = parsed(args);
  if (typeof typed === 'string') return refuse(typed);
  const { values, positionals } = typed;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.list) {
    for (const { name, stops } of CHECKS) process.stdout.write(`${name.padEnd(12)} stops ${stops}\n`);
    return 0;
  }
  const unknown = positionals.filter((name) => !CHECKS.some((check) => check.name === name));
  if (unknown.length > 0) return refuse(`There is no check named ${unknown.join(', ')}`);
  const all = positionals.length === 0 && values.fast !== true;
  return runChosen(CHECKS.filter(({ name, fast }) => all || positionals.includes(name) || (values.fast && fast)));
}

process.exitCode = await main(process.argv.slice(2));
