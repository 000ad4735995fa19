/**
 * Reads a request head byte by byte as RFC 9112 writes it. It is more lenient in three things that clients do and no two
 * servers read differently: empty lines before the request line, bytes above 0x7f in a target, and a fragment behind it.
 *
 *   GET http://site.example/a HTTP/1.1 CR LF     method, target, version
 *   Host: site.example CR LF                     one line a field
 *   CR LF                                        the end
 *
 * The states follow the grammar; each has a step that runs its own tight loop and returns the next state:
 *
 *   START ─► METHOD ─► TARGET ─► VERSION ─► LINE ─► NAME ─► GAP ─► VALUE ─► VALUE_LF ─┐
 *                                            ▲ │                                      │
 *                                            │ └─► END_LF ─► whole                    │
 *                                            └────────────────────────────────────────┘
 *
 * Total and incremental: every input is MORE, WHOLE or a refusal; where the bytes were cut on their way does not matter;
 * no byte is looked at twice. Nothing is allocated after construction.
 */

import { COLON, CR, FIELD_VALUE, LF, SPACE, TAB, TARGET, TOKEN } from '../bytes/classes.ts';
import { MORE, ON, WHOLE } from '../bytes/reader-result.ts';
import { ascii, isBlank, sameBytes } from '../bytes/text.ts';
import { REFUSAL } from '../observe/refusal.ts';
import type { Limits } from '../settings/limits.ts';
import { AMBIGUOUS, fieldOf } from './field-names.ts';

const START = 0;
const EMPTY_LINE_LF = 1;
const METHOD = 2;
const TARGET_TEXT = 3;
const VERSION = 4;
const LINE = 5;
const NAME = 6;
const GAP = 7;
const VALUE = 8;
const VALUE_LF = 9;
const END_LF = 10;

/** Numbers a field: start and end of its name, start and end of its value without the blanks around it. */
const STRIDE = 4;
const HASH = 0x23;
const MOST_METHOD_BYTES = 32;
const VERSION_TEXT = ascii('HTTP/1.1\r\n');
/** The version that Icecast's old clients send with SOURCE; Node's server takes it for HTTP/1.0. */
const ICE_TEXT = ascii('ICE/1.0\r\n');
const SOURCE = ascii('SOURCE');
const MAJOR = 5;
const MINOR = 7;

export type HeadLimits = Pick<Limits, 'headBytes' | 'headFields' | 'targetBytes'>;

export class HeadReader {
  // All offsets count from the first byte that was read, so they stay true when the bytes are moved.
  methodStart = 0;
  methodEnd = 0;
  targetStart = 0;
  targetEnd = 0;
  /** Where the target's `#` is, or {@link targetEnd} if it has none. */
  fragmentStart = 0;
  /** 1 for HTTP/1.1, 0 for HTTP/1.0. */
  minor = 0;
  fieldCount = 0;
  /** Bytes of the head, its empty line included; valid when WHOLE. */
  length = 0;

  readonly #limits: HeadLimits;
  readonly #bounds: Int32Array;
  readonly #fields: Uint8Array;
  #state = START;
  #at = 0;

  constructor(limits: HeadLimits) {
    this.#limits = limits;
    this.#bounds = new Int32Array((limits.headFields + 1) * STRIDE);
    this.#fields = new Uint8Array(limits.headFields);
  }

  /** Forgets what was read. */
  reset(): void {
    this.#state = START;
    this.#at = 0;
    this.methodStart = 0;
    this.fragmentStart = 0;
    this.fieldCount = 0;
  }

  /** True if not a byte of a head has been read since the last reset. */
  get untouched(): boolean {
    return this.#at === 0;
  }

  field(index: number): number {
    return this.#fields[index] as number;
  }
  nameStart(index: number): number {
    return this.#bounds[index * STRIDE] as number;
  }
  nameEnd(index: number): number {
    return this.#bounds[index * STRIDE + 1] as number;
  }
  valueStart(index: number): number {
    return this.#bounds[index * STRIDE + 2] as number;
  }
  valueEnd(index: number): number {
    return this.#bounds[index * STRIDE + 3] as number;
  }
  /** Where the next line starts; for the last field, where the empty line starts. */
  lineEnd(index: number): number {
    return this.#bounds[(index + 1) * STRIDE] as number;
  }

