import { spawnSync } from 'node:child_process';
import { test } from '@jest/globals';
import { LONG_TEST } from '@netvakt/testing';

const declare = test;
const { skip } = test;

/** What a test needs of the machine. */
export interface Needs {
  readonly programs: readonly string[];
  readonly root?: boolean;
}

/**
 * A test that drives real programs of the system. If it lacks something it is skipped, and its name states what; in continuous
 * integration (`CI=true`) it runs all the same, and fails. It has minutes: some tests install and boot whole machines.
 */
export function testWith(needs: Needs, name: string, run: () => Promise<void> | void): void {
  const missing = process.env['CI'] === 'true' ? undefined : missingFor(needs);
  if (missing === undefined) declare(name, async () => run(), LONG_TEST);
  else skip(`${name} (skipped: ${missing})`, async () => run());
}

function missingFor({ programs, root = false }: Needs): string | undefined {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
  const lacking = programs.filter((program) => {
    const { status } = spawnSync('sh', ['-c', 'command -v "$0"', program], { env: { ...process.env, PATH: path } });
    return status !== 0;
  });
  if (lacking.length > 0) return `no ${lacking.join(', ')} here`;
  return root && process.getuid?.() !== 0 ? 'it needs root' : undefined;
}
