/**
 * The forms in which a path may be served: the primary one, and the alternates that some origin servers make of the same bytes.
 * A form is a set of folds; {@link writePath} applies them in one fixed order.
 *
 *   raw                  /a%252F//b;v=1\..%5C
 *   primary              /a%252F//%5C            escapes in one spelling, '\' is '/', dots resolved
 *   merged-slashes       /a%252F/%5C             and one '/' of many
 *   double-decode        /a///b;v=1/             decode until nothing is left to decode
 *   all-folded           /a/b/                   everything at once
 *   cut-at-blank         the same, up to a raw byte that is a blank in Latin-1
 *   without-authority    the same, of "//host/path" read as a URL without a scheme (RFC 3986 §4.2): "/path"
 *   literal-merged       "/a/x\y/..//b" is "/a/b": the folds of one kind of server, and no others; in the same way
 *   unix                 with escapes decoded once: "/a/x\y/..%2Fb"
 *   unix-cut-at-blank    the same, up to a raw byte that is a blank in Latin-1
 *   url-then-unix        unix of the primary form: "/a/b//../c" is "/a/b/c"
 *                        both also without an authority
 *   servlet              and parameters dropped
 *   windows              "/a/;/../b.": '\' and "%5C" part segments, dots and spaces are trimmed, ';' means nothing
 */
import { PATH } from './characters.ts';
import { decodeCodeUnits } from './code-units.ts';
import {
  BACKSLASH_SEPARATES,
  type ByteSpan,
  escapeOnce,
  PATH_DECODED,
  SEGMENTS_DECODED,
  unescapeAll,
} from './escapes.ts';
import {
  AFTER_PRIMARY,
  CUT_AT_BLANK,
  CUT_AT_NUL,
  DECODE_ALL,
  DECODE_CODE_UNITS,
  DECODE_IN_SEGMENTS,
  DECODE_ONCE,
  DECODE_OVERLONG,
  DECODE_SEPARATORS,
  DOT_SEGMENTS,
  DROP_PARAMETERS,
  LITERAL_BACKSLASH,
  LITERAL_MERGED,
  MERGE_SLASHES,
  SERVLET,
  TRIM_SEGMENTS,
  UNIX,
  URL_THEN_UNIX,
  WINDOWS,
  WITHOUT_AUTHORITY,
} from './folds.ts';
import {
  cutAtNul,
  decodeOverlong,
  decodeSeparators,
  dropParameters,
  mergeSlashes,
  resolveDots,
  trimSegments,
} from './segments.ts';
import { OF_STRUCTURE, structureOf } from './structure.ts';
import type { AlternateReason } from './types.ts';

const SLASH = 0x2f;
const BACKSLASH = 0x5c;

/** No fold: the form that rules are made of. */
export const PRIMARY = 0;

const ALL_FOLDS =
  DECODE_ALL |
  CUT_AT_NUL |
  DECODE_OVERLONG |
  DECODE_SEPARATORS |
  DROP_PARAMETERS |
  MERGE_SLASHES |
  DECODE_CODE_UNITS |
  TRIM_SEGMENTS;

