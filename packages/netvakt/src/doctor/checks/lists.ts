/** Whether the filter would start: keys that open, lists that load. */
import { describeRefusal } from '@netvakt/blocklist';
import { ListsError } from '../../base/lists-error.ts';
import { isOperatorError } from '../../base/operator-error.ts';
import { compileConfigured } from '../../compile/lists.ts';
import type { Config } from '../../config/config.ts';
import { BY_NETVAKTCTL, lacksCredentials } from '../../config/secret.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const { good, fault, skipped } = findingsOf('lists');

/** Compiles all lists as `run` does, which opens the store and every key on the way. */
export async function listsLoad({ environment }: Machine, config: Config): Promise<MachineFinding[]> {
  if (lacksCredentials(config, environment))
    return [skipped('the configuration names credentials, which a shell does not have', BY_NETVAKTCTL)];
  try {
    const { lists, snapshot, seconds } = await compileConfigured(config);
    return [good(`${lists.length} lists, ${snapshot.ruleCount} rules, compiled in ${seconds.toFixed(1)} s`)];
  } catch (error) {
    if (error instanceof ListsError)
      return error.refusals.map((refusal) => fault(describeRefusal(refusal), 'See "netvakt list status"'));
    if (isOperatorError(error, 'ERR_INTAKE', 'ERR_HASH_KEY'))
      return [fault(error.message, 'See docs/operating/lists.md')];
    throw error;
  }
}
