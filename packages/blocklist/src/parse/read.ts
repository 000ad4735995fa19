/**
 * Lines become entries: decoded, read in the list's format, with their position. What cannot be read is counted as
 * rejected.
 */

import type { PolicyRecord } from '../report/policy.ts';
import type { ReasonCounter } from '../report/reason-counts.ts';
import type { RejectionReason } from '../report/reasons.ts';
import type { ListRefusalReason } from '../report/refusal.ts';
import type { Encoding } from '../settings/settings.ts';
import { decodeLine, failureColumn } from './decode.ts';
import type { ElementSink } from './elements.ts';
import type { FoundEntry, RowReader, RowSink } from './formats/row.ts';

/** An entry and its place: a line and a byte of it, both counted from 1. */
export interface Entry extends Omit<FoundEntry, 'offset' | 'line'> {
  readonly line: number;
  /** In bytes, so that `cut -b` finds it in a file of any encoding. */
  readonly column: number;
}

/** Where an {@link EntryReader} puts what it reads. */
export interface EntrySink {
  readonly rejected: ReasonCounter<RejectionReason>;
  entry(entry: Entry): void;
  /** A line of a format of {@link RowReader.plainEntries}: true if it was taken as it is, false if it must be read. */
  plain(line: number, bytes: Buffer, start: number, end: number, hostOnly: boolean): boolean;
  /** A row whose columns disagree. */
  disagreed(line: number, column: number): void;
  /** A record of a policy zone was understood. */
  policy(record: PolicyRecord): void;
  /** The list as a whole cannot be read. */
  refuse(reason: ListRefusalReason, found: string): void;
  /** Rows are held until the format is known. The sink answers each with {@link EntryReader.read}, sooner or later. */
  hold(row: HeldRow): void;
}

/** A row of text that is not blank, and its line; without text if the row was rejected. */
export interface HeldRow {
  readonly line: number;
  readonly text: string | undefined;
}

/** Reads the lines of one list. */
export class EntryReader implements ElementSink, RowSink {
  readonly #encoding: Encoding;
  readonly #maxLineBytes: number;
  readonly #sink: EntrySink;
  #rows: RowReader | undefined;
  #version: string | undefined;
  #line = 0;
  #text = '';

  constructor(encoding: Encoding, maxLineBytes: number, sink: EntrySink) {
    this.#encoding = encoding;
    this.#maxLineBytes = maxLineBytes;
    this.#sink = sink;
  }

  /** The version that the list states in its head. */
  get statedVersion(): string | undefined {
    return this.#version;
  }

  /** Sets how rows are read from now on. */
  readWith(rows: RowReader): void {
    this.#rows = rows;
  }

  array(strings: 'hosts' | 'any'): void {
    this.#rows?.array?.(strings);
  }

  unknownArray(elements: number): void {
    this.#sink.rejected.add('json-unknown-array', elements + 1, 1);
  }

  tooLong(line: number): void {
    this.#sink.rejected.add('line-too-long', line, this.#maxLineBytes + 1);
    this.#lost(line);
  }

  line(line: number, bytes: Buffer, start: number, end: number): void {
    const plain = this.#rows?.plainEntries;
    if (plain !== undefined && this.#sink.plain(line, bytes, start, end, plain === 'hosts')) {
      this.#rows?.entryTaken?.();
      return;
    }
    const { rejected } = this.#sink;
    const decoded = decodeLine(bytes, start, end, this.#encoding);
    if (!decoded.ok) {
      const column = rejected.keepsPosition ? failureColumn(bytes, start, end, decoded.reason) : 1;
      rejected.add(decoded.reason, line, column);
      this.#lost(line);
    } else if (this.#rows === undefined) {
      if (decoded.text.trim() !== '') this.#sink.hold({ line, text: decoded.text });
    } else this.read(line, decoded.text);
  }

  /** Reads one row, in the format set by {@link readWith}. */
  read(line: number, text: string | undefined): void {
    this.#line = line;
    this.#text = text ?? '';
    if (text === undefined) this.#rows?.lost?.();
    else this.#rows?.row(text, this, line);
  }

  /** The list has ended. */
  end(): void {
    this.#rows?.end?.(this);
  }

  entry({ offset, line = this.#line, ...found }: FoundEntry): void {
    this.#sink.entry({ ...found, line, column: this.#columnOf(offset) });
  }

  rejected(reason: RejectionReason, offset: number, line: number = this.#line): void {
    this.#sink.rejected.add(reason, line, this.#columnOf(offset));
  }

  policy(record: PolicyRecord): void {
    this.#sink.policy(record);
  }

  refuse(reason: ListRefusalReason, found: string): void {
    this.#sink.refuse(reason, `${found}, line ${this.#line}`);
  }

  disagreed(offset: number): void {
    this.#sink.disagreed(this.#line, this.#columnOf(offset));
  }

  version(text: string): void {
    this.#version ??= text;
  }

  /** Until the format is known, the place of the row is held. */
  #lost(line: number): void {
    if (this.#rows === undefined) this.#sink.hold({ line, text: undefined });
    else this.#rows.lost?.();
  }

  #columnOf(offset: number): number {
    const encoding = this.#encoding === 'latin-1' ? 'latin1' : 'utf8';
    return offset === 0 ? 1 : Buffer.byteLength(this.#text.slice(0, offset), encoding) + 1;
  }
}
