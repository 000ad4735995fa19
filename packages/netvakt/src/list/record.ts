import { dirname } from 'node:path';
import { appendAudit, diskFailure, StoreError, type SystemPerson } from '@netvakt/blocklist';
import type { Context } from '../base/context.ts';
import { systemPerson } from '../base/person.ts';
import { intakeError } from './failure.ts';

type AuditEvent = Parameters<typeof appendAudit>[1];
/** What became of an action, and why. */
export type AuditDetails = AuditEvent['details'];

/** Who runs this command. */
export function personOf({ person, environment }: Context): SystemPerson {
  return person ?? systemPerson(environment);
}

/**
 * Writes a line of the audit log: what was done, under which name, and who did it as the system knows.
 * Throws an `OperatorError` if the disk does not take it; what was done stays done, and the message says what that is.
 */
export async function record(context: Context, path: string, event: AuditEvent): Promise<void> {
  const { uid, login } = personOf(context);
  const details = { ...event.details, uid, ...(login === undefined ? {} : { login }) };
  try {
    await appendAudit(path, { ...event, details });
  } catch (error) {
    const { happened, remedy } = whatRemains(event);
    // A log that is a link, say: the message names the remedy for that.
    if (error instanceof StoreError)
      throw intakeError('audit', `${happened}, and that could not be written down`, error.message);
    const failure = diskFailure(dirname(path), error);
    if (failure === undefined) throw error;
    throw intakeError('audit', `${happened}, and that could not be written down: ${failure.found}`, remedy);
  }
}

/** What has happened although it is not in the log, and what to do. */
function whatRemains({ action, list, details: { outcome } }: AuditEvent): { happened: string; remedy: string } {
  const remedy = 'Make room or repair the disk, and note by hand what was done';
  if (outcome === 'refused')
    return { happened: `the update of ${list} was refused`, remedy: 'Make room or repair the disk, then update again' };
  if (outcome === 'held') return { happened: `the delivery of ${list} is held`, remedy };
  if (outcome === 'one-more-needed') return { happened: `${list} is approved and waits for one more person`, remedy };
  return { happened: `"${action}" of ${list} is done`, remedy };
}
