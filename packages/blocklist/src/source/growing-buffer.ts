/** Bytes that come in chunks, in one piece: chunks that are joined at the end are there twice for a moment. */
export class GrowingBuffer {
  #room: Buffer;
  #length = 0;

  /** @param expected - so many bytes, if all goes well. Memory that no byte comes for is not touched. */
  constructor(expected: number) {
    this.#room = Buffer.allocUnsafeSlow(Number.isSafeInteger(expected) && expected > 0 ? expected : 0);
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** What came so far: not a copy. */
  get bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  /** Adds a copy of `chunk`. Linear in all bytes, however they are cut. */
  push(chunk: Uint8Array): void {
    const length = this.#length + chunk.length;
    if (length > this.#room.length) {
      const wider = Buffer.allocUnsafeSlow(Math.ceil(length * 1.5));
      this.#room.copy(wider, 0, 0, this.#length);
      this.#room = wider;
    }
    this.#room.set(chunk, this.#length);
    this.#length = length;
  }
}
