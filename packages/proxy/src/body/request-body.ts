import { CHUNKED } from '../head/meaning.ts';
import { ChunkTracker, OPEN } from './chunk-tracker.ts';

/** Follows the body of one request after another on a client's connection, to know where each ends. */
export class RequestBody {
  /** Bytes still to come of a body with a length; meaningless for a chunked one. */
  #left = 0;
  #chunks: ChunkTracker | undefined;
  #isChunked = false;

  /** Bytes that the last {@link follow} has looked at one by one. */
  get steps(): number {
    return this.#isChunked && this.#chunks !== undefined ? this.#chunks.steps : 0;
  }

  /** `length` as {@link Meaning.bodyLength} has it. */
  begin(length: number): void {
    this.#isChunked = length === CHUNKED;
    this.#left = this.#isChunked ? 0 : length;
    if (!this.#isChunked) return;
    this.#chunks ??= new ChunkTracker();
    this.#chunks.reset();
  }

  /** Where the body ends in `bytes[start, end)`, {@link OPEN} if it goes on, or BROKEN. */
  follow(bytes: Uint8Array, start: number, end: number): number {
    if (this.#isChunked && this.#chunks !== undefined) return this.#chunks.follow(bytes, start, end);
    const step = Math.min(this.#left, end - start);
    this.#left -= step;
    return this.#left === 0 ? start + step : OPEN;
  }
}
