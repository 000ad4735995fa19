/**
 * Compressed bytes become plain ones, in pieces, within caps: the size of a packed file reveals nothing about what comes out. What is too large
 * is found while it comes out, never after.
 */
import { once } from 'node:events';
import { createGunzip, createInflateRaw, createZstdDecompress } from 'node:zlib';
import type { ListRefusalReason } from '../report/refusal.ts';

/** What unpacking may come to. */
export interface UnpackBounds {
  readonly maxUnpackedBytes: number;
  readonly maxUnpackedRatio: number;
}

/** The reason a delivery is not unpacked. `found` holds figures only. */
export interface UnpackFailure {
  readonly reason: ListRefusalReason;
  readonly found: string;
}

/** How bytes were packed; `deflate` without header is what a zip archive holds. */
export type Packing = 'gzip' | 'zstd' | 'deflate';

/** Below this much, no ratio is a sign of anything: a list of one name repeated packs well. */
const RATIO_FREE_BYTES = 1024 * 1024;

const OPEN = { gzip: createGunzip, zstd: createZstdDecompress, deflate: createInflateRaw } as const;

/** Unpacks one stream. Memory: a few pieces of 64 KiB, and what a zstd window may take (8 MiB and less is all it opens). */
export class Inflater {
  readonly #stream: ReturnType<(typeof OPEN)[Packing]>;
  readonly #packing: Packing;
  readonly #bounds: UnpackBounds;
  #given = 0;
  #made = 0;
  #failure: UnpackFailure | undefined;
  #stopped = false;

  /** @param receive - gets each piece, lent for the length of the call; returns false to stop. */
  constructor(packing: Packing, bounds: UnpackBounds, receive: (piece: Buffer) => boolean) {
    this.#packing = packing;
    this.#bounds = bounds;
    this.#stream = OPEN[packing]();
    this.#stream.on('data', (piece: Buffer) => this.#piece(piece, receive));
    this.#stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure ??= { reason: 'unpack-failed', found: `a ${packing} stream: ${error.code ?? 'unreadable'}` };
    });
  }

  /** Bytes that came out so far. */
  get made(): number {
    return this.#made;
  }

  /** Gives the next packed bytes. @returns false if no more are wanted. */
  async push(chunk: Uint8Array): Promise<boolean> {
    if (this.#ended) return false;
    this.#given += chunk.length;
    // Copied: the stream reads on after the caller has written over its buffer.
    if (!this.#stream.write(Buffer.from(chunk))) await Promise.race([once(this.#stream, 'drain'), this.#closed()]);
    return !this.#ended;
  }

  /** The end of the packed bytes. @returns why it failed; `undefined` if all came out, or the receiver stopped. */
  async finish(): Promise<UnpackFailure | undefined> {
    if (!this.#ended) {
      const closed = this.#closed();
      this.#stream.end();
      await closed;
    }
    this.#stream.destroy();
    return this.#stopped ? undefined : this.#failure;
  }

  get #ended(): boolean {
    return this.#failure !== undefined || this.#stopped;
  }

  #piece(piece: Buffer, receive: (piece: Buffer) => boolean): void {
    if (this.#ended) return;
    this.#made += piece.length;
    const { maxUnpackedBytes, maxUnpackedRatio } = this.#bounds;
    if (this.#made > maxUnpackedBytes) {
      this.#fail('unpacked-too-large', `more than ${maxUnpackedBytes} bytes from a ${this.#packing} stream`);
    } else if (this.#made > RATIO_FREE_BYTES + maxUnpackedRatio * this.#given) {
      this.#fail('unpacked-ratio', `more than ${maxUnpackedRatio} times the ${this.#given} bytes read so far`);
    } else if (!receive(piece)) {
      this.#stopped = true;
      this.#stream.destroy();
    }
  }

  #fail(reason: ListRefusalReason, found: string): void {
    this.#failure = { reason, found };
    this.#stream.destroy();
  }

  /** Resolves at the stream's end, however it comes; never rejects. */
  #closed(): Promise<void> {
    if (this.#stream.closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#stream.once('close', () => resolve());
    });
  }
}
