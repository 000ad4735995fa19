/** The command is built before it is measured, also if the bench was not started by pnpm. What is in the way is a sentence. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { buildCommand } from '../../src/common/filter.ts';
import { UsageError } from '../../src/common/usage.ts';

let checkout = '';
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'netvakt-bench-build-'));
});
afterEach(() => rmSync(checkout, { recursive: true }));

const build = (): void => buildCommand(checkout);

/** A compiler that does as `script` says. */
function install(script: string): void {
  const folder = join(checkout, 'node_modules/.bin');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'tsc'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'tsc'), 0o755);
}

test('the compiler of the checkout builds it, in its folder; the path is not asked', () => {
  install('echo "$@" > built');
  build();
  expect(existsSync(join(checkout, 'built'))).toBe(true);
});

test('a checkout without a compiler is refused with a remedy', () => {
  expect(build).toThrow(UsageError);
  expect(build).toThrow('this checkout has no compiler. Run pnpm install in it first');
});

test.each([
  { why: 'finds faults', script: 'exit 2', message: 'the compiler found what is listed above. Mend that first' },
  { why: 'is ended', script: 'kill -9 $$', message: 'the compiler found what is listed above. Mend that first' },
])('a compiler that $why', ({ script, message }) => {
  install(script);
  expect(build).toThrow(UsageError);
  expect(build).toThrow(message);
});
