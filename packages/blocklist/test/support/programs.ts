import { spawnSync } from 'node:child_process';
import { test } from '@jest/globals';

const declare = test;
const { skip } = test;

/**
 * A test that drives real programs of the system. If one is missing it is skipped, and its name states which; in continuous integration
 * (`CI=true`) it runs all the same, and fails.
 */
export function testWith(programs: readonly string[], name: string, run: () => Promise<void> | void): void {
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  if (missing.length === 0 || process.env['CI'] === 'true') declare(name, run);
  else skip(`${name} (skipped: no ${missing.join(', ')} here)`, run);
}
