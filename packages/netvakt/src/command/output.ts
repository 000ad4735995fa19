import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Standard output, standard error, or what a test puts in their place. */
export type OutputStream = Writable & { readonly isTTY?: boolean };

/**
 * Writes to a stream at the reader's pace. A reader that went away (`| head`) ends the process quietly, with what it
 * wanted; any other error of the stream is thrown at the next write.
 */
export class Output {
  readonly #stream: OutputStream;
  #failure: Error | undefined;

  constructor(stream: OutputStream) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      this.#failure = error;
    });
  }

  /** Whether a person reads along. */
  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  /** Resolves when the stream can take more: whoever awaits it holds a bounded amount. */
  async write(text: string): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#stream.write(text)) await once(this.#stream, 'drain');
  }
}
