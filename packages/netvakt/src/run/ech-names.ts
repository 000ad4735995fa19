import { readFile } from 'node:fs/promises';
import { readNeverBlock } from '@netvakt/blocklist';
import type { Config } from '../config/config.ts';

/**
 * Names that stand for every site behind them, from both places that may list them. Lists are loaded before this is asked, and
 * what is wrong with the file of `intake` has been refused there.
 */
export async function echPublicNamesOf({ intake, reloadable }: Config): Promise<readonly string[]> {
  const file = intake?.echPublicNames;
  const text = file === undefined ? '' : await readFile(file, 'utf8').catch(() => '');
  return [...new Set([...reloadable.echPublicNames, ...readNeverBlock('', text).neverBlock.echNames])];
}
