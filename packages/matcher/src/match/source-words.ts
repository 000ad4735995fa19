/** A view of an array of bytes as words, for kernels that take four bytes at once. */

const NOTHING = new Uint8Array(0);

/** The view of the array that was read last: an array that is asked for once is not worth one, and a read buffer is asked for again and again. */
export class SourceWords {
  /** Bytes of the first word that are before the array. */
  shift = 0;
  #source: Uint8Array = NOTHING;
  #words: Int32Array | undefined;

  /** All whole words of the array's memory, from the one that it begins in; `undefined` if it was not read last. */
  of(bytes: Uint8Array): Int32Array | undefined {
    if (bytes === this.#source) return this.#words ?? this.#view(bytes);
    this.#source = bytes;
    this.#words = undefined;
    return undefined;
  }

  #view({ buffer, byteOffset }: Uint8Array): Int32Array {
    this.shift = byteOffset & 3;
    const first = byteOffset - this.shift;
    this.#words = new Int32Array(buffer, first, (buffer.byteLength - first) >>> 2);
    return this.#words;
  }
}
