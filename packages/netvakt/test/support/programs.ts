import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from '@jest/globals';

const declare = test;
const { skip } = test;

/** Where `program` is, or `undefined`. */
function find(program: string): string | undefined {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$0"', program], {
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * A test that drives real programs of the system. Where one is missing it is skipped, and its name says which; in continuous
 * integration (`CI=true`) it runs all the same, and fails.
 */
export function testWith(programs: readonly string[], name: string, run: () => Promise<void>, seconds = 30): void {
  const missing = programs.filter((program) => find(program) === undefined);
  if (missing.length === 0 || process.env['CI'] === 'true') declare(name, run, seconds * 1000);
  else skip(`${name} (skipped: no ${missing.join(', ')} here)`, run);
}

/** Programs that a test started, ended with it. */
export class Programs {
  readonly #running: ChildProcess[] = [];

  /** Starts `program`; what it writes is kept for the message of a failure. */
  start(program: string, args: readonly string[]): { readonly output: () => string; readonly child: ChildProcess } {
    const child = spawn(find(program) ?? program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#running.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => (output += error.message));
    return { output: () => output, child };
  }

  /** Asks each to end, so that it ends its own children too; insists after two seconds. */
  async close(): Promise<void> {
    const alive = this.#running.filter((child) => child.exitCode === null && child.signalCode === null);
    await Promise.all(
      alive.map(async (child) => {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        const insist = setTimeout(() => child.kill('SIGKILL'), 2000);
        await ended;
        clearTimeout(insist);
      }),
    );
  }
}

/** Asks `probe` until it gives a value; gives up after `seconds` with `describe()`. */
export async function eventually<T>(
  probe: () => Promise<T | undefined>,
  describe: () => string,
  seconds = 20,
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`Not within ${seconds} s: ${describe()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
