/**
 * Takes TLS records apart (RFC 8446 §5.1) and hands the handshake bytes inside to whoever reads them. A ClientHello may
 * be cut over segments and over records in any way; post-quantum key shares make two segments the normal case.
 *
 *   16 03 01 00 05 │ 01 00 00 c4 03 │ 16 03 01 … │ …
 *   └ type, version, length         └ the next record goes on with the same message
 */
import { MORE, ON } from '../bytes/reader-result.ts';
import { REFUSAL } from '../observe/refusal.ts';
import type { Limits } from '../settings/limits.ts';
import { HelloReader } from './hello-reader.ts';
import { NOT_TLS, SSLV2 } from './outcome.ts';

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const HEADER_BYTES = 5;
/** RFC 8446 §5.1: 2^14. */
const MOST_RECORD_BYTES = 16_384;
/** A whole hello in records of one byte is a thousand records; no client sends even five. */
const MOST_RECORDS = 32;

/**
 * Reads what a client says first in a tunnel. `read` returns MORE, WHOLE, NOT_TLS, SSLV2 or the code of a refusal, the
 * same for every way in which the bytes may be cut. Each byte is looked at once; the caller keeps them, to forward.
 */
export class RecordReader {
  readonly hello: HelloReader;

  readonly #most: number;
  #bytes = 0;
  #records = 0;
  /** Bytes of the record's header that have come; the whole header when its payload is being read. */
  #header = 0;
  #left = 0;

  constructor(limits: Pick<Limits, 'helloBytes'>) {
    this.#most = limits.helloBytes;
    this.hello = new HelloReader(limits.helloBytes);
  }

  /** True where no byte has come yet. */
  get untouched(): boolean {
    return this.#bytes === 0;
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    let result = ON;
    while (result === ON && at < end) {
      if (this.#bytes >= this.#most) return REFUSAL['hello-too-large'];
      const inPayload = this.#header === HEADER_BYTES;
      const stop = inPayload ? Math.min(end, at + Math.min(this.#left, this.#most - this.#bytes)) : at + 1;
      result = inPayload ? this.#payload(bytes, at, stop) : this.#headerByte(bytes[at] as number);
      this.#bytes += stop - at;
      at = stop;
    }
    return result === ON ? MORE : result;
  }

  #payload(bytes: Uint8Array, start: number, end: number): number {
    this.#left -= end - start;
    if (this.#left === 0) this.#header = 0;
    return this.hello.read(bytes, start, end);
  }

  #headerByte(byte: number): number {
    const index = this.#header;
    this.#header += 1;
    if (this.#records === 0) {
      if (index === 0 && byte !== HANDSHAKE) return this.#maybeOld(byte);
      if (this.#left === OLD) return this.#oldByte(byte, index);
    }
    switch (index) {
      case 0:
        return byte === HANDSHAKE ? ON : REFUSAL['hello-malformed'];
      case 1:
        return byte === 3 ? ON : this.#foreign();
      case 2:
        return ON;
      case 3:
        this.#left = byte * 256;
        return ON;
      default:
        return this.#begin(byte);
    }
  }

  #begin(byte: number): number {
    this.#left += byte;
    this.#records += 1;
    if (this.#records > MOST_RECORDS) return REFUSAL['hello-too-large'];
    return this.#left === 0 || this.#left > MOST_RECORD_BYTES ? this.#foreign() : ON;
  }

  /** Before the first record no server would take this for TLS either; after it, it is a broken hello. */
  #foreign(): number {
    return this.#records > 1 || !this.hello.untouched ? REFUSAL['hello-malformed'] : NOT_TLS;
  }

  /** `8x xx 01 03`: a hello in the framing of SSLv2 (RFC 5246 §E.2), which cannot carry a server name. */
  #maybeOld(byte: number): number {
    if ((byte & 0x80) === 0) return NOT_TLS;
    this.#left = OLD;
    return ON;
  }

  #oldByte(byte: number, index: number): number {
    if (index === 1) return ON;
    if (index === 2) return byte === CLIENT_HELLO ? ON : NOT_TLS;
    return byte === 3 ? SSLV2 : NOT_TLS;
  }
}

/** The value of `#left` while the first bytes look like SSLv2. */
const OLD = -1;
