/**
 * Runs jest with the flags that ESM and the source condition need; the flags stand here once.
 * Arguments go to jest: `pnpm test packages/matcher`, `pnpm test -t 'a name'`.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const flags = ['--experimental-vm-modules', '--conditions=@netvakt/source', '--disable-warning=ExperimentalWarning'];
const { status, signal } = spawnSync(process.execPath, [jest, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} ${flags.join(' ')}`.trim() },
});
if (signal !== null) process.stderr.write(`jest was ended by ${signal}\n`);
process.exitCode = status ?? 1;
