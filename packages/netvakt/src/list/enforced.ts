import { AllowRules, type ListFile } from '@netvakt/blocklist';
import type { Rule } from '@netvakt/matcher';
import type { Config } from '../config/config.ts';
import { ManagedLists } from './managed-lists.ts';

/**
 * Returns the files of all lists that block, managed ones from the store, the others as configured, and the allow rules that are
 * not over. What is in shadow blocks nothing and is left out.
 *
 * Throws an `OperatorError` if a file or secret of the section `intake` cannot be used, a `StoreError` if the allow rules cannot
 * be read.
 */
export async function enforcedFiles(
  config: Config,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly files: readonly ListFile[]; readonly allowed: readonly Rule[] }> {
  const managed = await ManagedLists.open(config, environment);
  const { lists } = config.reloadable;
  const now = Date.now();
  const files = (await managed?.files(lists, now))?.files ?? lists;
  return {
    files: files.filter(({ settings: { enforcement } }) => enforcement === 'enforce'),
    allowed:
      managed === undefined ? [] : await new AllowRules(managed.folder, managed.secret).inForce(lists.length, now),
  };
}
