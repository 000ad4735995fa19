/**
 * Puts the bytes of CRYPTO frames in order (RFC 9000 §19.6). Frames may come in any order, overlap and repeat; browsers shuffle them
 * on purpose. A byte that comes twice must be the same both times: a server keeps one of the two, and which one is not known here.
 *
 *   starts  0    │ 900  │        bytes  ████████░░░░░░████████████░░░░
 *   ends    420  │ 1700 │               0     420    900       1700       a frame 400..950 joins both into one piece
 */
import { QUIC_REASON } from '../observe/quic-reason.ts';

/** OpenSSL, quic-go and BoringSSL refuse hellos that are longer; one with two post-quantum keys and ECH takes 4,000. */
export const MOST_CRYPTO_BYTES: number = 16 * 1024;
/** Pieces with gaps between them at one time. Chromium makes at most ten. */
const MOST_PIECES = 32;
/** What the hellos of most clients fit in. */
export const FIRST_SLAB_BYTES = 2048;
const NO_BYTES = Buffer.alloc(0);

/** What {@link CryptoStream.add} returns if there is nothing wrong; anything else is a reason. */
export const ADDED = -1;

/** One handshake as far as it has come. Memory: 2 to 16 KiB, by the highest offset. */
export class CryptoStream {
  bytes: Buffer;
  /** Bytes from the beginning without a gap. */
  contiguous = 0;
  /** Behind the last byte that has come. */
  highest = 0;

  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** @param slab - of {@link FIRST_SLAB_BYTES}: the stream's alone until {@link release}. */
  constructor(slab: Buffer) {
    this.bytes = slab;
  }

  /** Adds `source[from, to)` at `offset`. Returns ADDED or the code of a reason; then the stream is of no use any more. */
  add(offset: number, source: Buffer, from: number, to: number): number {
    const end = offset + to - from;
    if (end > MOST_CRYPTO_BYTES) return QUIC_REASON['crypto-too-large'];
    if (from === to) return ADDED;
    if (!this.#agrees(offset, end, source, from)) return QUIC_REASON['crypto-ambiguous'];
    if (end > this.bytes.length) this.#grow(end);
    source.copy(this.bytes, offset, from, to);
    return this.#insert(offset, end);
  }

  /** Gives the memory back. Nothing is added any more. */
  release(): void {
    this.bytes = NO_BYTES;
  }

  /** True if all bytes that came before are the same now. */
  #agrees(offset: number, end: number, source: Buffer, from: number): boolean {
    for (let piece = 0; piece < this.#starts.length; piece += 1) {
      const start = Math.max(offset, this.#starts[piece] as number);
      const stop = Math.min(end, this.#ends[piece] as number);
      if (start >= stop) continue;
      const at = from + start - offset;
      if (source.compare(this.bytes, start, stop, at, at + stop - start) !== 0) return false;
    }
    return true;
  }

  #grow(end: number): void {
    let size = this.bytes.length;
    while (size < end) size *= 2;
    const grown = Buffer.allocUnsafeSlow(size);
    this.bytes.copy(grown, 0, 0, this.highest);
    this.bytes = grown;
  }

  /** Makes `[start, end)` and all pieces that touch it one piece. */
  #insert(start: number, end: number): number {
    const starts = this.#starts;
    const ends = this.#ends;
    let first = 0;
    while (first < this.#starts.length && (ends[first] as number) < start) first += 1;
    let behind = first;
    while (behind < this.#starts.length && (starts[behind] as number) <= end) behind += 1;
    const from = behind > first ? Math.min(start, starts[first] as number) : start;
    const to = behind > first ? Math.max(end, ends[behind - 1] as number) : end;
    starts.splice(first, behind - first, from);
    ends.splice(first, behind - first, to);
    if (starts.length > MOST_PIECES) return QUIC_REASON['crypto-scattered'];
    this.highest = Math.max(this.highest, to);
    if (starts[0] === 0) this.contiguous = ends[0] as number;
    return ADDED;
  }
}
