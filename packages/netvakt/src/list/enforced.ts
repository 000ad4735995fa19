import type { ListFile } from '@netvakt/blocklist';
import type { Config } from '../config/config.ts';
import { ManagedLists } from './managed-lists.ts';

/**
 * Gives the files of all lists that block: managed ones from the store, the others as configured. What is in shadow blocks nothing
 * and is left out. Throws an `OperatorError` if a file or secret of the section `intake` cannot be used.
 */
export async function enforcedFiles(config: Config, environment: NodeJS.ProcessEnv): Promise<readonly ListFile[]> {
  const managed = await ManagedLists.open(config, environment);
  const { lists } = config.reloadable;
  const plan = await managed?.files(lists, Date.now());
  return (plan?.files ?? lists).filter(({ settings: { enforcement } }) => enforcement === 'enforce');
}
