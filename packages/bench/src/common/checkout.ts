/** Netvakt as benchmarks run it: from the source of this checkout, or of another. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from './usage.ts';

export const OWN_CHECKOUT: string = fileURLToPath(new URL('../../../..', import.meta.url));

/** The absolute path of the checkout that `--against` names. Throws a {@link UsageError} if a Netvakt cannot run there. */
export function checkoutAt(folder: string): string {
  const checkout = resolve(folder);
  if (existsSync(mainOf(checkout)) && existsSync(join(checkout, 'node_modules'))) {
    return checkout;
  }
  const found = existsSync(checkout) ? '' : ': there is no such folder. It';
  throw new UsageError(`--against (${folder})${found} must name a checkout of Netvakt in which pnpm install has run`);
}

/**
 * The words that run Netvakt from a checkout in which `pnpm install` has run: the program, and arguments before those of the command.
 *
 * @param profileFolder - V8's profiles of the process' threads go here when it stops; `undefined`: none are taken
 */
export function netvaktAt(checkout: string, profileFolder?: string): readonly [string, ...string[]] {
  const profiled = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  return [process.execPath, ...profiled, '--conditions=@netvakt/source', mainOf(checkout)];
}

function mainOf(checkout: string): string {
  return join(checkout, 'packages/netvakt/src/main.ts');
}