  /**
   * Reads on. `bytes` must begin with the head's first byte, in every call for one head.
   *
   * @returns {@link MORE}, {@link WHOLE} or the code of a refusal.
   */
  read(bytes: Uint8Array, end: number): number {
    const limit = Math.min(end, this.#limits.headBytes);
    let result = ON;
    while (result === ON) result = this.#step(bytes, limit);
    if (result === MORE && end >= this.#limits.headBytes) return REFUSAL['head-too-large'];
    return result;
  }

  #step(bytes: Uint8Array, limit: number): number {
    const at = this.#at;
    if (at >= limit) return MORE;
    switch (this.#state) {
      case VALUE:
        return this.#value(bytes, at, limit);
      case NAME:
        return this.#name(bytes, at, limit);
      case GAP:
        return this.#gap(bytes, at, limit);
      case VALUE_LF:
        return this.#lineFeed(bytes[at], LINE);
      case LINE:
        return this.#line(bytes[at] as number);
      default:
        return this.#requestLine(bytes, at, limit);
    }
  }

  #requestLine(bytes: Uint8Array, at: number, limit: number): number {
    switch (this.#state) {
      case START:
        return this.#begin(bytes[at] as number);
      case EMPTY_LINE_LF:
        return this.#lineFeed(bytes[at], START);
      case METHOD:
        return this.#method(bytes, at, limit);
      case TARGET_TEXT:
        return this.#target(bytes, at, limit);
      case VERSION:
        return this.#version(bytes, at, limit);
      default:
        return this.#end(bytes[at]);
    }
  }

