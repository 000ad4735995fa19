/**
 * Steps on an escaped path, in place: each can only shorten it. A path here starts with '/' and has every byte in one spelling
 * (escapes.ts). All are linear and take any bytes. Each returns the new length.
 */
import { hexValue } from './characters.ts';

const SPACE = 0x20;
const SLASH = 0x2f;
const PERCENT = 0x25;
const DOT = 0x2e;
const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;

/** Resolves the segments "." and ".." (RFC 3986 §5.2.4); ".." above the root stays at the root. */
export function resolveDots(path: Uint8Array, length: number): number {
  let written = 0;
  let at = 0;
  while (at < length) {
    let end = at + 1; // path[at] is the '/' before a segment
    while (end < length && path[end] !== SLASH) end += 1;
    const dots = dotsOf(path, at + 1, end);
    if (dots === 0) {
      written = moveDown(path, at, end, written);
    } else {
      if (dots === 2) written = parentOf(path, written);
      // As the last segment, either leaves the directory: "/a/.." is "/", "/a/." is "/a/".
      if (end === length) {
        path[written] = SLASH;
        written += 1;
      }
    }
    at = end;
  }
  return written;
}

/** Moves `path[from, to)` to `written`, which is not above `from`; the new length. A loop: most segments are short. */
function moveDown(path: Uint8Array, from: number, to: number, written: number): number {
  if (written === from) return to;
  for (let at = from; at < to; at += 1) path[written + at - from] = path[at] as number;
  return written + to - from;
}

/** The length without the last segment and the '/' before it. */
function parentOf(path: Uint8Array, length: number): number {
  let parent = length;
  while (parent > 0) {
    parent -= 1;
    if (path[parent] === SLASH) break;
  }
  return parent;
}

/** 1 for ".", 2 for "..", 0 for any other segment. */
function dotsOf(path: Uint8Array, start: number, end: number): number {
  if (end - start === 1) return path[start] === DOT ? 1 : 0;
  return end - start === 2 && path[start] === DOT && path[start + 1] === DOT ? 2 : 0;
}

/** Makes one '/' of many in a row, as nginx does by default. */
export function mergeSlashes(path: Uint8Array, length: number): number {
  let written = 0;
  for (let at = 0; at < length; at += 1) {
    if (path[at] === SLASH && written > 0 && path[written - 1] === SLASH) continue;
    path[written] = path[at] as number;
    written += 1;
  }
  return written;
}

/** Drops the parameters of every segment, from its ';' on, as servlet containers do (RFC 3986 §3.3). */
export function dropParameters(path: Uint8Array, length: number): number {
  let written = 0;
  let dropping = false;
  for (let at = 0; at < length; at += 1) {
    const byte = path[at] as number;
    if (byte === SLASH) dropping = false;
    else if (byte === SEMICOLON) dropping = true;
    if (dropping) continue;
    path[written] = byte;
    written += 1;
  }
  return written;
}

/**
 * Drops dots and spaces at the end of each segment, as Windows does with names of files: "/a. ." is "/a". The segments "." and
 * ".." keep their meaning, with spaces after them, too.
 */
export function trimSegments(path: Uint8Array, length: number): number {
  let written = 0;
  let at = 0;
  while (at < length) {
    let end = at + 1; // path[at] is the '/' before a segment
    while (end < length && path[end] !== SLASH) end += 1;
    const kept = trimmedEnd(path, at + 1, end);
    written = moveDown(path, at, kept, written);
    at = end;
  }
  return written;
}

/** Where the segment `path[start, end)` ends without its last dots and spaces. */
function trimmedEnd(path: Uint8Array, start: number, end: number): number {
  let stop = end;
  while (isSpaceBefore(path, start, stop)) stop -= 3;
  if (dotsOf(path, start, stop) > 0) return stop;
  for (;;) {
    if (stop > start && path[stop - 1] === DOT) stop -= 1;
    else if (isSpaceBefore(path, start, stop)) stop -= 3;
    else return stop;
  }
}

/** A space has one spelling in an escaped path: "%20". */
function isSpaceBefore(path: Uint8Array, start: number, end: number): boolean {
  return end - start >= 3 && byteOf(path, end - 3) === SPACE;
}

/** The length up to an escaped NUL, at which a server written in C may stop reading. */
export function cutAtNul(path: Uint8Array, length: number): number {
  for (let at = 0; at + 2 < length; at += 1) if (byteOf(path, at) === 0) return at;
  return length;
}

/** The byte that the escape at `at` stands for, or -1. Escapes are whole here, so no bound is checked. */
function byteOf(path: Uint8Array, at: number): number {
  return path[at] === PERCENT ? hexValue(path[at + 1] as number) * 16 + hexValue(path[at + 2] as number) : -1;
}

/** Decodes "%2F" and "%5C", which some servers take for separators after their own decoding. */
export function decodeSeparators(path: Uint8Array, length: number): number {
  let written = 0;
  for (let at = 0; at < length; at += 1) {
    const byte = byteOf(path, at);
    const separator = byte === SLASH || byte === BACKSLASH;
    path[written] = separator ? SLASH : (path[at] as number);
    written += 1;
    if (separator) at += 2;
  }
  return written;
}

/** Bytes in the over-long form at `at` ("%C0%AF": 6, "%E0%80%AF": 9), or 0 (RFC 3629 §3 forbids such forms). */
function overlongSize(path: Uint8Array, at: number, length: number): number {
  const first = byteOf(path, at);
  if (first === 0xc0 || first === 0xc1) return at + 5 < length && isContinuation(byteOf(path, at + 3)) ? 6 : 0;
  if (first !== 0xe0 || at + 8 >= length) return 0;
  const second = byteOf(path, at + 3);
  return (second === 0x80 || second === 0x81) && isContinuation(byteOf(path, at + 6)) ? 9 : 0;
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf;
}

/** What an over-long form hides: only what changes the path's structure is of interest; -1 for anything else. */
function hiddenIn(path: Uint8Array, at: number, size: number): number {
  const lead = byteOf(path, at + size - 6) & 1;
  const code = (lead << 6) | (byteOf(path, at + size - 3) & 0x3f);
  if (code === BACKSLASH) return SLASH;
  return code === SLASH || code === DOT ? code : -1;
}

/** Decodes '/', '\' and '.' from over-long UTF-8, as careless decoders do. */
export function decodeOverlong(path: Uint8Array, length: number): number {
  let written = 0;
  let at = 0;
  while (at < length) {
    const size = overlongSize(path, at, length);
    const hidden = size === 0 ? -1 : hiddenIn(path, at, size);
    path[written] = hidden < 0 ? (path[at] as number) : hidden;
    written += 1;
    at += hidden < 0 ? 1 : size;
  }
  return written;
}
