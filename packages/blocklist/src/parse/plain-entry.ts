/**
 * Entries that are canonical as they are written: nearly all of a list. They become rules from bytes to bytes, without a string; a million
 * of them took 2 s otherwise, most of it for the collector.
 *
 *   http://www.bad.test/a/b.html      bad.test
 *          ^ start     ^ hostEnd ^ end
 *
 * It may only skip work: what it accepts, the canonicaliser returns unchanged. A property in test/ holds the two together. Upper case,
 * ports, queries, escapes, addresses, dots and empty segments in a path, comments and white space are left to it.
 */
const [DOT, SLASH, DIGIT_0, DIGIT_9] = [0x2e, 0x2f, 0x30, 0x39] as const;
const MAX_HOST = 253;
const MAX_LABEL = 63;
const SCHEMES = ['http://', 'https://'].map((scheme) => Buffer.from(scheme));

const IN_HOST = 1;
const IN_PATH = 2;
const CLASS = classes();

function classes(): Uint8Array {
  const table = new Uint8Array(256);
  const mark = (characters: string, bits: number): void => {
    for (const byte of Buffer.from(characters)) table[byte] = (table[byte] ?? 0) | bits;
  };
  mark('abcdefghijklmnopqrstuvwxyz0123456789_-', IN_HOST | IN_PATH);
  mark("ABCDEFGHIJKLMNOPQRSTUVWXYZ~!$&'()+,=:@", IN_PATH);
  return table;
}

/** Reads one entry at a time; its fields hold the positions of the parts of the last one. */
export class PlainEntry {
  /** The host is `bytes[start, hostEnd)`, the path `bytes[hostEnd, end)`. */
  start = 0;
  hostEnd = 0;
  end = 0;
  /** No scheme and no path. */
  isBareHost = false;
  /** Directories of the path: its '/' but the first. */
  directories = 0;

  /** True if `bytes[start, end)` is one. Linear; allocates nothing. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.start = afterScheme(bytes, start, end);
    this.end = end;
    this.isBareHost = false;
    if (!this.#readHost(bytes, end)) return false;
    if (this.hostEnd === end) {
      this.isBareHost = this.start === start;
      return this.isBareHost; // a scheme and no path is rare
    }
    return this.#readPath(bytes, end);
  }

  /** A name of two labels or more, whose last is no number: that would be an address. */
  #readHost(bytes: Uint8Array, end: number): boolean {
    let at = this.start;
    let label = at;
    let dots = 0;
    for (; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (((CLASS[byte] as number) & IN_HOST) !== 0) continue;
      if (byte === SLASH) break;
      if (byte !== DOT || at === label || at - label > MAX_LABEL) return false;
      dots += 1;
      label = at + 1;
    }
    this.hostEnd = at;
    const first = bytes[label] as number;
    const isNumber = first >= DIGIT_0 && first <= DIGIT_9;
    return dots > 0 && at > label && at - label <= MAX_LABEL && !isNumber && at - this.start <= MAX_HOST;
  }

  #readPath(bytes: Uint8Array, end: number): boolean {
    let directories = 0;
    // A segment that begins or ends with a dot may be read as "." or ".."; some servers drop an empty one.
    let before: number = SLASH;
    for (let at = this.hostEnd + 1; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte === SLASH) {
        if (before === SLASH || before === DOT) return false;
        directories += 1;
      } else if (byte === DOT) {
        if (before === SLASH) return false;
      } else if (((CLASS[byte] as number) & IN_PATH) === 0) return false;
      before = byte;
    }
    this.directories = directories;
    return before !== DOT;
  }
}

function afterScheme(bytes: Uint8Array, start: number, end: number): number {
  for (const scheme of SCHEMES) {
    if (end - start <= scheme.length) continue;
    let at = 0;
    while (at < scheme.length && bytes[start + at] === scheme[at]) at += 1;
    if (at === scheme.length) return start + at;
  }
  return start;
}
