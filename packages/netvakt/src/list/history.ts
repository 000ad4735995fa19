import { auditHistory, verifyAuditLog } from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { reading } from '../base/named-file.ts';
import { shown } from '../base/text.ts';
import { type ListOptions, withManagedLists } from './command.ts';

export interface HistoryOptions extends ListOptions {
  readonly id: string | undefined;
  readonly lines: number;
}

const OF_AUDIT = { EACCES: 'Run the command as the user of the filter' };

/** What was done, oldest first: JSON lines of the audit log. */
export const history: Action<HistoryOptions> = withManagedLists<HistoryOptions>(
  async ({ stdout }, { id, lines }, { lists }) => {
    const events = await reading(lists.audit, () => auditHistory(lists.audit, id, lines), OF_AUDIT);
    for (const event of events) await stdout.write(`${JSON.stringify(event)}\n`);
    return EXIT.done;
  },
);

/** Checks the chain of the audit log, and prints its head, of which a copy should be kept elsewhere. */
export const verifyAudit: Action<ListOptions> = withManagedLists<ListOptions>(
  async ({ stdout, stderr }, { json }, { lists }) => {
    const verdict = await reading(lists.audit, () => verifyAuditLog(lists.audit), OF_AUDIT);
    if (!verdict.ok) {
      await stderr.write(shown(json, verdict, `The audit log is broken at line ${verdict.line}: ${verdict.found}`));
      return EXIT.failed;
    }
    await stdout.write(shown(json, verdict, `${verdict.lines} lines hold together; head ${verdict.head}`));
    return EXIT.done;
  },
);
