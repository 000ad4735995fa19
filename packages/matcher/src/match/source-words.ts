/** A view of an array of bytes as words, for kernels that take four bytes at once. */
import { checkBytes } from './errors.ts';

const NOTHING = new Uint8Array(0);

/** The view of the array that was read last: an array that is asked for once is not worth one, and a read buffer is asked for again and again. */
export class SourceWords {
  /** Bytes of the first word that are before the array. */
  shift = 0;
  #source: Uint8Array = NOTHING;
  #words: Int32Array | undefined;

  /**
   * True if this array was read last. Only of another one it is checked that it is one of bytes: no look-up in a read buffer costs more.
   *
   * @throws MatchError
   */
  isLast(bytes: Uint8Array): boolean {
    if (bytes === this.#source) return true;
    checkBytes(bytes);
    this.#source = bytes;
    this.#words = undefined;
    return false;
  }

  /** All whole words of the memory of the array that was read last, from the one that it begins in. */
  words(): Int32Array {
    return this.#words ?? this.#view(this.#source);
  }

  #view({ buffer, byteOffset }: Uint8Array): Int32Array {
    this.shift = byteOffset & 3;
    const first = byteOffset - this.shift;
    this.#words = new Int32Array(buffer, first, (buffer.byteLength - first) >>> 2);
    return this.#words;
  }
}
