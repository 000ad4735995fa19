/**
 * Hosts read character by character, from right to left: the definition of what the kernel does (kernel-walk.ts), and what is used
 * if there is none. It validates, splits labels and hashes in one pass, because each character's word (key.ts) holds its class.
 *
 *   w w w . b a d . t e s t        lanes[0] "test"   lanes[1] "bad.test"   lanes[2] "www.bad.test"       returns 2
 *   <───────────────────────
 */
import { MAX_HOST, MAX_LABEL } from '../canonical/host.ts';
import { HostHash } from '../hash/host-hash.ts';
import { HOST_DOT, type KeyTables, ODD_HOST } from '../hash/key.ts';
import { MOSTLY_ASKED } from '../snapshot/lookup.ts';
import { checkBytes } from './errors.ts';
import { type HostWalk, isDigit, MAX_LABELS, SLOW } from './walk.ts';

const MARKED = HOST_DOT | ODD_HOST;

/** A walk in JavaScript. */
export class ScriptWalk implements HostWalk {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  readonly #words: Int32Array;
  readonly #hash: HostHash;
  readonly #labels: number;

  /**
   * @param labels - as {@link walkFor}
   * @param lanes - where lanes are written to
   */
  constructor(key: KeyTables, labels: number, lanes: Pick<HostWalk, 'a' | 'b' | 'c'> = newLanes()) {
    this.a = lanes.a;
    this.b = lanes.b;
    this.c = lanes.c;
    this.#words = key.host;
    this.#hash = new HostHash(key);
    this.#labels = labels | MOSTLY_ASKED;
  }

  text(text: string, end: number): number {
    if ((end - 1) >>> 0 >= MAX_HOST) return SLOW;
    const words = this.#words;
    const hash = this.#hash;
    hash.clear();
    let labels = 0;
    let dot = end;
    for (let at = end - 1; at >= 0; at -= 1) {
      const code = text.charCodeAt(at);
      const word = words[code] as number;
      if ((word & MARKED) !== 0) {
        // A label of 1 to 63 bytes ends here; the last one must not begin like a number, which would be an address.
        if ((word & ODD_HOST) !== 0 || (dot - at - 2) >>> 0 >= MAX_LABEL) return SLOW;
        if (labels === 0 && isDigit(text.charCodeAt(at + 1))) return SLOW;
        labels = this.#keepSuffix(labels);
        dot = at;
      }
      hash.push(code);
    }
    if ((dot - 1) >>> 0 >= MAX_LABEL || (labels === 0 && isDigit(text.charCodeAt(0)))) return SLOW;
    return this.#keep(labels) - 1;
  }

  /** The twin of {@link text}, which needs no check: what is no text has no characters. KEEP IN SYNC. */
  bytes(bytes: Uint8Array, start: number, end: number): number {
    checkBytes(bytes);
    if ((end - start - 1) >>> 0 >= MAX_HOST) return SLOW;
    const words = this.#words;
    const hash = this.#hash;
    hash.clear();
    let labels = 0;
    let dot = end;
    for (let at = end - 1; at >= start; at -= 1) {
      const code = bytes[at] as number;
      const word = words[code] as number;
      if ((word & MARKED) !== 0) {
        if ((word & ODD_HOST) !== 0 || (dot - at - 2) >>> 0 >= MAX_LABEL) return SLOW;
        if (labels === 0 && isDigit(bytes[at + 1] as number)) return SLOW;
        labels = this.#keepSuffix(labels);
        dot = at;
      }
      hash.push(code);
    }
    if ((dot - start - 1) >>> 0 >= MAX_LABEL || (labels === 0 && isDigit(bytes[start] as number))) return SLOW;
    return this.#keep(labels) - 1;
  }

  canonical(host: string): number {
    const hash = this.#hash;
    hash.clear();
    let labels = 0;
    for (let at = host.length - 1; at >= 0; at -= 1) {
      const code = host.charCodeAt(at);
      if (((this.#words[code] as number) & HOST_DOT) !== 0) labels = this.#keep(labels);
      hash.push(code);
    }
    return this.#keep(labels) - 1;
  }

  /** Keeps a suffix that may be asked for; returns the number of labels, kept or not. */
  #keepSuffix(labels: number): number {
    return ((this.#labels >>> Math.min(labels + 1, 31)) & 1) === 0 ? labels + 1 : this.#keep(labels);
  }

  /** Keeps the text so far. */
  #keep(labels: number): number {
    const hash = this.#hash;
    hash.settle();
    this.a[labels] = hash.a;
    this.b[labels] = hash.b;
    this.c[labels] = hash.c;
    return labels + 1;
  }
}

function newLanes(): Pick<HostWalk, 'a' | 'b' | 'c'> {
  return { a: new Int32Array(MAX_LABELS), b: new Int32Array(MAX_LABELS), c: new Int32Array(MAX_LABELS) };
}
