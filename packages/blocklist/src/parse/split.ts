/**
 * Bytes in chunks of any size become lines, numbered from 1.
 *
 *   chunk 1      chunk 2
 *   a.test\r     \nb.test\rc.te   ...   end
 *   └ line 1 ┘     └ 2  ┘ └ 3 (no line end needed)
 *
 * LF, CRLF and bare CR each end a line; CR LF is one end even if a chunk ends between them. A line that fits in its chunk
 * is handed on without a copy; only one that crosses chunks is copied, into a buffer of at most `maxBytes`. A longer line is
 * dropped as it comes, so memory never depends on the list.
 */

/** Notified of each line, in order. `bytes` is lent for the length of the call: copy what must outlive it. */
export interface LineSink {
  /** A line, without its end: `bytes[start]` up to, not with, `bytes[end]`. */
  line(number: number, bytes: Buffer, start: number, end: number): void;
  /** A line of more than `maxBytes`; its bytes are gone. */
  tooLong(number: number): void;
}

const LF = 0x0a;
const CR = 0x0d;

/** Cuts chunks into lines. One splitter reads one list. */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #sink: LineSink;
  #carry: Buffer = Buffer.alloc(0);
  #carried = 0;
  #overlong = false;
  #afterCarriageReturn = false;
  #number = 1;

  /** @param maxBytes - the longest line that is handed on, its end not counted. At least 1. */
  constructor(maxBytes: number, sink: LineSink) {
    this.#maxBytes = maxBytes;
    this.#sink = sink;
  }

  /** Reads the next bytes. Linear in their number; calls the sink for each line that ends in them. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let i = 0; i < bytes.length; i += 1) {
      const byte = bytes[i];
      if (byte !== LF && byte !== CR) continue;
      const endsCrLf = byte === LF && i === start && this.#afterCarriageReturn;
      if (!endsCrLf) this.#end(bytes, start, i);
      this.#afterCarriageReturn = byte === CR;
      start = i + 1;
    }
    if (start < bytes.length) this.#keep(bytes, start);
  }

  /** Hands on the last line, if the list does not end in a line end. The splitter is of no use after it. */
  finish(): void {
    if (this.#carried > 0 || this.#overlong) this.#end(this.#carry, 0, 0);
    this.#carry = Buffer.alloc(0);
  }

  /** One line ends: what was carried, then `bytes[start..end)`. */
  #end(bytes: Buffer, start: number, end: number): void {
    const number = this.#number;
    this.#number += 1;
    const length = this.#carried + end - start;
    if (this.#overlong || length > this.#maxBytes) this.#sink.tooLong(number);
    else if (this.#carried === 0) this.#sink.line(number, bytes, start, end);
    else {
      this.#append(bytes, start, end);
      this.#sink.line(number, this.#carry, 0, length);
    }
    this.#carried = 0;
    this.#overlong = false;
  }

  /** The chunk ends inside a line: keep its beginning, or only the fact that it is too long. */
  #keep(bytes: Buffer, start: number): void {
    this.#afterCarriageReturn = false;
    if (this.#overlong) return;
    if (this.#carried + bytes.length - start > this.#maxBytes) {
      this.#overlong = true;
      this.#carried = 0;
    } else {
      this.#append(bytes, start, bytes.length);
    }
  }

  #append(bytes: Buffer, start: number, end: number): void {
    const length = this.#carried + end - start;
    if (length > this.#carry.length) {
      const wider = Buffer.allocUnsafe(Math.min(this.#maxBytes, Math.max(256, 2 * length)));
      this.#carry.copy(wider, 0, 0, this.#carried);
      this.#carry = wider;
    }
    bytes.copy(this.#carry, this.#carried, start, end);
    this.#carried = length;
  }
}
