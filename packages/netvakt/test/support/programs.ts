import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from '@jest/globals';
import { WAIT } from '@netvakt/testing';

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
 * A test that drives real programs of the system. If one is missing it is skipped, and its name states which; in continuous
 * integration (`CI=true`) it runs all the same, and fails.
 */
export function testWith(programs: readonly string[], name: string, run: () => Promise<void> | void): void {
  const missing = programs.filter((program) => find(program) === undefined);
  if (missing.length === 0 || process.env['CI'] === 'true') declare(name, run);
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

  /** Asks each to end, so that it ends its own children too; insists after {@link WAIT}. */
  async close(): Promise<void> {
    const alive = this.#running.filter((child) => child.exitCode === null && child.signalCode === null);
    await Promise.all(
      alive.map(async (child) => {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        const insist = setTimeout(() => child.kill('SIGKILL'), WAIT);
        await ended;
        clearTimeout(insist);
      }),
    );
  }
}
