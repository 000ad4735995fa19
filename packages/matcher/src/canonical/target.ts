/** A request target, or what follows the authority in a URL -> path and query, in every form. */
import { actingFolds } from './acting-folds.ts';
import { QUERY } from './characters.ts';
import { type ByteSpan, escapeOnce } from './escapes.ts';
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
  /** Path and query without fragment; 0 where the target names the origin itself ("", "*"). */
  rawLength = 0;
  /** The form written last: path, and '?' and query unless the query is empty. */
  readonly form: Uint8Array = new Uint8Array(3 * ROOM);
  pathLength = 0;
  readonly #scratch: Uint8Array = new Uint8Array(ROOM);
  readonly #query: ByteSpan = { bytes: this.raw, start: 0, end: 0 };
  #pathEnd = 0;
  #queryEnd = 0;

  /**
   * Copies wire text to {@link raw} and looks for nothing in it: enough for a walk that stops at whatever is odd. Returns its length,
   * -1 where it has more bytes than are judged, or a character that is no byte.
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

  /** Writes the path with `folds` (forms.ts) and the query to {@link form}; returns their length, at least 1. */
  writeForm(folds: number): number {
    const { form, raw } = this;
    form[0] = SLASH;
    this.pathLength = this.rawLength > 0 ? writePath(raw, this.#pathEnd, folds, form, this.#scratch) : 1;
    if (this.#queryEnd <= this.#pathEnd + 1) return this.pathLength;
    form[this.pathLength] = QUESTION;
    this.#query.start = this.#pathEnd + 1;
    this.#query.end = this.#queryEnd;
    return escapeOnce(this.#query, QUERY, form, this.pathLength + 1);
  }

  /** The folds that can change the path just read (acting-folds.ts). */
  actingFolds(): number {
    return actingFolds(this.raw, this.rawLength > 0 ? this.#pathEnd : 0);
  }

  /** Finds where path and query end in the `length` bytes just read. */
  #split(length: number): InvalidReason | undefined {
    if (length < 0 || length > MAX_TARGET) return 'target-too-long';
    const { raw } = this;
    // A fragment is never sent by a browser, but Node and others pass it on where a client does.
    this.#queryEnd = indexIn(raw, HASH, length);
    this.#pathEnd = indexIn(raw, QUESTION, this.#queryEnd);
    // No path, or the asterisk-form, is the origin itself, whose path is "/" (RFC 9112 §3.2.4).
    const origin = this.#pathEnd === 0 || (this.#pathEnd === 1 && raw[0] === ASTERISK);
    this.rawLength = origin ? 0 : this.#queryEnd;
    return origin || raw[0] === SLASH || raw[0] === BACKSLASH ? undefined : 'target-form';
  }
}

/** Where `byte` first stands below `end`; `end` where it does not. */
function indexIn(bytes: Uint8Array, byte: number, end: number): number {
  let at = 0;
  while (at < end && bytes[at] !== byte) at += 1;
  return at;
}
