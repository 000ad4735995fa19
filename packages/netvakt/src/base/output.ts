import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Standard output, standard error, or what a test puts in their place. */
export type OutputStream = Writable & { readonly isTTY?: boolean };

/**
 * Writes to a stream at the reader's pace. A reader that goes away (`| head`) has what it wanted: from then on writes
 * are dropped and {@link isGone} tells. A full disk is the same to us; nothing here ever throws.
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

  /** Whether a person reads along. */
  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  /** Whether nobody reads any more. */
  get isGone(): boolean {
    return this.#gone;
  }

  /** Resolves when the stream can take more: whoever awaits it holds a bounded amount. */
  async write(text: string): Promise<void> {
    if (this.#gone || this.#stream.write(text)) return;
    try {
      await once(this.#stream, 'drain'); // rejects on 'error'
    } catch {
      this.#gone = true;
    }
  }
}
