/** Changes of the register: one writer at a time, each change recorded before it takes effect. */
import { stat } from 'node:fs/promises';
import type { AuditEvent, SystemPerson } from '@netvakt/blocklist';
import { appendAudits, diskFailure, withStoreLock } from '@netvakt/blocklist/audit';
import type { Context } from '../base/context.ts';
import { systemPerson, userName } from '../base/person.ts';
import type { ExemptionsSection } from '../config/schema/exemptions.ts';
import { ExemptChange, type ExemptEvent } from './change.ts';
import type { Exemption } from './exemption.ts';
import { exemptError } from './failure.ts';
import { timeText } from './record.ts';
import {
  keepGood,
  lacksGood,
  makeFolder,
  type RegisterContent,
  readRegister,
  readRegisterOrGood,
  registerFiles,
  type StagedRegister,
  stageRegister,
} from './register.ts';

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

/** What `work` returned, and why the good copy is not that of the register now, which the running filter puts right. */
export interface Changed<T> {
  readonly result: T;
  readonly goodFault: unknown;
}

/**
 * Reads the register, lets `work` change it, and writes. Nothing is written if nothing changed.
 *
 *   new register on the disk ──> audit log ──> it takes the old one's place ──> good copy
 *
 * So a disk that is full ends it before anything is recorded, and what takes effect is recorded before.
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
    if (events.length === 0) return { result, goodFault: undefined };
    const staged = await stageRegister(folder, exemptions);
    await recordAndCommit(
      folder,
      events.map((event) => auditEvent(event, section, by, now)),
      staged,
    );
    const goodFault = await keepGood(folder, exemptions).catch((error: unknown) => error);
    return { result, goodFault };
  });
}

/**
 * Reads the register while nobody changes it, its last good copy if it cannot be read, and lets `use` have it: what is made of it then
 * cannot replace what was made of a later one.
 */
export async function withRegister<T>(folder: string, use: (content: RegisterContent) => T): Promise<T> {
  await makeFolder(folder);
  return withStoreLock(folder, LOCK_PATIENCE, async () => use(await readRegisterOrGood(folder)));
}

/** Keeps a good copy of a register that was read just now and held `exemptions`, if there is none, while nobody changes it. */
export async function copyRegister(folder: string, exemptions: readonly Exemption[]): Promise<void> {
  if (!(await lacksGood(folder, exemptions))) return;
  await withStoreLock(folder, LOCK_PATIENCE, async () => keepGood(folder, await readRegister(folder)));
}

/** Nothing takes effect that is not written down; what is written down and takes no effect gets a line with this information. */
async function recordAndCommit(folder: string, events: readonly AuditEvent[], staged: StagedRegister): Promise<void> {
  try {
    await record(folder, events);
  } catch (error) {
    await staged.discard();
    throw error;
  }
  try {
    await staged.commit();
  } catch (error) {
    const [{ at, list, by } = { at: 0, list: 'exemptions', by: '' }] = events;
    await record(folder, [{ at, list, by, action: 'exempt-failed', details: { changes: events.length } }]).catch(
      () => undefined,
    );
    throw error;
  }
}

async function record(folder: string, events: readonly AuditEvent[]): Promise<void> {
  const { audit } = registerFiles(folder);
  try {
    await appendAudits(audit, events, await stat(folder));
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
