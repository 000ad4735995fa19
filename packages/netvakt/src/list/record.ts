import { dirname } from 'node:path';
import { appendAudit, diskFailure, type SystemPerson } from '@netvakt/blocklist';
import type { Context } from '../base/context.ts';
import { systemPerson } from '../base/person.ts';
import { intakeError } from './failure.ts';

type AuditEvent = Parameters<typeof appendAudit>[1];

/** Who runs this command. */
export function personOf({ person, environment }: Context): SystemPerson {
  return person ?? systemPerson(environment);
}

/**
 * Writes a line of the audit log: what was done, under which name, and who did it as the system knows.
 * Throws an `OperatorError` if the disk does not take it; what was done stays done.
 */
export async function record(context: Context, path: string, event: AuditEvent): Promise<void> {
  const { uid, login } = personOf(context);
  const details = { ...event.details, uid, ...(login === undefined ? {} : { login }) };
  try {
    await appendAudit(path, { ...event, details });
  } catch (error) {
    const failure = diskFailure(dirname(path), error);
    if (failure === undefined) throw error;
    throw intakeError(
      'audit',
      `"${event.action}" of ${event.list} is done, and could not be written down: ${failure.found}`,
      'Make room or repair the disk, and note by hand what was done',
    );
  }
}
