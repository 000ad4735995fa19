/** Sections -> one buffer. The only file that decides where each section is in a new snapshot. */
import { idnaVersion } from '../canonical/idna.ts';
import { newBuffer } from './buffers.ts';
import { checksumOf } from './checksum.ts';
import {
  CANONICAL_VERSION,
  ENDIAN_TAG,
  FORMAT_VERSION,
  HEADER,
  HEADER_WORDS,
  MAGIC,
  SECTION_ALIGNMENT,
  SECTION_NAMES,
  type SectionName,
} from './layout.ts';
import { sha256OfBlocks } from './sha256.ts';

const DIGEST_BYTES = 32;

/** Lays sections of given sizes, in bytes, one after another and lets the caller fill them. */
export class SnapshotWriter {
  readonly #buffer: SharedArrayBuffer;
  readonly #header: Int32Array;

  constructor(sizes: Readonly<Record<SectionName, number>>) {
    let block = (HEADER_WORDS * 4) / SECTION_ALIGNMENT;
    const places = SECTION_NAMES.map((name) => {
      const first = block;
      block += Math.ceil(sizes[name] / SECTION_ALIGNMENT);
      return [first, sizes[name]] as const;
    });
    this.#buffer = newBuffer(block * SECTION_ALIGNMENT);
    this.#header = new Int32Array(this.#buffer, 0, HEADER_WORDS);
    this.header(HEADER.magic, [...MAGIC, FORMAT_VERSION, ENDIAN_TAG, CANONICAL_VERSION, idnaVersion(), block]);
    for (const [index, [first, bytes]] of places.entries()) this.header(HEADER.sections + index * 4, [first, bytes]);
  }

  /** Writes words of the header. */
  header(at: number, words: ArrayLike<number>): void {
    this.#header.set(words, at);
  }

  /** A section as words; zero until written. */
  words(name: SectionName): Int32Array {
    const at = HEADER.sections + SECTION_NAMES.indexOf(name) * 4;
    const [first = 0, bytes = 0] = this.#header.subarray(at, at + 2);
    return new Int32Array(this.#buffer, first * SECTION_ALIGNMENT, bytes >>> 2);
  }

  /** A section as bytes. */
  bytes(name: SectionName): Uint8Array {
    const at = HEADER.sections + SECTION_NAMES.indexOf(name) * 4;
    const [first = 0, bytes = 0] = this.#header.subarray(at, at + 2);
    return new Uint8Array(this.#buffer, first * SECTION_ALIGNMENT, bytes);
  }

  /**
   * Names the content by its digest, seals it with checksums and hands the buffer out.
   *
   * @param sha256 - the platform's SHA-256. Default: the one of this package, which is slower
   */
  finish(sha256?: (bytes: Uint8Array) => Uint8Array): SharedArrayBuffer {
    const words = new Int32Array(this.#buffer);
    if (sha256 === undefined) this.header(HEADER.digest, sha256OfBlocks(words));
    else new Uint8Array(this.#buffer, HEADER.digest * 4, DIGEST_BYTES).set(sha256(new Uint8Array(this.#buffer)));
    for (const index of SECTION_NAMES.keys()) {
      const at = HEADER.sections + index * 4;
      const [first = 0, bytes = 0] = this.#header.subarray(at, at + 2);
      const from = first * (SECTION_ALIGNMENT / 4);
      this.header(
        at + 2,
        checksumOf(words, from, from + Math.ceil(bytes / SECTION_ALIGNMENT) * (SECTION_ALIGNMENT / 4)),
      );
    }
    this.header(HEADER.checksum, checksumOf(words, 0, HEADER.checksum));
    return this.#buffer;
  }
}
