/**
 * What the log holds of a file: which kind it is, its digest, and when it was recorded. One line of canonical JSON (RFC 8785).
 *
 *   {"at":"2026-10-12T09:00:00Z","kind":"edition","path":"public/edition/2026-Q3.1.json","sha256":"6f1c…"}
 *   {"at":"2026-10-02T08:00:00Z","kind":"submission","sha256":"93ab…"}
 *
 * The log is public. An entry of a file that is not names no path: that would publish which member handed it in.
 */
import { canonicalJson } from '@netvakt/json';

/** What is recorded. Closed; a reader refuses others. */
export const LOG_KINDS = ['policy', 'submission', 'sum', 'edition', 'notice', 'sightings', 'withdrawal'] as const;

/** One of {@link LOG_KINDS}. */
export type LogKind = (typeof LOG_KINDS)[number];

/** One entry of the log. */
export interface LogEntry {
  /** Seconds since 1970. */
  readonly at: number;
  readonly kind: LogKind;
  /** Inside the coalition's folder; absent for a sealed file. */
  readonly path?: string;
  /** 64 hexadecimal digits: SHA-256 of the file. */
  readonly sha256: string;
}

/** An entry is no longer, in bytes. */
export const ENTRY_BYTES = 512;

/** The canonical text has one form, and no character in it is ever escaped: one pattern reads it. */
const ENTRY =
  /^\{"at":"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ)","kind":"([a-z]{1,16})"(?:,"path":"((?:public|members)(?:\/[A-Za-z\d][A-Za-z\d.+_-]{0,99}){1,4})")?,"sha256":"([\da-f]{64})"\}$/u;

/** Returns the bytes of an entry. */
export function formatEntry({ at, kind, path, sha256 }: LogEntry): Buffer {
  const time = `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
  return Buffer.from(canonicalJson({ at: time, kind, sha256, ...(path === undefined ? {} : { path }) }));
}

/** Reads an entry; `undefined` if it is not one, or not written as {@link formatEntry} does. */
export function parseEntry(bytes: Uint8Array): LogEntry | undefined {
  if (bytes.length > ENTRY_BYTES) return undefined;
  const [, at = '', kind, path, sha256] = ENTRY.exec(textOf(bytes)) ?? [];
  const known = LOG_KINDS.find((one) => one === kind);
  const time = Date.parse(at) / 1000;
  if (known === undefined || sha256 === undefined || Number.isNaN(time)) return undefined;
  return { at: time, kind: known, sha256, ...(path === undefined ? {} : { path }) };
}

/** Looks at the bytes where they are: a log has 100,000 entries. */
function textOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1');
}