  /** Empty lines before the request line are passed over (RFC 9112 §2.2): old clients end a body with one, some with two. */
  #begin(byte: number): number {
    if (byte === CR) {
      this.#at += 1;
      return this.#go(EMPTY_LINE_LF);
    }
    this.methodStart = this.#at;
    return this.#go(METHOD);
  }

  #method(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    while (at < limit && TOKEN[bytes[at] as number] === 1) at += 1;
    this.#at = at;
    const length = this.#at - this.methodStart;
    if (length > MOST_METHOD_BYTES) return REFUSAL['method-malformed'];
    if (at === limit) return MORE;
    if (bytes[at] !== SPACE || length === 0) {
      return length === 0 ? REFUSAL['request-line-malformed'] : REFUSAL['method-malformed'];
    }
    this.methodEnd = this.#at;
    this.#at += 1;
    this.targetStart = this.#at;
    return this.#go(TARGET_TEXT);
  }

  #target(bytes: Uint8Array, from: number, limit: number): number {
    const most = this.targetStart + this.#limits.targetBytes;
    const stop = Math.min(limit, most);
    let at = from;
    while (at < stop && TARGET[bytes[at] as number] === 1) at += 1;
    this.#at = at;
    if (at === limit) return MORE;
    const byte = bytes[at] as number;
    if (byte === HASH && at < stop) return this.#beginFragment();
    if (byte === SPACE && at > this.targetStart) return this.#endTarget();
    if (byte === HASH || TARGET[byte] === 1) return REFUSAL['target-too-long'];
    // `GET /` alone is how HTTP/0.9 asked.
    return byte === CR || byte === LF ? REFUSAL['version-malformed'] : REFUSAL['target-malformed'];
  }

  /** A fragment may have further signs of its own in it. */
  #beginFragment(): number {
    if (this.fragmentStart === 0) this.fragmentStart = this.#at;
    this.#at += 1;
    return ON;
  }

  #endTarget(): number {
    this.targetEnd = this.#at;
    if (this.fragmentStart === 0) this.fragmentStart = this.#at;
    this.#at += 1;
    return this.#go(VERSION);
  }

  #version(bytes: Uint8Array, from: number, limit: number): number {
    const base = this.targetEnd + 1;
    if (bytes[base] === ICE_TEXT[0] && this.#isSource(bytes)) return this.#iceVersion(bytes, from, limit);
    let at = from;
    while (at < limit && at - base < VERSION_TEXT.length) {
      const refusal = this.#versionByte(bytes[at] as number, at - base);
      if (refusal !== ON) return this.#preface(bytes) ? REFUSAL['http2-preface'] : refusal;
      at += 1;
    }
    this.#at = at;
    if (at - base < VERSION_TEXT.length) return MORE;
    this.minor = (bytes[base + MINOR] as number) - 0x30;
    this.#bounds[0] = this.#at;
    return this.#go(LINE);
  }

  #isSource(bytes: Uint8Array): boolean {
    return (
      this.methodEnd - this.methodStart === SOURCE.length && sameBytes(bytes, this.methodStart, this.methodEnd, SOURCE)
    );
  }

  #iceVersion(bytes: Uint8Array, from: number, limit: number): number {
    const base = this.targetEnd + 1;
    const end = base + ICE_TEXT.length;
    for (let at = from; at < Math.min(limit, end); at += 1) {
      if (bytes[at] !== ICE_TEXT[at - base]) return REFUSAL['version-malformed'];
    }
    this.#at = Math.min(limit, end);
    if (this.#at < end) return MORE;
    this.minor = 0;
    this.#bounds[0] = this.#at;
    return this.#go(LINE);
  }

  #versionByte(byte: number, index: number): number {
    if (byte === VERSION_TEXT[index] || (index === MINOR && byte === 0x30)) return ON;
    const isDigit = byte >= 0x30 && byte <= 0x39;
    if (index === MAJOR || index === MINOR) return REFUSAL[isDigit ? 'version-unsupported' : 'version-malformed'];
    return REFUSAL[index > MINOR ? 'line-end-malformed' : 'version-malformed'];
  }

  /** `PRI * HTTP/2.0`: a client that speaks HTTP/2 without asking (RFC 9113 §3.4). */
  #preface(bytes: Uint8Array): boolean {
    const at = this.methodStart;
    return bytes[at] === 0x50 && bytes[at + 1] === 0x52 && bytes[at + 2] === 0x49 && bytes[at + 4] === 0x2a;
  }

  #line(byte: number): number {
    if (byte === CR) {
      this.#at += 1;
      return this.#go(END_LF);
    }
    if (byte === LF) return REFUSAL['line-end-malformed'];
    if (byte === SPACE || byte === TAB) return REFUSAL['field-folded'];
    if (this.fieldCount === this.#fields.length) return REFUSAL['too-many-fields'];
    return this.#go(NAME);
  }

  #name(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    while (at < limit && TOKEN[bytes[at] as number] === 1) at += 1;
    this.#at = at;
    if (at === limit) return MORE;
    const nameStart = this.nameStart(this.fieldCount);
    if (bytes[at] !== COLON || at === nameStart) return REFUSAL['field-name-malformed'];
    const field = fieldOf(bytes, nameStart, at);
    if (field === AMBIGUOUS) return REFUSAL['field-name-ambiguous'];
    this.#fields[this.fieldCount] = field;
    this.#bounds[this.fieldCount * STRIDE + 1] = this.#at;
    this.#at += 1;
    return this.#go(GAP);
  }

  #gap(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    while (at < limit && isBlank(bytes[at])) at += 1;
    this.#at = at;
    if (at === limit) return MORE;
    this.#bounds[this.fieldCount * STRIDE + 2] = this.#at;
    return this.#go(VALUE);
  }

  #value(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    while (at < limit && FIELD_VALUE[bytes[at] as number] === 1) at += 1;
    this.#at = at;
    if (at === limit) return MORE;
    const byte = bytes[at];
    if (byte !== CR) return byte === LF ? REFUSAL['line-end-malformed'] : REFUSAL['field-value-malformed'];
    const valueStart = this.valueStart(this.fieldCount);
    while (at > valueStart && isBlank(bytes[at - 1])) at -= 1;
    this.#bounds[this.fieldCount * STRIDE + 3] = at;
    this.#at += 1;
    this.fieldCount += 1;
    this.#bounds[this.fieldCount * STRIDE] = this.#at + 1;
    return this.#go(VALUE_LF);
  }

  #lineFeed(byte: number | undefined, next: number): number {
    if (byte !== LF) return REFUSAL['line-end-malformed'];
    this.#at += 1;
    return this.#go(next);
  }

  #end(byte: number | undefined): number {
    if (byte !== LF) return REFUSAL['line-end-malformed'];
    this.#at += 1;
    this.length = this.#at;
    return WHOLE;
  }

  #go(state: number): number {
    this.#state = state;
    return ON;
  }
}
