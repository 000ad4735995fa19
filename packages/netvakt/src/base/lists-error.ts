import { describeRefusal, type ListRefusal } from '@netvakt/blocklist/failures';
import { OperatorError } from './operator-error.ts';

/** Lists that cannot be taken, every one that is in the way. Nothing of the set is in force. */
export class ListsError extends OperatorError {
  override readonly name = 'ListsError';
  readonly refusals: readonly ListRefusal[];

  constructor(refusals: readonly ListRefusal[]) {
    const found = `Cannot load the lists: ${refusals.length} refused`;
    super('ERR_LISTS', { found, remedy: '', reasons: refusals.map(describeRefusal) });
    this.refusals = refusals;
  }
}
