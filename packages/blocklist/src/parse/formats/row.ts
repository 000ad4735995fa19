/** What a format's reader is given and gives: one row of text in, entries or the reason why not out. */
import type { TextPrefix } from '@netvakt/matcher';
import type { PolicyRecord } from '../../report/policy.ts';
import type { RejectionReason } from '../../report/reasons.ts';
import type { ListRefusalReason } from '../../report/refusal.ts';

/** An entry of a row. `offset` counts the characters of the row before it. */
export interface FoundEntry {
  readonly text: string;
  readonly offset: number;
  /** The format names hosts here: a page is rejected, as a page must not become a domain. */
  readonly hostOnly: boolean;
  /** What a bare host covers, if the format defines it; otherwise the list's semantics decide. `below`: all below the name, not the name. */
  readonly covers?: 'domain' | 'host' | 'below' | undefined;
  /** The text is a URL: what begins with its path and query is covered, in lower case. Default: directory and page, as configured. */
  readonly prefix?: TextPrefix | undefined;
  /** The format names what a name server is asked for: an address literal covers nothing there, and is rejected. */
  readonly isName?: boolean | undefined;
  /** What the entry does. Default: `block`. */
  readonly action?: EntryAction | undefined;
  /** The line on which the entry begins, if it is not the row's own. */
  readonly line?: number | undefined;
  /** The text is a keyed hash in place of the entry: 64 lower-case hexadecimal digits. */
  readonly isHash?: boolean | undefined;
}

/**
 * What an entry does with what it covers: `block`, or as an exception from the list's own rules `allow`; of two, the more specific decides.
 *
 * - `force`: blocks in spite of {@link EntryAction} `clear`.
 * - `clear`: lets a host and all below through, whatever the list has there.
 * - `withdraw`: takes exactly this rule out of the list.
 */
export type EntryAction = 'block' | 'allow' | 'force' | 'clear' | 'withdraw';

/** Where a row's content goes. */
export interface RowSink {
  entry(found: FoundEntry): void;
  /** The row, or a part of it, gives no entry. */
  rejected(reason: RejectionReason, offset: number, line?: number): void;
  /** A record of a policy zone was understood: what it does. */
  policy(record: PolicyRecord): void;
  /** The list as a whole cannot be read. `found` holds no text of it; the line is added. */
  refuse(reason: ListRefusalReason, found: string): void;
  /** Two columns of the row name different hosts: which one is meant is not guessed. */
  disagreed(offset: number): void;
  /** What the list states of itself; digits and signs of dates only. Only the first is kept. */
  version(text: string): void;
}

/** Reads the rows of one list, in order. May keep state from a header. Never throws. */
export interface RowReader {
  /** Rows are one entry each, so that one that is already canonical need not be read: any entry, or hosts only. */
  readonly plainEntries?: 'any' | 'hosts' | undefined;
  /** Such a row was taken. */
  entryTaken?(): void;
  /** @param line - the row's number, from 1. */
  row(text: string, sink: RowSink, line: number): void;
  /** A row was rejected before it came here: rows that refer to it are no longer what they seem. */
  lost?(): void;
  /** The rows that follow are elements of an array whose strings are these. */
  array?(strings: 'hosts' | 'any'): void;
  /** The list has ended. */
  end?(sink: RowSink): void;
}
