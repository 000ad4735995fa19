import { COMMA, DIGIT, LOWER, SPACE, TAB } from './classes.ts';

/** The bytes of an ASCII literal. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** True if `bytes[start, end)` is `word` in any case. `word` must be lower-case. */
export function equalsIgnoringCase(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; i += 1) {
    if (LOWER[bytes[start + i] as number] !== word[i]) return false;
  }
  return true;
}

/** True if the two ranges hold the same bytes. */
export function sameBytes(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart = 0): boolean {
  const shift = bStart - aStart;
  if (aEnd + shift > b.length) return false;
  for (let i = aStart; i < aEnd; i += 1) {
    if (a[i] !== b[i + shift]) return false;
  }
  return true;
}

/** The largest length that is distinguished from its neighbours: 15 digits always fit a double exactly. */
const MOST_DIGITS = 15;

/** The number that `1*DIGIT` stands for (RFC 9110 §8.6), or -1: no sign, no space, no more than 15 digits. */
export function decimal(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end || end - start > MOST_DIGITS) return -1;
  let value = 0;
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] as number;
    if (DIGIT[byte] === 0) return -1;
    value = value * 10 + (byte - 0x30);
  }
  return value;
}

/**
 * True if some server parts the words of a request line here: blanks, a carriage return, and what else is a blank in Latin-1, as
 * Python's `str.split` has it (RFC 9112 §3 names some of them).
 */
export function isWordGap(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    byte === 0x20 ||
    (byte >= 0x1c && byte < 0x20) ||
    (byte >= 0x09 && byte <= 0x0d && byte !== 0x0a) ||
    byte === 0x85 ||
    byte === 0xa0
  );
}

/** True for a space or a tab (OWS, RFC 9110 §5.6.3). */
export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

/**
 * Walks the comma-separated members of a field value: `next()` is true while there is another, whose trimmed bounds are
 * then in `start` and `end`. Empty members are skipped (RFC 9110 §5.6.1). One cursor serves a whole worker.
 */
export class ListCursor {
  start = 0;
  end = 0;

  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #limit = 0;

  over(bytes: Uint8Array, start: number, end: number): this {
    this.#bytes = bytes;
    this.#at = start;
    this.#limit = end;
    return this;
  }

  next(): boolean {
    while (this.#at < this.#limit) {
      const from = this.#at;
      let to = from;
      while (to < this.#limit && this.#bytes[to] !== COMMA) to += 1;
      this.#at = to + 1;
      if (this.#trim(from, to)) return true;
    }
    this.#bytes = EMPTY; // a cursor must not keep a client's buffer alive
    return false;
  }

  #trim(from: number, to: number): boolean {
    let start = from;
    let end = to;
    while (start < end && isBlank(this.#bytes[start])) start += 1;
    while (end > start && isBlank(this.#bytes[end - 1])) end -= 1;
    this.start = start;
    this.end = end;
    return start < end;
  }
}

const EMPTY = new Uint8Array(0);
