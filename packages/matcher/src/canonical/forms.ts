/**
 * The forms in which a path may be served: the primary one, and the alternates that some origin servers make of the same bytes.
 * A form is a set of folds; {@link writePath} applies them in one fixed order.
 *
 *   raw                  /a%252F//b;v=1\..%5C
 *   primary              /a%252F//%5C            escapes in one spelling, '\' is '/', dots resolved
 *   merged-slashes       /a%252F/%5C             and one '/' of many
 *   double-decode        /a///b;v=1/             decode until nothing is left to decode
 *   all-folded           /a/b/                   everything at once
 */
import { PATH } from './characters.ts';
import { BACKSLASH_SEPARATES, type ByteSpan, escapeOnce, unescapeAll } from './escapes.ts';
import { cutAtNul, decodeOverlong, decodeSeparators, dropParameters, mergeSlashes, resolveDots } from './segments.ts';
import type { AlternateReason } from './types.ts';

const SLASH = 0x2f;

/** One bit a fold. */
export const DECODE_ALL = 1;
export const LITERAL_BACKSLASH = 2;
export const CUT_AT_NUL = 4;
export const DECODE_OVERLONG = 8;
export const DECODE_SEPARATORS = 16;
export const DROP_PARAMETERS = 32;
export const MERGE_SLASHES = 64;

/** No fold: the form that rules are made of. */
export const PRIMARY = 0;

const ALL_FOLDS = DECODE_ALL | CUT_AT_NUL | DECODE_OVERLONG | DECODE_SEPARATORS | DROP_PARAMETERS | MERGE_SLASHES;

/** The folds of each alternate, in the order of {@link ALTERNATE_REASONS}. */
export const FOLDS: Readonly<Record<AlternateReason, number>> = {
  'merged-slashes': MERGE_SLASHES,
  'literal-backslash': LITERAL_BACKSLASH,
  'decoded-separators': DECODE_SEPARATORS,
  'without-parameters': DROP_PARAMETERS,
  'cut-at-nul': CUT_AT_NUL,
  'overlong-utf8': DECODE_OVERLONG,
  'double-decode': DECODE_ALL,
  'all-folded': ALL_FOLDS,
};

/** What is read at the moment; one object, so that no form allocates one. */
const source: ByteSpan = { bytes: new Uint8Array(0), start: 1, end: 0 };

/** The folds of all alternates. */
export const ALTERNATE_FOLDS: readonly number[] = Object.values(FOLDS);

/**
 * Writes the form of `raw[0, rawLength)`, a path as written, to `out` and returns its length.
 *
 * `raw` starts with '/' or '\'. `out` holds three times `rawLength`, `scratch` as much as `raw`.
 * Linear in `rawLength`; takes any bytes; allocates nothing.
 */
export function writePath(
  raw: Uint8Array,
  rawLength: number,
  folds: number,
  out: Uint8Array,
  scratch: Uint8Array,
): number {
  // 1. Bytes in their one spelling.
  const decoded = (folds & DECODE_ALL) !== 0;
  source.bytes = decoded ? scratch : raw;
  source.end = decoded ? unescapeAll(raw, 0, rawLength, scratch) : rawLength;
  // The first byte is the separator after the authority, however it is written.
  out[0] = SLASH;
  let length = escapeOnce(source, (folds & LITERAL_BACKSLASH) === 0 ? PATH | BACKSLASH_SEPARATES : PATH, out, 1);
  // 2. What one kind of server or another reads into them.
  if ((folds & CUT_AT_NUL) !== 0) length = cutAtNul(out, length);
  if ((folds & DECODE_OVERLONG) !== 0) length = decodeOverlong(out, length);
  if ((folds & DECODE_SEPARATORS) !== 0) length = decodeSeparators(out, length);
  if ((folds & DROP_PARAMETERS) !== 0) length = dropParameters(out, length);
  if ((folds & MERGE_SLASHES) !== 0) length = mergeSlashes(out, length);
  // 3. Dots last: "..;v=1" and "%2e." must not survive as names.
  return resolveDots(out, length);
}
