import { Socket } from 'node:net';

type Done = (error?: Error | null) => void;

/**
 * A socket that reads to the end although a write has failed.
 *
 * A peer may answer and reset before it has read all that was sent. Its answer is then in the kernel's queue when the next
 * write fails, and an ordinary socket ends with that answer unread. This one drops what nobody will take, goes on reading,
 * and is destroyed with the error of the write when everything has been read.
 */
export class PatientSocket extends Socket {
  #failure: Error | undefined;

  constructor() {
    super({ allowHalfOpen: true });
    this.setNoDelay(true);
  }

  override _write(chunk: unknown, encoding: BufferEncoding, done: Done): void {
    if (this.#failure === undefined) super._write(chunk, encoding, this.#forgiving(done));
    else done();
  }

  override _writev(chunks: { readonly chunk: unknown; readonly encoding: BufferEncoding }[], done: Done): void {
    if (this.#failure === undefined) super._writev?.(chunks, this.#forgiving(done));
    else done();
  }

  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    // Before all other listeners, so that they find it destroyed: the end is a failure. But only once what was read is handed on.
    if (chunk === null)
      this.prependOnceListener('end', () => this.#failure !== undefined && this.destroy(this.#failure));
    return super.push(chunk, encoding);
  }

  #forgiving(done: Done): Done {
    return (error) => {
      if (error !== undefined && error !== null && !this.readableEnded) this.#failure ??= error;
      done(this.#failure === undefined ? error : null);
    };
  }
}
