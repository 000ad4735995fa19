/** A request target, or what follows the authority in a URL -> path and query, in every form. */
import { QUERY } from './characters.ts';
import { escapeOnce } from './escapes.ts';
import { writeForm } from './forms.ts';
import type { TextSource } from './host.ts';
import { writeLatin1, writeUtf8 } from './text.ts';
import type { InvalidReason } from './types.ts';

/** What is judged at all, in bytes; a longer target is refused, never cut. Proxies and origins stop at 8 to 64 KiB. */
export const MAX_TARGET = 65_536;

const ROOM = MAX_TARGET + 4;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const ASTERISK = 0x2a;
const HASH = 0x23;
const QUESTION = 0x3f;

/**
 * One target at a time, in buffers that are made once: reading it and writing its forms allocates nothing.
 *
 *   raw     /a%7Eb?q=1#top      #pathEnd = 6, #queryEnd = 10
 *   path    /a~b                after writePath(PRIMARY), which returned 4
 *   query   q=1                 after writeQuery(), which returned 3
 */
export class Target {
  readonly path: Uint8Array = new Uint8Array(3 * ROOM);
  readonly query: Uint8Array = new Uint8Array(3 * ROOM);
  readonly #raw: Uint8Array = new Uint8Array(ROOM);
  readonly #scratch: Uint8Array = new Uint8Array(ROOM);
  #pathStart = 0;
  #pathEnd = 0;
  #queryEnd = 0;

  /** Reads a target given as text; `wire` text has one byte a character. */
  readText(text: string, source: TextSource): InvalidReason | undefined {
    let length = source === 'wire' ? writeLatin1(text, this.#raw) : -1;
    if (length < 0) length = writeUtf8(text, this.#raw);
    return this.#split(length);
  }

  /** Reads the target in `bytes[start, end)`. */
  readBytes(bytes: Uint8Array, start: number, end: number): InvalidReason | undefined {
    if (end - start > MAX_TARGET) return 'target-too-long';
    for (let at = start; at < end; at += 1) this.#raw[at - start] = bytes[at] ?? 0;
    return this.#split(end - start);
  }

  /** Writes the path with `folds` (forms.ts) to {@link path} and returns its length, at least 1. */
  writePath(folds: number): number {
    if (this.#pathStart < this.#pathEnd) return writeForm(this.#raw, this.#pathEnd, folds, this.path, this.#scratch);
    this.path[0] = SLASH;
    return 1;
  }

  /** Writes the query, without its '?', to {@link query} and returns its length; 0 where it is empty or absent. */
  writeQuery(): number {
    if (this.#queryEnd <= this.#pathEnd) return 0;
    return escapeOnce(this.#raw, this.#pathEnd + 1, this.#queryEnd, QUERY, this.query);
  }

  /** Finds where path and query end in the `length` bytes just read. */
  #split(length: number): InvalidReason | undefined {
    if (length < 0 || length > MAX_TARGET) return 'target-too-long';
    const raw = this.#raw;
    // A fragment is never sent by a browser, but Node and others pass it on where a client does.
    const end = indexIn(raw, HASH, length);
    const pathEnd = indexIn(raw, QUESTION, end);
    // No path, or the asterisk-form, is the origin itself, whose path is "/" (RFC 9112 §3.2.4).
    const origin = pathEnd === 0 || (pathEnd === 1 && raw[0] === ASTERISK);
    this.#pathStart = origin ? pathEnd : 0;
    this.#pathEnd = pathEnd;
    this.#queryEnd = end;
    return origin || raw[0] === SLASH || raw[0] === BACKSLASH ? undefined : 'target-form';
  }
}

/** Where `byte` first stands below `end`; `end` where it does not. */
function indexIn(bytes: Uint8Array, byte: number, end: number): number {
  let at = 0;
  while (at < end && bytes[at] !== byte) at += 1;
  return at;
}
