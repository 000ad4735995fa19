/** Percent-escapes: one spelling for each byte, or none at all. Bytes in, bytes out; nothing is allocated, all is linear. */
import { CHARACTER, hexDigit, hexValue, IN_SEGMENT, PATH, UNRESERVED } from './characters.ts';
import { CODE_UNIT_BYTES, codeUnitAt, writeCodeUnit } from './code-units.ts';

const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;

/** Bytes to be read: `bytes[start, end)`. */
export interface ByteSpan {
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** To be added to a character class: '\' is a separator like '/' (WHATWG URL, special schemes). */
export const BACKSLASH_SEPARATES = 0x80;
/** To be added to a character class: escapes of all characters of a path are decoded, not only those of unreserved ones. */
export const PATH_DECODED = 0x40;
/** The same, but for '/'. */
export const SEGMENTS_DECODED = 0x20;

/** The byte that the escape at `at` stands for, or -1 if there is none. */
function escapeAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 >= end || bytes[at] !== PERCENT) return -1;
  const high = hexValue(bytes[at + 1] ?? 0);
  const low = hexValue(bytes[at + 2] ?? 0);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/** Writes `value` at `length`, escaped unless its class is in `plain`; returns the new length. */
function put(out: Uint8Array, length: number, value: number, plain: number): number {
  if (((CHARACTER[value] ?? 0) & plain) !== 0) {
    out[length] = value;
    return length + 1;
  }
  out[length] = PERCENT;
  out[length + 1] = hexDigit(value >>> 4);
  out[length + 2] = hexDigit(value & 15);
  return length + 3;
}

/** The class whose escapes are decoded. */
function decodedClass(plain: number): number {
  if ((plain & PATH_DECODED) !== 0) return PATH;
  return (plain & SEGMENTS_DECODED) === 0 ? UNRESERVED : IN_SEGMENT;
}

/**
 * Writes a span to `out` from `length` on, with every byte in its one spelling: escapes of unreserved characters
 * decoded, other escapes in upper case (RFC 3986 §6.2.2), a '%' that starts no escape as "%25", and every byte outside the class
 * `plain` escaped. `out` needs three times the room. Returns its new length.
 */
export function escapeOnce(span: ByteSpan, plain: number, out: Uint8Array, length: number): number {
  const { bytes, start, end } = span;
  const backslash = (plain & BACKSLASH_SEPARATES) === 0 ? BACKSLASH : SLASH;
  let next = length;
  let at = start;
  const spared = plain & ~(BACKSLASH_SEPARATES | PATH_DECODED | SEGMENTS_DECODED);
  const decoded = decodedClass(plain);
  while (at < end) {
    const byte = bytes[at] as number;
    if (((CHARACTER[byte] as number) & spared) !== 0) {
      out[next] = byte;
      next += 1;
      at += 1;
      continue;
    }
    const escaped = byte === PERCENT ? escapeAt(bytes, at, end) : -1;
    if (escaped >= 0) next = put(out, next, escaped, decoded);
    else next = put(out, next, byte === BACKSLASH ? backslash : byte, spared);
    at += escaped >= 0 ? 3 : 1;
  }
  return next;
}

/**
 * Writes `bytes[start, end)` to `out` with all escapes decoded, those included that decoding uncovers ("%2541" is 'A').
 *
 * One pass gives what any number of rounds would: an escape is complete only with its last digit, so that it is always the
 * three last bytes written; decoded there, its byte may complete the one before. No bound on rounds is needed, and none on time
 * but the length: each decoding makes the output two bytes shorter. The old escapes of code units (code-units.ts) are decoded with
 * them, if `units` is set: "%25u0062" is 'b'.
 */
export function unescapeAll(bytes: Uint8Array, start: number, end: number, out: Uint8Array, units: boolean): number {
  let length = 0;
  for (let at = start; at < end; at += 1) {
    out[length] = bytes[at] as number;
    length += 1;
    if (!mayEndEscape(out, length)) continue;
    let shorter = unescapeLast(out, length, units);
    while (shorter < length) {
      length = shorter;
      shorter = unescapeLast(out, length, units);
    }
  }
  return length;
}

/** One look at the two places where an escape that ends here would begin. */
function mayEndEscape(out: Uint8Array, length: number): boolean {
  return out[length - 3] === PERCENT || out[length - CODE_UNIT_BYTES] === PERCENT;
}

/** Decodes the escape that ends at `length`, if one does; the new length. */
function unescapeLast(out: Uint8Array, length: number, units: boolean): number {
  const value = length < 3 ? -1 : escapeAt(out, length - 3, length);
  if (value >= 0) {
    out[length - 3] = value;
    return length - 2;
  }
  const start = length - CODE_UNIT_BYTES;
  const unit = units && start >= 0 ? codeUnitAt(out, start, length) : -1;
  return unit < 0 ? length : writeCodeUnit(unit, out, start);
}
