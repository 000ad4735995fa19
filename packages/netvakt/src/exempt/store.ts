/** Changes of the register: one writer at a time, each change recorded before it takes effect. */
import { type AuditEvent, appendAudits, diskFailure, type SystemPerson, withStoreLock } from '@netvakt/blocklist';
import type { Context } from '../base/context.ts';
import { systemPerson, userName } from '../base/person.ts';
import type { ExemptionsSection } from '../config/schema/exemptions.ts';
import { ExemptChange, type ExemptEvent } from './change.ts';
import type { Exemption } from './exemption.ts';
import { exemptError } from './failure.ts';
import { timeText } from './record.ts';
import { giveTo, makeFolder, readRegister, registerFiles, writeRegister } from './register.ts';

/** Milliseconds that a change waits for another one. */
const LOCK_PATIENCE = 10_000;

/** What is written about who changed the register. */
export interface ChangedBy extends SystemPerson {
  /** The name of the user, or `filter` for exemptions whose time is over. */
  readonly name: string;
}

/** Who runs a command. */
export function thisPerson({ person, environment }: Context): ChangedBy {
  return { name: userName(), ...(person ?? systemPerson(environment)) };
}

/** The exemptions after a change, and what `work` returned. */
export interface Changed<T> {
  readonly exemptions: readonly Exemption[];
  readonly result: T;
}

/**
 * Reads the register, lets `work` change it, writes the audit log and then the register. Nothing is written if nothing changed.
 *
 * Rejects with an `OperatorError` if the register cannot be read: a change would write over what somebody can still mend.
 * @param now - milliseconds since 1970.
 */
export async function changeRegister<T>(
  section: ExemptionsSection,
  by: ChangedBy,
  now: number,
  work: (change: ExemptChange) => T,
): Promise<Changed<T>> {
  const { folder, max } = section;
  await makeFolder(folder);
  return withStoreLock(folder, LOCK_PATIENCE, async () => {
    const change = new ExemptChange(await readRegister(folder), max, now);
    const result = work(change);
    const { events, exemptions } = change;
    if (events.length > 0) {
      await record(
        folder,
        events.map((event) => auditEvent(event, section, by, now)),
      );
      await writeRegister(folder, exemptions);
    }
    return { exemptions, result };
  });
}

/** Nothing takes effect that is not written down. */
async function record(folder: string, events: readonly AuditEvent[]): Promise<void> {
  const { audit } = registerFiles(folder);
  try {
    await appendAudits(audit, events);
    await giveTo(audit, folder);
  } catch (error) {
    const failure = diskFailure(folder, error);
    if (failure === undefined) throw error;
    throw exemptError(
      `An exemption cannot be written down: ${failure.found}. Nothing has changed`,
      'Make room or repair the disk',
    );
  }
}

function auditEvent(
  { action, exemption }: ExemptEvent,
  { auditPrefixes }: ExemptionsSection,
  { name, uid, login }: ChangedBy,
  now: number,
): AuditEvent {
  const { source, market, reason, owner, note, expires } = exemption;
  const details = {
    ...(auditPrefixes ? { prefix: source.text } : { family: source.isIPv4 ? 4 : 6 }),
    market: market ?? 'never-filtered',
    reason,
    owner,
    note,
    until: expires === Number.POSITIVE_INFINITY ? 'removed' : timeText(expires),
    uid,
    ...(login === undefined ? {} : { login }),
  };
  return { at: now, action, list: 'exemptions', by: name, details };
}