/** The folds of each alternate, in the order of {@link ALTERNATE_REASONS}. */
export const FOLDS: Readonly<Record<AlternateReason, number>> = {
  'merged-slashes': MERGE_SLASHES,
  'literal-backslash': LITERAL_BACKSLASH,
  'decoded-separators': DECODE_SEPARATORS,
  'without-parameters': DROP_PARAMETERS,
  'cut-at-nul': CUT_AT_NUL,
  'overlong-utf8': DECODE_OVERLONG,
  'decoded-code-units': DECODE_CODE_UNITS,
  'trimmed-segments': TRIM_SEGMENTS,
  'double-decode': DECODE_ALL,
  'all-folded': ALL_FOLDS,
  // Apart from all-folded: UTF-8 has such bytes inside of letters, and what follows one is read by other servers.
  'cut-at-blank': ALL_FOLDS | CUT_AT_BLANK,
  // Apart as well: who merges slashes sees no authority.
  'without-authority': ALL_FOLDS | WITHOUT_AUTHORITY,
  'literal-merged': LITERAL_MERGED,
  unix: UNIX,
  'unix-cut-at-blank': UNIX | CUT_AT_BLANK,
  'unix-without-authority': UNIX | WITHOUT_AUTHORITY,
  'url-then-unix': URL_THEN_UNIX,
  'url-without-authority': URL_THEN_UNIX | WITHOUT_AUTHORITY,
  servlet: SERVLET,
  windows: WINDOWS,
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
  if ((folds & AFTER_PRIMARY) === 0) readRaw(raw, rawLength, folds, scratch);
  else readWritten(out, writePath(raw, rawLength, folds & WITHOUT_AUTHORITY, out, scratch));
  // The first byte is the separator after the authority, however it is written.
  out[0] = SLASH;
  let length = escapeOnce(source, classOf(folds), out, 1);
  // 2. What one kind of server or another reads into them, if there is anything to read.
  const found = structureOf(out, length) & (folds | DOT_SEGMENTS);
  if ((found & CUT_AT_NUL) !== 0) length = cutAtNul(out, length);
  if ((found & DECODE_OVERLONG) !== 0) length = decodeOverlong(out, length);
  if ((found & DECODE_SEPARATORS) !== 0) length = decodeSeparators(out, length);
  if ((found & DROP_PARAMETERS) !== 0) length = dropParameters(out, length);
  // What has been decoded or dropped may have left any structure behind.
  const structure = (found & ~DOT_SEGMENTS) === 0 ? found : (folds & OF_STRUCTURE) | DOT_SEGMENTS;
  if ((structure & TRIM_SEGMENTS) !== 0) length = trimSegments(out, length);
  if ((structure & MERGE_SLASHES) !== 0) length = mergeSlashes(out, length);
  // 3. Dots last: "..;v=1" and "%2e." must not survive as names.
  return (structure & DOT_SEGMENTS) === 0 ? length : resolveDots(out, length);
}

/** Makes {@link source} the path as it came, without the first separator, decoded as the folds demand. */
function readRaw(raw: Uint8Array, rawLength: number, folds: number, scratch: Uint8Array): void {
  source.bytes = raw;
  source.start = (folds & WITHOUT_AUTHORITY) === 0 ? 1 : authorityEnd(raw, rawLength) + 1;
  source.end = rawLength;
  decode(folds, scratch);
}

/** Makes {@link source} a form. It may be written over while it is read: what is in its one spelling becomes no longer. */
function readWritten(form: Uint8Array, length: number): void {
  source.bytes = form;
  source.start = 1;
  source.end = length;
}

/** The class of characters that {@link escapeOnce} leaves plain, with what else the folds demand of it. */
function classOf(folds: number): number {
  let plain = PATH;
  if ((folds & LITERAL_BACKSLASH) === 0) plain |= BACKSLASH_SEPARATES;
  if ((folds & DECODE_ONCE) !== 0) plain |= PATH_DECODED;
  if ((folds & DECODE_IN_SEGMENTS) !== 0) plain |= SEGMENTS_DECODED;
  return plain;
}

/** Decodes {@link source} to `scratch`, if the folds demand it, and uses it as the source. */
function decode(folds: number, scratch: Uint8Array): void {
  const { bytes, start, end } = source;
  const units = (folds & DECODE_CODE_UNITS) !== 0;
  if ((folds & DECODE_ALL) !== 0) source.end = unescapeAll(bytes, start - 1, end, scratch, units);
  else if (units) source.end = decodeCodeUnits(bytes, end, scratch);
  else return;
  source.bytes = scratch;
  source.start = 1;
}

/** Where the path of "//host/path" begins; 0 for what does not begin so, the whole length if there is no path. */
function authorityEnd(raw: Uint8Array, rawLength: number): number {
  if (rawLength < 2 || !isSeparator(raw[0]) || !isSeparator(raw[1])) return 0;
  let at = 2;
  while (at < rawLength && !isSeparator(raw[at])) at += 1;
  return at;
}

function isSeparator(byte: number | undefined): boolean {
  return byte === SLASH || byte === BACKSLASH;
}
