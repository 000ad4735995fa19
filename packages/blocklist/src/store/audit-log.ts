/**
 * Who did what to which list, in a file that only grows: one JSON object a line, each with the digest of the line before it.
 *
 *   {"at":"2026-11-23T12:00:00Z","action":"update","list":"se-urls","by":"timer",...,"previous":"0000…"}
 *   {"at":"2026-11-23T12:05:00Z","action":"release","list":"se-urls","by":"A. Person",...,"previous":"6f1c…"}
 *
 * A line that was changed, taken out or put in breaks the chain there. The end can be cut off unseen, so the digest of the last
 * line belongs somewhere else, too: the command prints it. Lines hold counts, versions and digests, never an entry.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { canonicalJson, type Json, jsonObject, parseStrictJson } from '@netvakt/json';
import { systemCode } from '../report/system.ts';
import { timeText } from '../trust/fields.ts';
import { StoreError } from './error.ts';

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

/** What can be done to a list. */
type AuditAction =
  | 'update'
  | 'release'
  | 'rollback'
  | 'shadow'
  | 'enforce'
  | 'allow-add'
  | 'allow-remove'
  | 'exempt-add'
  | 'exempt-remove'
  | 'exempt-expire'
  /** The lines of exemptions right before took no effect. */
  | 'exempt-failed';

/** One thing that was done. */
export interface AuditEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly action: AuditAction;
  readonly list: string;
  readonly by: string;
  /** What became of it, and why: outcomes, reasons, versions, counts. */
  readonly details: { readonly [name: string]: Json };
}

/** Whether a log holds together. `head` is the digest of its last line. */
export type AuditVerdict =
  | { readonly ok: true; readonly lines: number; readonly head: string }
  | { readonly ok: false; readonly line: number; readonly found: 'no-json' | 'chain-broken' };

/** Holds the last line, unless somebody wrote a very long one. */
const END_BYTES = 16 * 1024;

const BEGINNING = '0'.repeat(64);

/** Reads and checks a log; a file that is not there is an empty one. Rejects if it cannot be read. */
export async function verifyAuditLog(path: string): Promise<AuditVerdict> {
  const lines = linesOf(await contentOf(path));
  let head = BEGINNING;
  for (const [index, line] of lines.entries()) {
    const read = parseStrictJson(line);
    const event = read.ok ? jsonObject(read.value) : undefined;
    if (event === undefined) return { ok: false, line: index + 1, found: 'no-json' };
    if (event['previous'] !== head) return { ok: false, line: index + 1, found: 'chain-broken' };
    head = digestOf(line);
  }
  return { ok: true, lines: lines.length, head };
}

/** The events of one list, oldest first, at most the last `most`. What does not read as an event is left out. */
export async function auditHistory(
  path: string,
  list: string | undefined,
  most: number,
): Promise<readonly { readonly [name: string]: Json }[]> {
  const events = linesOf(await contentOf(path)).map((line) => {
    const read = parseStrictJson(line);
    return read.ok ? jsonObject(read.value) : undefined;
  });
  return events
    .filter((event) => event !== undefined)
    .filter((event) => list === undefined || event['list'] === list)
    .slice(-most);
}

/**
 * Adds an event, durably: on the disk when the promise is fulfilled; if it is rejected, with the error of the file system, the log is as
 * it was. One process writes at a time. Root writes in folders of others, so no link is followed: `ERR_STORE_UNWRITABLE`.
 *
 * @returns the digest of the new line, to be kept elsewhere.
 */
export function appendAudit(path: string, event: AuditEvent): Promise<string> {
  return appendAudits(path, [event]);
}

/** Whom a log is given to, if the process may give files away. */
export interface LogOwner {
  readonly uid: number;
  readonly gid: number;
}

/** As {@link appendAudit} for several, with one write. Cost: that of the new lines; of the log only its end is read. */
export async function appendAudits(path: string, events: readonly AuditEvent[], owner?: LogOwner): Promise<string> {
  const handle = await opened(path, O_RDWR | O_APPEND | O_CREAT);
  const { size } = await handle.stat();
  try {
    if (owner !== undefined) await handle.chown(owner.uid, owner.gid).catch(() => undefined);
    const end = await endOf(handle);
    let head = linesOf(end).map(digestOf).at(-1) ?? BEGINNING;
    // A line that a killed writer left half gets its end, and stays in the chain as what it is: broken, and seen.
    let text = end === '' || end.endsWith('\n') ? '' : '\n';
    for (const { at, details, ...event } of events) {
      const line = canonicalJson({ ...event, at: timeText(at), details, previous: head });
      head = digestOf(line);
      text += `${line}\n`;
    }
    await handle.writeFile(text);
    await handle.sync();
    return head;
  } catch (error) {
    // A full disk takes part of a line. It is taken back: nobody is to find the chain broken for that.
    await handle.truncate(size).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
}

/** The end of a log, with its last line whole. */
async function endOf(handle: FileHandle): Promise<string> {
  const { size } = await handle.stat();
  for (let wanted = END_BYTES; ; wanted *= 16) {
    const length = Math.min(size, wanted);
    const bytes = Buffer.alloc(length);
    await handle.read(bytes, 0, length, size - length);
    const start = bytes.lastIndexOf('\n', bytes.length - 2);
    if (length === size) return bytes.toString('utf8');
    if (start >= 0) return bytes.toString('utf8', start + 1);
  }
}

function digestOf(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

function linesOf(content: string): readonly string[] {
  return content.split('\n').filter((line) => line !== '');
}

async function contentOf(path: string): Promise<string> {
  try {
    const handle = await opened(path, O_RDONLY);
    try {
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return '';
    throw error;
  }
}

/** Opens a regular file, no link, pipe or device; a pipe that nobody uses does not hold it up. */
async function opened(path: string, flags: number): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(path, flags | O_NOFOLLOW | O_NONBLOCK, 0o600);
  } catch (error) {
    throw systemCode(error) === 'ELOOP' ? notPlain(path) : error;
  }
  const found = await handle.stat();
  // What has another name elsewhere is not written to; to read it does no harm.
  if (found.isFile() && (found.nlink === 1 || flags === O_RDONLY)) return handle;
  await handle.close();
  throw notPlain(path);
}

function notPlain(path: string): StoreError {
  return new StoreError(
    'ERR_STORE_UNWRITABLE',
    `the audit log ${path} is a link, has a second name, or is no regular file`,
    `See who made it (ls -l ${path}), move it away, and try again`,
  );
}
