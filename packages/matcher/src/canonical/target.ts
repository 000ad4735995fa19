/** A request target, or what follows the authority in a URL -> path and query, in every form. */
import { actingFolds, blankIn } from './acting-folds.ts';
import { QUERY } from './characters.ts';
import { type ByteSpan, escapeOnce } from './escapes.ts';
import { CUT_AT_BLANK } from './folds.ts';
import { writePath } from './forms.ts';
import type { TextSource } from './host.ts';
import { writeLatin1, writeUtf8 } from './text.ts';
import type { InvalidReason } from './types.ts';

/** What is judged at all, in bytes; a longer target is refused, never cut. Proxies and origins stop at 8 to 64 KiB. */
const MAX_TARGET = 65_536;

const ROOM = MAX_TARGET + 4;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const ASTERISK = 0x2a;
const HASH = 0x23;
const QUESTION = 0x3f;

/**
 * One target at a time, in buffers that are made once: reading it and writing its forms allocates nothing.
 *
 *   raw     /a%7Eb?q=1#top      rawLength = 10, as the fragment is no part of it
 *   form    /a~b?q=1            after writeForm(PRIMARY), which returned 8; pathLength = 4
 */
export class Target {
  /** The target as written. */
  readonly raw: Uint8Array = new Uint8Array(ROOM);
  /** Path and query without fragment; 0 if the target names the origin itself ("", "*"). */
  rawLength = 0;
  /** The form written last: path, and '?' and query unless the query is empty. */
  readonly form: Uint8Array = new Uint8Array(3 * ROOM);
  pathLength = 0;
  /** Bytes that have been read and written for forms, in all. */
  steps = 0;
  /** The primary form, while alternates are written over it. */
  readonly #primary: Uint8Array = new Uint8Array(3 * ROOM);
  #primaryLength = 0;
  readonly #scratch: Uint8Array = new Uint8Array(ROOM);
  readonly #query: ByteSpan = { bytes: this.raw, start: 0, end: 0 };
  #pathEnd = 0;
  #queryEnd = 0;

  /**
   * Copies wire text to {@link raw} and looks for nothing in it: enough for a walk that stops at whatever is odd. Returns its length,
   * -1 if it has more bytes than are judged, or a character that is no byte.
   */
  copyText(text: string): number {
    return writeLatin1(text, this.raw);
  }

  /** Reads a target given as text; `wire` text has one byte a character. */
  readText(text: string, source: TextSource): InvalidReason | undefined {
    let length = source === 'wire' ? writeLatin1(text, this.raw) : -1;
    if (length < 0) length = writeUtf8(text, this.raw);
    return this.#split(length);
  }

  /** Reads the target in `bytes[start, end)`. */
  readBytes(bytes: Uint8Array, start: number, end: number): InvalidReason | undefined {
    if (end - start > MAX_TARGET) return 'target-too-long';
    for (let at = start; at < end; at += 1) this.raw[at - start] = bytes[at] as number;
    return this.#split(end - start);
  }

  /** Keeps the form that was written last, of `length` bytes, as the primary one, to be compared with. */
  keepPrimary(length: number): void {
    const { form } = this;
    const primary = this.#primary;
    for (let at = 0; at < length; at += 1) primary[at] = form[at] as number; // a view of it would be an allocation
    this.#primaryLength = length;
  }

  /** True if the form that was written last, of `length` bytes, is the primary one: its verdict is known. Most are. */
  isPrimary(length: number): boolean {
    if (length !== this.#primaryLength) return false;
    const { form } = this;
    const primary = this.#primary;
    let at = 0;
    while (at < length && form[at] === primary[at]) at += 1;
    return at === length;
  }

  /** Writes the path with `folds` (forms.ts) and the query to {@link form}; returns their length, at least 1. */
  writeForm(folds: number): number {
    const length = this.#write(folds);
    // Raw bytes are read once or twice; what is written, three times.
    this.steps += 2 * this.rawLength + 3 * length;
    return length;
  }

  #write(folds: number): number {
    const { form, raw } = this;
    const queryEnd = (folds & CUT_AT_BLANK) === 0 ? this.#queryEnd : blankIn(raw, 0, this.#queryEnd);
    const pathEnd = Math.min(this.#pathEnd, queryEnd);
    form[0] = SLASH;
    this.pathLength = this.rawLength > 0 ? writePath(raw, pathEnd, folds, form, this.#scratch) : 1;
    if (queryEnd <= pathEnd + 1) return this.pathLength;
    form[this.pathLength] = QUESTION;
    this.#query.start = pathEnd + 1;
    this.#query.end = queryEnd;
    return escapeOnce(this.#query, QUERY, form, this.pathLength + 1);
  }

  /** The folds that can change the path just read (acting-folds.ts). */
  actingFolds(): number {
    if (this.rawLength === 0) return 0;
    const ofQuery = blankIn(this.raw, this.#pathEnd, this.#queryEnd) < this.#queryEnd ? CUT_AT_BLANK : 0;
    return actingFolds(this.raw, this.#pathEnd) | ofQuery;
  }

  /** Finds where path and query end in the `length` bytes just read. */
  #split(length: number): InvalidReason | undefined {
    if (length < 0 || length > MAX_TARGET) return 'target-too-long';
    const { raw } = this;
    // A fragment is never sent by a browser, but Node and others pass it on if a client does.
    this.#queryEnd = indexIn(raw, HASH, length);
    this.#pathEnd = indexIn(raw, QUESTION, this.#queryEnd);
    // No path, or the asterisk-form, is the origin itself, whose path is "/" (RFC 9112 §3.2.4).
    const origin = this.#pathEnd === 0 || (this.#pathEnd === 1 && raw[0] === ASTERISK);
    this.rawLength = origin ? 0 : this.#queryEnd;
    return origin || raw[0] === SLASH || raw[0] === BACKSLASH ? undefined : 'target-form';
  }
}

/** The first position of `byte` below `end`; `end` if there is none. */
function indexIn(bytes: Uint8Array, byte: number, end: number): number {
  let at = 0;
  while (at < end && bytes[at] !== byte) at += 1;
  return at;
}
