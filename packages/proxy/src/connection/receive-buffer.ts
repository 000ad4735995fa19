import { MORE } from '../bytes/reader-result.ts';
import { type HeadReader } from '../head/head-reader.ts';
import type { Limits } from '../settings/limits.ts';
import type { Station } from './station.ts';

/**
 * What a client has sent and nobody has used yet: the beginning of a head, the bytes behind one, requests before their
 * turn. Bounded by one head and what one read of the socket brings, because the socket is paused while it is full.
 */
export class ReceiveBuffer {
  readonly #station: Station;
  readonly #limits: Limits;
  #bytes: Buffer | undefined;
  /** `#bytes` are of the read that is being worked on, and will be overwritten by the next. */
  #borrowed = false;
  #reader: HeadReader | undefined;
  /** How many bytes the observer believes to wait here. */
  #told = 0;

  constructor(station: Station, limits: Limits) {
    this.#station = station;
    this.#limits = limits;
  }

  get bytes(): Buffer | undefined {
    return this.#bytes;
  }

  get empty(): boolean {
    return this.#bytes === undefined;
  }

  /** `bytes` may be a read's own until {@link settle}. */
  add(bytes: Buffer): void {
    this.#borrowed = this.#bytes === undefined;
    this.#bytes = this.#bytes === undefined ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /** At the end of a read: what nobody has used is copied. Nearly always that is nothing. */
  settle(): void {
    if (this.#borrowed && this.#bytes !== undefined) this.#bytes = Buffer.from(this.#bytes);
    this.#borrowed = false;
    this.#tell();
  }

  /** Everything, which is then gone from here; before {@link settle} only to be looked at. */
  take(): Buffer | undefined {
    const bytes = this.#bytes;
    this.#bytes = undefined;
    if (this.#told !== 0) this.#tell();
    return bytes;
  }

  /** Reads on in the head at the front: MORE, WHOLE or the code of a refusal. After MORE, `add` and ask again. */
  readHead(): number {
    const bytes = this.#bytes;
    if (bytes === undefined) return MORE;
    this.#reader ??= this.#station.borrowReader(this.#limits);
    return this.#reader.read(bytes, bytes.length);
  }

  /** After WHOLE: the head, still in place, and the bytes that it is at the front of. */
  wholeHead(): { readonly reader: HeadReader; readonly bytes: Buffer } {
    if (this.#reader === undefined || this.#bytes === undefined) throw new TypeError('No head is whole');
    return { reader: this.#reader, bytes: this.#bytes };
  }

  /** Lets go of the head at the front; what is behind it stays. */
  passHead(): void {
    const { reader, bytes } = this.wholeHead();
    this.#bytes = reader.length === bytes.length ? undefined : bytes.subarray(reader.length);
    if (this.#told !== 0) this.#tell();
    this.#returnReader();
  }

  /** Stops reading the head at the front, if one is being read. Its bytes stay. */
  leaveHead(): void {
    this.#returnReader();
  }

  /** Lets go of everything. */
  clear(): void {
    this.#bytes = undefined;
    if (this.#told !== 0) this.#tell();
    this.#returnReader();
  }

  /** One comparison if nothing waits, which is nearly always. */
  #tell(): void {
    const waits = this.#bytes?.length ?? 0;
    if (waits === this.#told) return;
    this.#station.observer.waiting(waits - this.#told);
    this.#told = waits;
  }

  #returnReader(): void {
    if (this.#reader === undefined) return;
    this.#station.returnReader(this.#reader, this.#limits);
    this.#reader = undefined;
  }
}
