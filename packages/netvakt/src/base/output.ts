import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { codeOf } from './anonymous.ts';

/** Standard output, standard error, or what a test puts in their place. */
export type OutputStream = Writable & { readonly isTTY?: boolean };

/**
 * Writes to a stream at the reader's pace. If the reader goes away (`| head`) or the disk is full, {@link isGone} becomes true
 * and further writes are dropped; {@link failure} distinguishes the two. Never throws.
 */
export class Output {
  readonly #stream: OutputStream;
  #gone = false;
  #error: Error | null = null;

  constructor(stream: OutputStream) {
    this.#stream = stream;
    stream.on('error', (error) => {
      this.#gone = true;
      this.#error = error;
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

  /** Waits until everything is written, or lost. Resolves with the system's code if it is lost, and not to a reader who went away. */
  async failure(): Promise<string | undefined> {
    if (!this.#gone) await new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
    await setImmediate(); // standard output reports an error after its write, other streams when they are closed
    const error = this.#error ?? this.#stream.errored;
    const code = codeOf(error) ?? 'unknown error';
    return error === null || code === 'EPIPE' ? undefined : code;
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
