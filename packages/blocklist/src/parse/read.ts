/**
 * Lines become entries: decoded, read in the list's format, with their position. What cannot be read is counted as
 * rejected.
 */

import type { ReasonCounter } from '../report/reason-counts.ts';
import type { RejectionReason } from '../report/reasons.ts';
import type { Encoding } from '../settings/settings.ts';
import { decodeLine, failureColumn } from './decode.ts';
import type { FoundEntry, RowReader, RowSink } from './formats/row.ts';
import type { LineSink } from './split.ts';

/** An entry and its place: a line and a byte of it, both counted from 1. */
export interface Entry extends Omit<FoundEntry, 'offset'> {
  readonly line: number;
  /** In bytes, so that `cut -b` finds it in a file of any encoding. */
  readonly column: number;
}

/** Where an {@link EntryReader} puts what it reads. */
export interface EntrySink {
  readonly rejected: ReasonCounter<RejectionReason>;
  entry(entry: Entry): void;
  /** A row whose columns disagree. */
  disagreed(line: number, column: number): void;
  /** Rows are held until the format is known. The sink answers each with {@link EntryReader.read}, sooner or later. */
  hold(row: HeldRow): void;
}

/** A row of text that is not blank, and its line. */
export interface HeldRow {
  readonly line: number;
  readonly text: string;
}

/** Reads the lines of one list. */
export class EntryReader implements LineSink, RowSink {
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

  /** Says how rows are read from now on. */
  readWith(rows: RowReader): void {
    this.#rows = rows;
  }

  tooLong(line: number): void {
    this.#sink.rejected.add('line-too-long', line, this.#maxLineBytes + 1);
  }

  line(line: number, bytes: Buffer, start: number, end: number): void {
    const { rejected } = this.#sink;
    const decoded = decodeLine(bytes, start, end, this.#encoding);
    if (!decoded.ok) {
      const column = rejected.keepsPosition ? failureColumn(bytes, start, end, decoded.reason) : 1;
      rejected.add(decoded.reason, line, column);
    } else if (this.#rows === undefined) {
      if (decoded.text.trim() !== '') this.#sink.hold({ line, text: decoded.text });
    } else this.read(line, decoded.text);
  }

  /** Reads one row, in the format set by {@link readWith}. */
  read(line: number, text: string): void {
    this.#line = line;
    this.#text = text;
    this.#rows?.row(text, this);
  }

  entry({ text, offset, hostOnly, covers, isHash }: FoundEntry): void {
    this.#sink.entry({ text, hostOnly, covers, isHash, line: this.#line, column: this.#columnOf(offset) });
  }

  rejected(reason: RejectionReason, offset: number): void {
    this.#sink.rejected.add(reason, this.#line, this.#columnOf(offset));
  }

  disagreed(offset: number): void {
    this.#sink.disagreed(this.#line, this.#columnOf(offset));
  }

  version(text: string): void {
    this.#version ??= text;
  }

  #columnOf(offset: number): number {
    const encoding = this.#encoding === 'latin-1' ? 'latin1' : 'utf8';
    return offset === 0 ? 1 : Buffer.byteLength(this.#text.slice(0, offset), encoding) + 1;
  }
}
