import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Standard output, standard error, or what a test puts in their place. */
export type OutputStream = Writable & { readonly isTTY?: boolean };

/**
 * Writes to a stream at the reader's pace. If the reader goes away (`| head`) or the disk is full, {@link isGone} becomes true
 * and further writes are dropped. Never throws.
 */
export class Output {
  readonly #stream: OutputStream;
  #gone = false;

  constructor(stream: OutputStream) {
    this.#stream = stream;
    stream.on('error', () => {
      this.#gone = true;
    });
  }

  /** True if the stream is a terminal. */
  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  /** True if nobody reads any more. */
  get isGone(): boolean {
    return this.#gone;
  }

  /** Resolves when the stream can take more, so that a caller who awaits it buffers a bounded amount. */
  async write(text: string): Promise<void> {
    if (this.#gone || this.#stream.write(text)) return;
    try {
      await once(this.#stream, 'drain'); // rejects on 'error'
    } catch {
      this.#gone = true;
    }
  }
}
