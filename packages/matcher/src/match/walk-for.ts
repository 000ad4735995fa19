/** Which way hosts are walked in this thread. */
import { kernelOfThread } from '../hash/kernel.ts';
import type { KeyTables } from '../hash/key.ts';
import { KernelWalk } from './kernel-walk.ts';
import { ScriptWalk } from './script-walk.ts';
import type { HostWalk } from './walk.ts';

/**
 * A walk for the hosts of one key: by the kernel if there is one.
 *
 * @param labels - bit n: suffixes of n labels (31: of 31 and more) are asked for. Lanes of others may be missing, but for the whole host
 *   and for suffixes of two and three labels.
 */
export function walkFor(key: KeyTables, labels: number): HostWalk {
  const kernel = kernelOfThread();
  return kernel === undefined ? new ScriptWalk(key, labels) : new KernelWalk(kernel, key, labels);
}
