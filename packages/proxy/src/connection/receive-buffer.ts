import { MORE } from '../bytes/reader-result.ts';
import { type HeadReader } from '../head/head-reader.ts';
import type { Limits } from '../settings/limits.ts';
import type { Station } from './station.ts';

const LEAST_ROOM = 256;

/**
 * What a client has sent and nobody has used yet: the beginning of a head, the bytes behind one, requests before their
 * turn. Bounded by one head and what one read of the socket brings, because the socket is paused while it is full.
 */
export class ReceiveBuffer {
  /** Bytes that have been copied in all: at most three for each that came, however few come at a time. */
  copied = 0;

  readonly #station: Station;
  readonly #limits: Limits;
  #bytes: Buffer | undefined;
  /** `#bytes` are of the read that is being worked on, and will be overwritten by the next. */
  #borrowed = false;
  /** What `#bytes` are a part of, if it is ours and has room behind them; and where that begins. */
  #room: Buffer | undefined;
  #roomFrom = 0;
  #reader: HeadReader | undefined;
  /** How many bytes the observer believes to wait here. */
  #reported = 0;

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
    if (this.#borrowed) this.#room = undefined;
    this.#bytes = this.#bytes === undefined ? bytes : this.#append(this.#bytes, bytes);
  }

  /** Room doubles, so that a head that comes byte by byte is not copied once for each of them. */
  #append(before: Buffer, fresh: Buffer): Buffer {
    const length = before.length + fresh.length;
    if (this.#room === undefined || this.#roomFrom + fresh.length > this.#room.length) {
      this.#room = Buffer.allocUnsafeSlow(Math.max(LEAST_ROOM, 2 * length));
      before.copy(this.#room);
      this.#roomFrom = before.length;
      this.copied += before.length;
    }
    fresh.copy(this.#room, this.#roomFrom);
    this.#roomFrom += fresh.length;
    this.copied += fresh.length;
    return this.#room.subarray(this.#roomFrom - length, this.#roomFrom);
  }

  /** At the end of a read: what nobody has used is copied. Nearly always that is nothing. */
  settle(): void {
    if (this.#borrowed && this.#bytes !== undefined) this.#bytes = Buffer.from(this.#bytes);
    this.#borrowed = false;
    this.#report();
  }

  /** Everything, which is then gone from here; before {@link settle} only to be looked at. */
  take(): Buffer | undefined {
    const bytes = this.#bytes;
    this.#keep(undefined);
    if (this.#reported !== 0) this.#report();
    return bytes;
  }

  /** Lets go of the first `count` bytes, before any head is read; some are left. */
  drop(count: number): void {
    this.#bytes = this.#bytes?.subarray(count);
  }

  /** All but the last `held` bytes, which stay; to be looked at only, as with {@link take}. */
  takeAllBut(held: number): Buffer | undefined {
    const bytes = this.#bytes;
    if (bytes === undefined || held >= bytes.length) return undefined;
    const end = bytes.length - held;
    this.#keep(held === 0 ? undefined : bytes.subarray(end));
    if (this.#reported !== 0) this.#report();
    return held === 0 ? bytes : bytes.subarray(0, end);
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
    this.#keep(reader.length === bytes.length ? undefined : bytes.subarray(reader.length));
    if (this.#reported !== 0) this.#report();
    this.#returnReader();
  }

  /** Stops reading the head at the front, if one is being read. Its bytes stay. */
  leaveHead(): void {
    this.#returnReader();
  }

  /** Lets go of everything. */
  clear(): void {
    this.#keep(undefined);
    if (this.#reported !== 0) this.#report();
    this.#returnReader();
  }

  /** `bytes`: the last of those that there are. */
  #keep(bytes: Buffer | undefined): void {
    this.#bytes = bytes;
    if (bytes === undefined) this.#room = undefined;
  }

  /** One comparison if nothing waits, which is nearly always. */
  #report(): void {
    const waits = this.#bytes?.length ?? 0;
    if (waits === this.#reported) return;
    this.#station.observer.waiting(waits - this.#reported);
    this.#reported = waits;
  }

  #returnReader(): void {
    if (this.#reader === undefined) return;
    this.#station.returnReader(this.#reader, this.#limits);
    this.#reader = undefined;
  }
}
