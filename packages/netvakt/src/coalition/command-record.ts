import { FileIndex, recordFiles } from '@netvakt/coalition';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown } from '../base/text.ts';
import { actingParty, indexPath } from './as-party.ts';

export interface RecordOptions {
  readonly home?: string;
  readonly json?: boolean;
}

/** Records in the log what has come into the folder, and signs it. */
export const record: Action<RecordOptions> = async (context, { home, json }) => {
  const acting = await actingParty(home, context);
  const index = FileIndex.open(indexPath(acting));
  try {
    const { checkpoint, added, seen, refused, cosigners } = await recordFiles({ ...acting, index });
    const kinds = Object.entries(Object.groupBy(added, ({ kind }) => kind)).map(([kind, of]) => `${of.length} ${kind}`);
    const words = [
      added.length === 0 ? 'nothing new' : `recorded: ${kinds.join(', ')}`,
      ...seen.map((id) => `seen by at least 3 others: notice ${id}`),
      ...refused.map((path) => `refused, not what its name says: ${path}`),
      `the log has ${checkpoint.size} entries, cosigned by ${cosigners.length === 0 ? 'nobody yet' : cosigners.join(', ')}`,
    ];
    const report = { size: checkpoint.size, root: checkpoint.root.toString('base64'), added, seen, refused, cosigners };
    await context.stdout.write(shown(json, report, words.join('\n')));
  } finally {
    index.close();
  }
  return EXIT.done;
};
