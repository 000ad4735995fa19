/**
 * The escapes of ECMAScript's old `escape()`, which some servers on Windows decode in a path: "%u0062" is one UTF-16 code
 * unit in four hexadecimal digits (ECMA-262 §B.2.1). Bytes in, bytes out; nothing is allocated, all is linear.
 */
import { hexValue } from './characters.ts';

const PERCENT = 0x25;
const UPPER_U = 0x55;
const LOWER_U = 0x75;
const DIGITS = 4;
/** Bytes of one escape. */
export const CODE_UNIT_BYTES: number = 2 + DIGITS;
/** Full-width forms of ASCII, which a best-fit conversion turns into ASCII: U+FF01 is '!', U+FF5E is '~'. */
const FIRST_FULL_WIDTH = 0xff01;
const LAST_FULL_WIDTH = 0xff5e;
const FULL_WIDTH_OFFSET = 0xfee0;

/** The code unit that the escape at `at` stands for, or -1 if there is none. */
export function codeUnitAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + CODE_UNIT_BYTES > end || bytes[at] !== PERCENT) return -1;
  if (bytes[at + 1] !== LOWER_U && bytes[at + 1] !== UPPER_U) return -1;
  let unit = 0;
  for (let digit = 0; digit < DIGITS; digit += 1) {
    const value = hexValue(bytes[at + 2 + digit] as number);
    if (value < 0) return -1;
    unit = unit * 16 + value;
  }
  return unit >= FIRST_FULL_WIDTH && unit <= LAST_FULL_WIDTH ? unit - FULL_WIDTH_OFFSET : unit;
}

/**
 * Writes `bytes[0, end)` to `out` with each such escape decoded to UTF-8, and returns the new length, which is never more:
 * an escape has six bytes, a code unit at most three. `out` may be `bytes` itself. Surrogates are written as they are.
 */
export function decodeCodeUnits(bytes: Uint8Array, end: number, out: Uint8Array): number {
  let length = 0;
  for (let at = 0; at < end; at += 1) {
    const unit = codeUnitAt(bytes, at, end);
    if (unit < 0) {
      out[length] = bytes[at] as number;
      length += 1;
    } else {
      length = writeCodeUnit(unit, out, length);
      at += CODE_UNIT_BYTES - 1;
    }
  }
  return length;
}

/** Writes a code unit as UTF-8 at `length`; returns the new length. */
export function writeCodeUnit(unit: number, out: Uint8Array, length: number): number {
  if (unit < 0x80) {
    out[length] = unit;
    return length + 1;
  }
  if (unit < 0x800) {
    out[length] = 0xc0 | (unit >>> 6);
    out[length + 1] = 0x80 | (unit & 0x3f);
    return length + 2;
  }
  out[length] = 0xe0 | (unit >>> 12);
  out[length + 1] = 0x80 | ((unit >>> 6) & 0x3f);
  out[length + 2] = 0x80 | (unit & 0x3f);
  return length + 3;
}
