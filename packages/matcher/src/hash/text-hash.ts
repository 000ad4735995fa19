/**
 * The hash of canonical text, for compilation and for whatever is not in a hurry. The hot loops of match/ do the same steps with
 * checks in between; a property in test/ holds the two together.
 */
import type { CanonicalHost } from '../canonical/types.ts';
import type { TextPrefix } from '../rule/types.ts';
import { HostHash } from './host-hash.ts';
import { BELOW_MARK, BOUNDARY_MARK, FOLD_MARK, type KeyTables, PAGE_MARK, PORT_MARK, SITE_MARK } from './key.ts';
import { stepA, stepB, stepC } from './lanes.ts';

/** What a rule or a probe is looked up by. */
interface HashState {
  a: number;
  b: number;
  c: number;
}

/** Where a path rule's key space begins: the port, if the rule names one, and whether case counts. */
export interface PathScope {
  readonly port: number | undefined;
  readonly fold: boolean;
}

/** Hashes the keys of one seed. Its state is the last key hashed. */
export class TextHash implements HashState {
  a = 0;
  b = 0;
  c = 0;
  readonly #key: KeyTables;
  readonly #host: HostHash;

  constructor(key: KeyTables) {
    this.#key = key;
    this.#host = new HostHash(key);
  }

  /** Starts over with a host or a suffix of one. */
  host(host: CanonicalHost): void {
    this.#host.clear();
    for (let at = host.length - 1; at >= 0; at -= 1) this.#host.push(host.charCodeAt(at));
    this.#take();
  }

  /** {@link host} for the host `bytes[start, end)`, in ASCII. */
  hostBytes(bytes: Uint8Array, start: number, end: number): void {
    this.#host.clear();
    for (let at = end - 1; at >= start; at -= 1) this.#host.push(bytes[at] as number);
    this.#take();
  }

  /** Goes on from a host into one of its path spaces. */
  enter({ port, fold }: PathScope): void {
    if (port !== undefined)
      for (const byte of [PORT_MARK, port >>> 8, port & 0xff]) this.#step(this.#key.path[byte] ?? 0);
    if (fold) this.#step(this.#key.path[FOLD_MARK] ?? 0);
  }

  /** Goes on along canonical path text. */
  path(text: string): void {
    for (let at = 0; at < text.length; at += 1) this.#step(this.#key.path[text.charCodeAt(at)] ?? 0);
  }

  /** {@link path} for `bytes[start, end)`. A query goes the same way, from its '?' on. */
  pathBytes(bytes: Uint8Array, start: number, end: number): void {
    const words = this.#key.path;
    let { a, b, c } = this;
    for (let at = start; at < end; at += 1) {
      a = stepA(a, words[bytes[at] as number] as number);
      b = stepB(b, a);
      c = stepC(c, b);
    }
    this.a = a;
    this.b = b;
    this.c = c;
  }

  /** Ends a path: the page whatever its query, or with exactly this one. */
  page(query: string | undefined): void {
    if (query === undefined) this.#step(this.#key.path[PAGE_MARK] ?? 0);
    else this.path(`?${query}`);
  }

  /** Goes on from a host along the lower-case text of a prefix. */
  prefix({ hosts, ends }: TextPrefix, text: string): void {
    this.#step(this.#key.path[hosts === 'site' ? SITE_MARK : BELOW_MARK] ?? 0);
    this.path(text);
    if (ends === 'boundary') this.#step(this.#key.path[BOUNDARY_MARK] ?? 0);
  }

  #take(): void {
    this.#host.settle();
    this.a = this.#host.a;
    this.b = this.#host.b;
    this.c = this.#host.c;
  }

  #step(word: number): void {
    this.a = stepA(this.a, word);
    this.b = stepB(this.b, this.a);
    this.c = stepC(this.c, this.b);
  }
}
