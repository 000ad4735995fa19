import { Socket } from 'node:net';

/**
 * A socket that reads to the end although a write has failed.
 *
 * A peer may answer and reset before it has read all that was sent. Its answer is then in the kernel's queue when the next
 * write fails, and an ordinary socket ends with that answer unread. This one goes on reading, and is destroyed with the
 * error of the write when everything has been read.
 */
export class PatientSocket extends Socket {
  #failure: Error | undefined;

  constructor() {
    super({ allowHalfOpen: true });
    this.setNoDelay(true);
  }

  /** True after a write has failed: nobody will take what is written, and no `drain` follows. */
  get isUnheard(): boolean {
    return this.#failure !== undefined;
  }

  override destroy(error?: Error): this {
    if (this.#failure !== undefined || !isFailedWrite(error) || this.readableEnded) return super.destroy(error);
    this.#failure = error;
    this.emit('drain'); // whoever waits for room need not wait any longer
    return this;
  }

  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    if (chunk !== null || this.#failure === undefined) return super.push(chunk, encoding);
    super.destroy(this.#failure);
    return false;
  }
}

function isFailedWrite(error: NodeJS.ErrnoException | undefined): error is NodeJS.ErrnoException {
  return error?.syscall === 'write';
}
