/**
 * Walking a host: it is validated, split into labels and hashed, suffix by suffix. Whatever is odd leaves with SLOW and is canonicalised
 * in full. Two ways give the same answers: the kernel, 32 bytes at once (kernel-walk.ts), and JavaScript, byte by byte (script-walk.ts).
 *
 *   w w w . b a d . t e s t        lanes[0] "test"   lanes[1] "bad.test"   lanes[2] "www.bad.test"       returns 2
 *
 * They may only skip work: what they accept, canonicaliseHost returns unchanged but for case. A property in test/ holds that.
 */

import { isDefaultPort } from '../canonical/authority.ts';

/** Not plain: a port, an escape, an address, an empty or long label, something outside ASCII. */
export const SLOW = -1;

export const MAX_LABELS = 128;
const COLON = 0x3a;
const ZERO = 0x30;
const MAX_PORT = 0xffff;

/** Hashes one host at a time; the lanes of its suffixes are in its arrays until the next walk of this thread. */
export interface HostWalk {
  /** Lanes of each suffix that is kept, by number of labels less one. */
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;

  /** Hashes the host `text[0, end)`; returns the index of the whole host in the lanes, or {@link SLOW}. */
  text(text: string, end: number): number;

  /**
   * {@link text} for the host `bytes[start, end)`.
   *
   * @throws MatchError if these are no bytes: every look-up in bytes begins here
   */
  bytes(bytes: Uint8Array, start: number, end: number): number;

  /** {@link text} for a canonical host, whatever its characters; keeps every suffix. */
  canonical(host: string): number;
}

/** True for the code of a digit. */
export function isDigit(code: number): boolean {
  return (code - ZERO) >>> 0 < 10;
}

/**
 * Where the host ends in `text`: before a port of one to five digits that is one. Others are left to the slow path: while
 * ports above 9999 were among them, a request to one cost the whole proxy 4 % more CPU.
 */
export function hostEnd(text: string): number {
  const { length } = text;
  if (!isDigit(text.charCodeAt(length - 1))) return length;
  let at = length - 2;
  while (at > length - 6 && isDigit(text.charCodeAt(at))) at -= 1;
  if (text.charCodeAt(at) !== COLON) return length;
  return length - at < 6 || portAfter(text, at) <= MAX_PORT ? at : length;
}

/** {@link hostEnd} for the authority `bytes[start, end)`. */
export function hostEndBytes(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end || !isDigit(bytes[end - 1] as number)) return end;
  let at = end - 2;
  while (at > end - 6 && at > start && isDigit(bytes[at] as number)) at -= 1;
  if (at <= start || bytes[at] !== COLON) return end;
  return end - at < 6 || portAfterBytes(bytes, at, end) <= MAX_PORT ? at : end;
}

function portAfter(text: string, colon: number): number {
  let port = 0;
  for (let at = colon + 1; at < text.length; at += 1) port = 10 * port + text.charCodeAt(at) - ZERO;
  return port;
}

function portAfterBytes(bytes: Uint8Array, colon: number, stop: number): number {
  let port = 0;
  for (let at = colon + 1; at < stop; at += 1) port = 10 * port + (bytes[at] as number) - ZERO;
  return port;
}

/** The port behind a host that {@link hostEnd} found to end at `end`, as rules tell ports apart: undefined for none, 80 and 443. */
export function plainPort(text: string, end: number): number | undefined {
  return end === text.length ? undefined : namedPort(portAfter(text, end));
}

/** {@link plainPort} for the authority `bytes[.., stop)`. */
export function plainPortBytes(bytes: Uint8Array, end: number, stop: number): number | undefined {
  return end === stop ? undefined : namedPort(portAfterBytes(bytes, end, stop));
}

function namedPort(port: number): number | undefined {
  return isDefaultPort(port) ? undefined : port;
}
