/** Runs checks side by side. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { StaticCheck } from './checks.ts';

/** How one check ended. */
export interface CheckOutcome {
  readonly name: string;
  readonly passed: boolean;
  /** All that its command printed. */
  readonly output: string;
  readonly seconds: number;
}

/** Runs the command of a check in `folder` to its end. Never rejects: a program that cannot be started is a failed check. */
export async function runCheck({ name, command }: StaticCheck, folder: string): Promise<CheckOutcome> {
  const started = performance.now();
  const [program, ...args] = command;
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(`${error.message}\n`));
    child.once('close', (code, signal) => resolve(code ?? `ended by ${signal}\n`));
  });
  const [stdout, stderr, end] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const output = `${stdout}${stderr}${typeof end === 'string' ? end : ''}`;
  return { name, passed: end === 0, output, seconds: (performance.now() - started) / 1000 };
}

/** Returns a function that runs tasks in the order in which it gets them, at most `most` at a time. */
export function limited(most: number): <Value>(task: () => Promise<Value>) => Promise<Value> {
  const waiting: (() => void)[] = [];
  let free = most;
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

/**
 * Runs every check, at most `most` at a time, each after the one that it names in `after`. Returns the outcomes in the order of
 * `checks`; a failed check stops none of the others.
 */
export async function runChecks(
  checks: readonly StaticCheck[],
  most: number,
  run: (check: StaticCheck) => Promise<CheckOutcome>,
): Promise<CheckOutcome[]> {
  const limit = limited(most);
  const outcomes = new Map<string, Promise<CheckOutcome>>();
  const inTurn = async (check: StaticCheck): Promise<CheckOutcome> => {
    if (check.after !== undefined) await outcomes.get(check.after);
    return limit(() => run(check));
  };
  for (const check of checks) outcomes.set(check.name, inTurn(check));
  return Promise.all(outcomes.values());
}
