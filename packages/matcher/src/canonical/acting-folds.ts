/**
 * Which folds can change a path at all. A form whose folds find nothing to act on is the primary one, and need not be written and
 * judged again: a path with one odd character asked for nine forms, 1.9 to 2.9 µs of a listed host's requests; now for one or two.
 *
 *   /a%20b          nothing: the escape has one spelling       primary only
 *   /a//b           MERGE_SLASHES                              primary, merged-slashes
 *   /a;v=1%2Fb      DROP_PARAMETERS | DECODE_SEPARATORS | DECODE_ALL
 */
import { CHARACTER, hexValue, PATH, UNRESERVED } from './characters.ts';
import { codeUnitAt } from './code-units.ts';
import {
  CUT_AT_BLANK,
  CUT_AT_NUL,
  DECODE_ALL,
  DECODE_CODE_UNITS,
  DECODE_IN_SEGMENTS,
  DECODE_ONCE,
  DECODE_OVERLONG,
  DECODE_SEPARATORS,
  DROP_PARAMETERS,
  LITERAL_BACKSLASH,
  LITERAL_MERGED,
  MERGE_SLASHES,
  SERVLET,
  TRIM_SEGMENTS,
  UNIX,
  URL_THEN_UNIX,
  WITHOUT_AUTHORITY,
} from './folds.ts';

/**
 * U+0085 and U+00A0: who reads a request line as Latin-1 text and splits it at blanks, as Python's http.server does, sees the
 * target's end there.
 */
const LATIN_1_BLANKS: readonly number[] = [0x85, 0xa0];

/** Folds of a raw byte. */
const BYTE_FOLDS = new Uint16Array(256);
/** Folds of a byte that is written as an escape. */
const ESCAPE_FOLDS = new Uint16Array(256);
fillTables();

function fillTables(): void {
  BYTE_FOLDS[0x5c] = LITERAL_BACKSLASH;
  for (const blank of LATIN_1_BLANKS) BYTE_FOLDS[blank] = CUT_AT_BLANK;
  BYTE_FOLDS[0x3b] = DROP_PARAMETERS;
  for (let value = 0; value < 256; value += 1) {
    // Decoded by all or by none, unless it stands for itself in a path and yet keeps its escape there.
    const flags = CHARACTER[value] as number;
    if ((flags & PATH) !== 0 && (flags & UNRESERVED) === 0)
      ESCAPE_FOLDS[value] = DECODE_ALL | DECODE_ONCE | DECODE_IN_SEGMENTS;
  }
  ESCAPE_FOLDS[0x2f] = DECODE_ALL | DECODE_ONCE | DECODE_SEPARATORS;
  ESCAPE_FOLDS[0x5c] = DECODE_ALL | DECODE_SEPARATORS;
  // A ';' once it is decoded.
  ESCAPE_FOLDS[0x3b] = (ESCAPE_FOLDS[0x3b] as number) | DROP_PARAMETERS;
  // "%2541" is "A" after two rounds.
  ESCAPE_FOLDS[0x25] = DECODE_ALL;
  for (const table of [BYTE_FOLDS, ESCAPE_FOLDS]) {
    table[0] = CUT_AT_NUL;
    for (const lead of [0xc0, 0xc1, 0xe0]) table[lead] = DECODE_OVERLONG;
  }
}

const SPACE = 0x20;
const DOT = 0x2e;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;

function isSeparator(byte: number): boolean {
  return byte === SLASH || byte === BACKSLASH;
}

/**
 * The folds that may change the path `raw[0, length)`, as a set of bits. A fold that is not in it surely does not, in any form that
 * has no other fold of the set. One pass; takes any bytes; allocates nothing.
 */
export function actingFolds(raw: Uint8Array, length: number): number {
  let folds = length > 1 && isSeparator(raw[0] as number) && isSeparator(raw[1] as number) ? WITHOUT_AUTHORITY : 0;
  for (let at = 0; at < length; at += 1) {
    const byte = raw[at] as number;
    if (byte === PERCENT) folds |= escapeFolds(raw, at, length);
    else folds |= BYTE_FOLDS[byte] as number;
    if (at > 0 && isSeparator(byte)) folds |= beforeSeparator(raw[at - 1] as number);
  }
  return length > 0 ? folds | (beforeSeparator(raw[length - 1] as number) & TRIM_SEGMENTS) : folds;
}

/** Where the first blank of Latin-1 is in `raw[start, end)`; `end` if there is none. */
export function blankIn(raw: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (BYTE_FOLDS[raw[at] as number] as number) !== CUT_AT_BLANK) at += 1;
  return at;
}

/** What the byte before a separator, or before the end, asks for. */
function beforeSeparator(byte: number): number {
  if (isSeparator(byte)) return MERGE_SLASHES;
  return byte === DOT || byte === SPACE ? TRIM_SEGMENTS : 0;
}

/** A '%' that begins no escape may begin one when the escapes after it are decoded: "%%32%35". */
function escapeFolds(raw: Uint8Array, at: number, length: number): number {
  if (at + 2 >= length) return DECODE_ALL;
  const high = hexValue(raw[at + 1] as number);
  const low = hexValue(raw[at + 2] as number);
  if (high < 0 || low < 0) return codeUnitAt(raw, at, length) < 0 ? DECODE_ALL : DECODE_ALL | DECODE_CODE_UNITS;
  const value = high * 16 + low;
  const folds = ESCAPE_FOLDS[value] as number;
  return (value === DOT || value === SPACE) && mayEndSegment(raw, at + 3, length) ? folds | TRIM_SEGMENTS : folds;
}

/** Whether an escaped dot or space before `at` may be the last of its segment, or be followed by such only. */
function mayEndSegment(raw: Uint8Array, at: number, length: number): boolean {
  if (at >= length) return true;
  const next = raw[at] as number;
  return isSeparator(next) || next === DOT || next === SPACE || next === PERCENT;
}

/**
 * True if the form with `folds` can differ from the primary form and from those before it in ALTERNATE_FOLDS.
 *
 * @param acting - what {@link actingFolds} returned for the path
 */
export function isWorthWriting(folds: number, acting: number): boolean {
  if ((folds & (CUT_AT_BLANK | WITHOUT_AUTHORITY) & ~acting) !== 0) return false;
  const acted = folds & acting;
  if ((folds & LITERAL_BACKSLASH) !== 0 && folds !== LITERAL_BACKSLASH) return isReadOtherwise(folds, acting);
  // With all folds, but only slashes to merge, it is the form that merges them.
  return acted !== 0 && (folds === MERGE_SLASHES || acted !== MERGE_SLASHES);
}

/** {@link isWorthWriting} for kinds of servers, none of which is a form of its own if one fold alone acts. */
function isReadOtherwise(folds: number, acting: number): boolean {
  const hasBoth = (both: number): boolean => (acting & both) === both;
  switch (folds) {
    case LITERAL_MERGED:
      return hasBoth(LITERAL_BACKSLASH | MERGE_SLASHES) || hasBoth(DECODE_IN_SEGMENTS | DECODE_SEPARATORS);
    case URL_THEN_UNIX:
      return (acting & (MERGE_SLASHES | DECODE_SEPARATORS)) !== 0 || hasBoth(DECODE_ONCE | LITERAL_BACKSLASH);
    case SERVLET:
      return (acting & DROP_PARAMETERS) !== 0;
    case UNIX:
      return (acting & DECODE_ONCE) !== 0;
    default:
      return true;
  }
}
