/** Changes of the register: one writer at a time, each change recorded before it takes effect. */
import { userInfo } from 'node:os';
import { type AuditEvent, appendAudits, withStoreLock } from '@netvakt/blocklist';
import type { ExemptionsSection } from '../config/schema/exemptions.ts';
import { ExemptChange, type ExemptEvent } from './change.ts';
import type { Exemption } from './exemption.ts';
import { timeText } from './record.ts';
import { giveTo, makeFolder, readRegister, registerFiles, writeRegister } from './register.ts';

/** Milliseconds that a change waits for another one. */
const LOCK_PATIENCE = 10_000;

/** What is written about who changed the register. */
export interface ChangedBy {
  /** The login of the person, or `filter` for exemptions whose time is over. */
  readonly login: string;
  readonly uid: number;
}

/** Who runs this process: behind sudo, the person who called it. */
export function thisPerson(environment: NodeJS.ProcessEnv): ChangedBy {
  const { username, uid } = userInfo();
  const [login, from] = [environment['SUDO_USER'], Number(environment['SUDO_UID'])];
  return login !== undefined && Number.isSafeInteger(from) ? { login, uid: from } : { login: username, uid };
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
      const { audit } = registerFiles(folder);
      await appendAudits(
        audit,
        events.map((event) => auditEvent(event, section, by, now)),
      );
      await giveTo(audit, folder);
      await writeRegister(folder, exemptions);
    }
    return { exemptions, result };
  });
}

function auditEvent(
  { action, exemption }: ExemptEvent,
  { auditPrefixes }: ExemptionsSection,
  { login, uid }: ChangedBy,
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
  };
  return { at: now, action, list: 'exemptions', by: login, details };
}
