/** Copies of bytes that the kernel has not taken, first in, first out. Nobody writes more before they have gone, so there are few. */
export class UnsentBytes {
  readonly #parts: Buffer[] = [];

  /** What goes next, not empty; `undefined`: all have gone. */
  get first(): Buffer | undefined {
    return this.#parts[0];
  }

  /** `bytes` may be others when it returns. */
  add(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#parts.push(Buffer.from(bytes));
  }

  /** So many bytes of the first have gone. */
  drop(count: number): void {
    const rest = this.#parts[0]?.subarray(count);
    if (rest === undefined || rest.length === 0) this.#parts.shift();
    else this.#parts[0] = rest;
  }
}
