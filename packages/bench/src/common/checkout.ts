import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from './usage.ts';

/** The absolute path of the checkout that `--against` names. Throws a {@link UsageError} if a Netvakt cannot run there. */
export function checkoutAt(folder: string): string {
  const checkout = resolve(folder);
  if (existsSync(join(checkout, 'packages/netvakt/src/main.ts')) && existsSync(join(checkout, 'node_modules'))) {
    return checkout;
  }
  throw new UsageError(`--against must name a checkout of Netvakt in which pnpm install has run, not ${folder}`);
}
