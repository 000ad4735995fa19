/** Runs a module in a process of its own, so that what is measured there is only its own. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The standard output of `module` (next to this file), run with flags and arguments. */
export function outputOf(module: string, flags: readonly string[], args: readonly string[] = []): string {
  const path = fileURLToPath(new URL(module, import.meta.url));
  const options = { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } } as const;
  return execFileSync(process.execPath, ['--conditions=@netvakt/source', ...flags, path, ...args], options).trim();
}
