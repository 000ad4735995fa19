/**
 * Lines become entries: decoded, stripped of white space and comments, with the place where they stand. What cannot be read is
 * counted as rejected.
 */
import { statedVersion } from '../head/version.ts';
import { decodeLine, type Encoding, failureColumn } from '../lines/decode.ts';
import type { LineSink } from '../lines/split.ts';
import type { RejectionReason } from '../report/reasons.ts';
import type { TallyBuilder } from '../report/tally.ts';
import { entryOf } from './entry.ts';

/** An entry and its place: a line and a byte of it, both counted from 1. */
export interface Entry {
  readonly text: string;
  readonly line: number;
  /** In bytes, so that `cut -b` finds it in a file of any encoding. */
  readonly column: number;
}

/** Where an {@link EntryReader} puts what it reads. */
export interface EntrySink {
  readonly rejected: TallyBuilder<RejectionReason>;
  entry(entry: Entry): void;
}

/** Reads the lines of one list. */
export class EntryReader implements LineSink {
  readonly #encoding: Encoding;
  readonly #maxLineBytes: number;
  readonly #sink: EntrySink;
  #version: string | undefined;
  #seenEntry = false;

  constructor(encoding: Encoding, maxLineBytes: number, sink: EntrySink) {
    this.#encoding = encoding;
    this.#maxLineBytes = maxLineBytes;
    this.#sink = sink;
  }

  /** The version that a comment before the first entry states. */
  get statedVersion(): string | undefined {
    return this.#version;
  }

  tooLong(line: number): void {
    this.#sink.rejected.add('line-too-long', line, this.#maxLineBytes + 1);
  }

  line(line: number, bytes: Buffer, start: number, end: number): void {
    const { rejected } = this.#sink;
    const decoded = decodeLine(bytes, start, end, this.#encoding);
    if (decoded.ok) this.#text(line, decoded.text);
    else {
      const column = rejected.keepsPosition ? failureColumn(bytes, start, end, decoded.reason) : 1;
      rejected.add(decoded.reason, line, column);
    }
  }

  #text(line: number, text: string): void {
    const found = entryOf(text);
    switch (found.kind) {
      case 'blank':
        return;
      case 'comment':
        if (!this.#seenEntry) this.#version ??= statedVersion(text);
        return;
      case 'rejected':
        this.#sink.rejected.add(found.reason, line, this.#columnOf(text, found.offset));
        return;
      case 'entry':
        this.#seenEntry = true;
        this.#sink.entry({ text: found.text, line, column: this.#columnOf(text, found.offset) });
    }
  }

  #columnOf(text: string, offset: number): number {
    const encoding = this.#encoding === 'latin-1' ? 'latin1' : 'utf8';
    return offset === 0 ? 1 : Buffer.byteLength(text.slice(0, offset), encoding) + 1;
  }
}
