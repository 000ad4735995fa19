/** What a format's reader is given and gives: one row of text in, entries or the reason why not out. */
import type { RejectionReason } from '../../report/reasons.ts';

/** An entry of a row. `offset` counts the characters of the row before it. */
export interface FoundEntry {
  readonly text: string;
  readonly offset: number;
  /** The format names hosts here: a page is rejected, as a page must not become a domain. */
  readonly hostOnly: boolean;
  /** What a bare host covers, if the format says; otherwise the list's semantics decide. */
  readonly covers?: 'domain' | 'host' | undefined;
  /** The text is a keyed hash in place of the entry: 64 lower-case hexadecimal digits. */
  readonly isHash?: boolean | undefined;
}

/** Where a row's content goes. */
export interface RowSink {
  entry(found: FoundEntry): void;
  /** The row, or a part of it, gives no entry. */
  rejected(reason: RejectionReason, offset: number): void;
  /** Two columns of the row name different hosts: which one is meant is not guessed. */
  disagreed(offset: number): void;
  /** What the list states of itself; digits and signs of dates only. Only the first is kept. */
  version(text: string): void;
}

/** Reads the rows of one list, in order. May keep state from a header. Never throws. */
export interface RowReader {
  row(text: string, sink: RowSink): void;
}
