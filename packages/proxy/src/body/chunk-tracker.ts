/**
 * Follows a chunked body (RFC 9112 §7.1) as it passes, to know where it ends. It changes nothing and keeps nothing.
 *
 *   4;x=y CR LF  data CR LF  0 CR LF  Trailer: z CR LF  CR LF
 *   └ SIZE ┘└EXT┘└DATA┘      └ the last ┘└ TRAILER ─────────┘
 *
 * Strict if leniency lets two parsers disagree: hexadecimal digits only, no blank before the line end, CR LF always,
 * no quoted line end in an extension, no framing field in the trailer.
 */
import { COLON, CR, FIELD_VALUE, LF, SEMICOLON, TOKEN } from '../bytes/classes.ts';
import { ascii, equalsIgnoringCase } from '../bytes/text.ts';

/** The body, or whatever else is followed, goes on after these bytes. */
export const OPEN = -1;
/** These bytes cannot be a chunked body. */
export const BROKEN = -2;

const SIZE = 0;
const EXTENSION = 1;
const SIZE_LF = 2;
const DATA = 3;
const DATA_CR = 4;
const DATA_LF = 5;
const TRAILER = 6;
const TRAILER_NAME = 7;
const TRAILER_VALUE = 8;
const TRAILER_LF = 9;
const END_LF = 10;

const HYPHEN = 0x2d;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;
const DOUBLE_QUOTE = 0x22;
/** Where in an extension the bytes are: outside a quoted string, in one, behind a backslash in one. */
const UNQUOTED = 0;
const QUOTED = 1;
const ESCAPED = 2;

/** Twelve hexadecimal digits stay far below 2^53; more are an overflow being tried. */
const MOST_SIZE_DIGITS = 12;
/** Extensions of one chunk and trailers of one body; browsers send neither. */
const MOST_LINE_BYTES = 8 * 1024;
const LONGEST_FRAMING_NAME = 17;
const FRAMING_NAMES = [ascii('content-length'), ascii('transfer-encoding'), ascii('host')];

export class ChunkTracker {
  /** Bytes that the last {@link follow} has looked at one by one: all but the data of chunks. */
  steps = 0;

  #state = SIZE;
  #digits = 0;
  /** While in DATA: bytes of the chunk that are still to come. */
  #left = 0;
  #lineBytes = 0;
  #quote = UNQUOTED;
  readonly #name: Uint8Array = new Uint8Array(LONGEST_FRAMING_NAME);
  #nameLength = 0;

  reset(): void {
    this.#state = SIZE;
    this.#digits = 0;
    this.#left = 0;
    this.#lineBytes = 0;
    this.#nameLength = 0;
    this.#quote = UNQUOTED;
  }

  /** Where the body ends in `bytes[start, end)`, {@link OPEN} or {@link BROKEN}. */
  follow(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    this.steps = 0;
    while (at < end) {
      if (this.#state === DATA) {
        at = this.#skipData(at, end);
        continue;
      }
      this.steps += 1;
      const byte = bytes[at] as number;
      at += 1;
      if (this.#state === END_LF) return byte === LF ? at : BROKEN;
      if (!this.#step(byte)) return BROKEN;
    }
    return OPEN;
  }

  #skipData(at: number, end: number): number {
    const step = Math.min(this.#left, end - at);
    this.#left -= step;
    if (this.#left === 0) this.#state = DATA_CR;
    return at + step;
  }

  #step(byte: number): boolean {
    switch (this.#state) {
      case SIZE:
        return this.#size(byte);
      case EXTENSION:
        return this.#extension(byte);
      case SIZE_LF:
        return byte === LF && this.#sized();
      case DATA_CR:
        return byte === CR && this.#go(DATA_LF);
      case DATA_LF:
        return byte === LF && this.#go(SIZE);
      default:
        return this.#trailer(byte);
    }
  }

  #trailer(byte: number): boolean {
    switch (this.#state) {
      case TRAILER:
        return byte === CR ? this.#go(END_LF) : this.#beginName() && this.#trailerName(byte);
      case TRAILER_NAME:
        return this.#trailerName(byte);
      case TRAILER_VALUE:
        return this.#line(byte, TRAILER_LF);
      default:
        return byte === LF && this.#go(TRAILER);
    }
  }

  #size(byte: number): boolean {
    const digit = hexadecimal(byte);
    if (digit >= 0) {
      this.#digits += 1;
      this.#left = this.#left * 16 + digit;
      return this.#digits <= MOST_SIZE_DIGITS;
    }
    if (this.#digits === 0) return false;
    if (byte === SEMICOLON) return this.#go(EXTENSION);
    return byte === CR && this.#go(SIZE_LF);
  }

  #sized(): boolean {
    const last = this.#left === 0;
    this.#digits = 0;
    if (!last) this.#lineBytes = 0;
    return this.#go(last ? TRAILER : DATA);
  }

  #line(byte: number, next: number): boolean {
    this.#lineBytes += 1;
    if (byte === CR) return this.#go(next);
    return FIELD_VALUE[byte] === 1 && this.#lineBytes <= MOST_LINE_BYTES;
  }

  /** A quoted string has to end before its line: who reads quotes and who does not must find the same line end. */
  #extension(byte: number): boolean {
    if (byte === CR && this.#quote !== UNQUOTED) return false;
    if (this.#quote === ESCAPED) this.#quote = QUOTED;
    else if (byte === BACKSLASH && this.#quote === QUOTED) this.#quote = ESCAPED;
    else if (byte === DOUBLE_QUOTE) this.#quote = this.#quote === QUOTED ? UNQUOTED : QUOTED;
    return this.#line(byte, SIZE_LF);
  }

  #beginName(): boolean {
    this.#nameLength = 0;
    return this.#go(TRAILER_NAME);
  }

  #trailerName(byte: number): boolean {
    this.#lineBytes += 1;
    if (byte === COLON) return this.#nameLength > 0 && !this.#isFraming() && this.#go(TRAILER_VALUE);
    // CGI origins read '_' as '-': `Transfer_Encoding` is refused in a head, too.
    if (this.#nameLength < LONGEST_FRAMING_NAME) this.#name[this.#nameLength] = byte === UNDERSCORE ? HYPHEN : byte;
    this.#nameLength += 1;
    return TOKEN[byte] === 1 && this.#lineBytes <= MOST_LINE_BYTES;
  }

  #isFraming(): boolean {
    return FRAMING_NAMES.some((name) => equalsIgnoringCase(this.#name, 0, this.#nameLength, name));
  }

  #go(state: number): boolean {
    this.#state = state;
    return true;
  }
}

function hexadecimal(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
