/**
 * The hot loop: one pass over a host, from right to left. It validates, folds case, splits labels and hashes every suffix at
 * once, because each character's word (key.ts) says what it is. No closure, no exception, no allocation here; whatever is odd
 * leaves with SLOW and is canonicalised in full.
 *
 *   w w w . b a d . t e s t        lanes[0] "test"   lanes[1] "bad.test"   lanes[2] "www.bad.test"       returns 2
 *   <───────────────────────
 *
 * It may only skip work: what it accepts, canonicaliseHost returns unchanged but for case. A property in test/ holds that.
 *
 * The lanes are fields, not exported arrays: those are loaded through a module cell and checked at each access, and the pass took
 * 96 ns instead of 55 (node 26, hosts of 21 characters).
 */
import { HOST_DOT, ODD_HOST } from '../hash/key.ts';
import { START_A, START_B, START_C, stepA, stepB, stepC } from '../hash/lanes.ts';

/** Not plain: a port, an escape, an address, an empty or long label, something outside ASCII. */
export const SLOW = -1;

const MAX_HOST = 253;
const MAX_LABEL = 63;
const MAX_LABELS = 128;
const COLON = 0x3a;
const ZERO = 0x30;
const MAX_PORT = 0xffff;
const MARKED = HOST_DOT | ODD_HOST;

function isDigit(code: number): boolean {
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
  return end === text.length ? undefined : portToTell(portAfter(text, end));
}

/** {@link plainPort} for the authority `bytes[.., stop)`. */
export function plainPortBytes(bytes: Uint8Array, end: number, stop: number): number | undefined {
  return end === stop ? undefined : portToTell(portAfterBytes(bytes, end, stop));
}

function portToTell(port: number): number | undefined {
  return port === 80 || port === 443 ? undefined : port;
}

/** Hashes one host at a time; the lanes of its suffixes stand in its fields until the next. */
export class HostWalk {
  /** Lanes of each suffix, by number of labels less one. */
  readonly a: Int32Array = new Int32Array(MAX_LABELS);
  readonly b: Int32Array = new Int32Array(MAX_LABELS);
  readonly c: Int32Array = new Int32Array(MAX_LABELS);
  readonly #words: Int32Array;

  /** @param words - the seed's words for characters of hosts */
  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** Hashes every suffix of the host `text[0, end)`; returns the index of the whole host in the lanes, or {@link SLOW}. */
  text(text: string, end: number): number {
    if ((end - 1) >>> 0 >= MAX_HOST) return SLOW;
    const words = this.#words;
    let a = START_A;
    let b = START_B;
    let c = START_C;
    let labels = 0;
    let dot = end;
    for (let at = end - 1; at >= 0; at -= 1) {
      const word = words[text.charCodeAt(at)] as number;
      if ((word & MARKED) !== 0) {
        // A label of 1 to 63 bytes ends here; the last one must not begin like a number, which would be an address.
        if ((word & ODD_HOST) !== 0 || (dot - at - 2) >>> 0 >= MAX_LABEL) return SLOW;
        if (labels === 0 && isDigit(text.charCodeAt(at + 1))) return SLOW;
        labels = this.#keep(labels, a, b, c);
        dot = at;
      }
      a = stepA(a, word);
      b = stepB(b, a);
      c = stepC(c, b);
    }
    if ((dot - 1) >>> 0 >= MAX_LABEL || (labels === 0 && isDigit(text.charCodeAt(0)))) return SLOW;
    return this.#keep(labels, a, b, c) - 1;
  }

  /** The twin of {@link text} for the host `bytes[start, end)`. KEEP IN SYNC. */
  bytes(bytes: Uint8Array, start: number, end: number): number {
    if ((end - start - 1) >>> 0 >= MAX_HOST) return SLOW;
    const words = this.#words;
    let a = START_A;
    let b = START_B;
    let c = START_C;
    let labels = 0;
    let dot = end;
    for (let at = end - 1; at >= start; at -= 1) {
      const word = words[bytes[at] as number] as number;
      if ((word & MARKED) !== 0) {
        if ((word & ODD_HOST) !== 0 || (dot - at - 2) >>> 0 >= MAX_LABEL) return SLOW;
        if (labels === 0 && isDigit(bytes[at + 1] as number)) return SLOW;
        labels = this.#keep(labels, a, b, c);
        dot = at;
      }
      a = stepA(a, word);
      b = stepB(b, a);
      c = stepC(c, b);
    }
    if ((dot - start - 1) >>> 0 >= MAX_LABEL || (labels === 0 && isDigit(bytes[start] as number))) return SLOW;
    return this.#keep(labels, a, b, c) - 1;
  }

  /** Hashes every suffix of a canonical host, whatever its characters; returns the index of the whole host. */
  canonical(host: string): number {
    let a = START_A;
    let b = START_B;
    let c = START_C;
    let labels = 0;
    for (let at = host.length - 1; at >= 0; at -= 1) {
      const word = this.#words[host.charCodeAt(at)] as number;
      if ((word & HOST_DOT) !== 0) labels = this.#keep(labels, a, b, c);
      a = stepA(a, word);
      b = stepB(b, a);
      c = stepC(c, b);
    }
    return this.#keep(labels, a, b, c) - 1;
  }

  /** Keeps a suffix; returns the number kept. */
  #keep(labels: number, a: number, b: number, c: number): number {
    this.a[labels] = a;
    this.b[labels] = b;
    this.c[labels] = c;
    return labels + 1;
  }
}
