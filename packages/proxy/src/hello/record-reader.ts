/**
 * Takes TLS records apart (RFC 8446 §5.1) and hands the handshake bytes inside to whoever reads them. A ClientHello may
 * be cut over segments and over records in any way; post-quantum key shares make two segments the normal case.
 *
 *   21 03 01 00 02 │ 01 00 │ 16 04 01 00 00 │ 16 03 01 00 05 │ 01 00 00 c4 03 │ 16 03 01 … │ …
 *   └ passed over          └ empty          └ type, version, length            └ goes on with the same message
 *
 * Servers are lenient here, each in its own way, so this reader accepts what any of them accepts:
 *
 * - the version of a record is ignored, as RFC 8446 §5.1 demands (Go takes 0x0401);
 * - handshake records may be empty (OpenSSL) and of any length (some servers allow for the expansion of ciphers);
 * - warning alerts (Go), change_cipher_spec (GnuTLS) and heartbeats may come before the hello.
 *
 * What it calls NOT_TLS, no known server takes for TLS. Work and memory are bounded by bytes, not by a count of records.
 */
import { MORE, ON } from '../bytes/reader-result.ts';
import { REFUSAL } from '../observe/refusal.ts';
import type { Limits } from '../settings/limits.ts';
import { HelloReader } from './hello-reader.ts';
import { NOT_TLS, SSLV2 } from './outcome.ts';

const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const HEARTBEAT = 24;
const CLIENT_HELLO = 1;
const HEADER_BYTES = 5;
/**
 * Records before the hello are one or two bytes long (a heartbeat: at least 19). What claims to be longer is another
 * protocol that happens to begin with one of these bytes.
 */
const MOST_PASSED_OVER_BYTES = 64;

/**
 * Reads what a client sends first in a tunnel. `read` returns MORE, WHOLE, NOT_TLS, SSLV2 or the code of a refusal, the
 * same for every way in which the bytes may be cut. Each byte is looked at once; the caller keeps them, to forward.
 *
 * After WHOLE, {@link follow} makes it read on for another ClientHello, as a client sends it after a HelloRetryRequest
 * (RFC 8446 §4.1.4), perhaps behind early data. NOT_TLS then means that no further hello can come in clear text.
 */
export class RecordReader {
  hello: HelloReader;
  /** Index behind the last byte that the last {@link read} took. After WHOLE: the end of the hello. */
  at = 0;
  /**
   * While following: index behind the last byte of the last {@link read} that belongs to no unfinished handshake record.
   * What comes before it may pass; the rest is to be held.
   */
  passable = 0;

  readonly #most: number;
  #bytes = 0;
  #firstRecord = true;
  #following = false;
  /** While following: an unfinished handshake record began in an earlier read. */
  #holding = false;
  /** While following: no byte of another handshake message has come. Hardly any client sends one, so its reader is made then. */
  #isNext = false;
  /** Bytes of the record's header that have come; the whole header when its payload is being read. */
  #header = 0;
  #type = 0;
  #left = 0;

  constructor(limits: Pick<Limits, 'helloBytes'>) {
    this.#most = limits.helloBytes;
    this.hello = new HelloReader(limits.helloBytes);
  }

  /** True if no byte has come yet. */
  get untouched(): boolean {
    return this.#bytes === 0;
  }

  /** Forgets all that was read: the next byte is the first of another connection. */
  reset(): void {
    this.hello.reset();
    this.at = 0;
    this.passable = 0;
    this.#bytes = 0;
    this.#firstRecord = true;
    this.#following = false;
    this.#holding = false;
    this.#isNext = false;
    this.#header = 0;
    this.#type = 0;
    this.#left = 0;
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    let result = ON;
    this.at = start;
    this.passable = start;
    while (result === ON && this.at < end) {
      if (this.#bytes >= this.#most) return REFUSAL['hello-too-large'];
      const { at } = this;
      result = this.#header === HEADER_BYTES ? this.#payload(bytes, end) : this.#headerByte(bytes[this.at++] as number);
      this.#count(this.at - at);
    }
    return result === ON ? MORE : result;
  }

  /** To be called after WHOLE: what follows is read for another hello, beginning at {@link at} of the same bytes. */
  follow(): void {
    this.#following = true;
    this.#holding = this.#header === HEADER_BYTES;
    this.#bytes = 0;
    this.#isNext = true;
  }

  #count(bytes: number): void {
    if (this.#following && !this.#holding) this.passable = this.at;
    else this.#bytes += bytes;
  }

  #payload(bytes: Uint8Array, end: number): number {
    const start = this.at;
    const stop = Math.min(end, start + Math.min(this.#left, this.#most - this.#bytes));
    const isHandshake = this.#type === HANDSHAKE;
    if (isHandshake && this.#isNext) this.#beginNext();
    const result = isHandshake ? this.hello.read(bytes, start, stop) : ON;
    this.at = isHandshake ? start + this.hello.taken : stop;
    this.#left -= this.at - start;
    if (this.#left === 0) this.#endRecord();
    return result;
  }

  #beginNext(): void {
    this.#isNext = false;
    this.hello = new HelloReader(this.#most);
  }

  #headerByte(byte: number): number {
    const index = this.#header;
    this.#header += 1;
    if (this.#left === OLD) return this.#oldByte(byte, index);
    switch (index) {
      case 0:
        return this.#beginType(byte);
      case 1:
      case 2:
        return ON;
      case 3:
        this.#left = byte * 256;
        return ON;
      default:
        return this.#begin(byte);
    }
  }

  #beginType(type: number): number {
    this.#type = type;
    if (this.#following) return this.#followType(type);
    if (type === HANDSHAKE) return ON;
    if (this.#firstRecord && type >= 0x80) {
      this.#left = OLD;
      return ON;
    }
    // Between the pieces of a hello some servers pass over these, others do not: no client does it.
    if (isPassedOver(type) && this.hello.untouched) return ON;
    return this.#foreign();
  }

  #followType(type: number): number {
    if (type === HANDSHAKE) {
      this.#holding = true;
      return ON;
    }
    if (!this.#isNext && !this.hello.untouched) return REFUSAL['hello-malformed'];
    this.#holding = false;
    this.#bytes = 0;
    return isPassedOver(type) || type === APPLICATION_DATA ? ON : NOT_TLS;
  }

  #begin(byte: number): number {
    this.#left += byte;
    const isLong = this.#type !== HANDSHAKE && this.#left > MOST_PASSED_OVER_BYTES;
    if (isLong && !this.#following) return this.#foreign();
    if (this.#left === 0) this.#endRecord();
    return ON;
  }

  #endRecord(): void {
    this.#header = 0;
    this.#firstRecord = false;
  }

  /** In the first record no server would take this for TLS either; after it, it is a broken hello. */
  #foreign(): number {
    return this.#firstRecord ? NOT_TLS : REFUSAL['hello-malformed'];
  }

  /** `8x xx 01 03`: a hello in the framing of SSLv2 (RFC 5246 §E.2), which cannot carry a server name. */
  #oldByte(byte: number, index: number): number {
    if (index === 1) return ON;
    if (index === 2) return byte === CLIENT_HELLO ? ON : NOT_TLS;
    return byte === 3 ? SSLV2 : NOT_TLS;
  }
}

/** The value of `#left` while the first bytes look like SSLv2. */
const OLD = -1;

function isPassedOver(type: number): boolean {
  return type === ALERT || type === CHANGE_CIPHER_SPEC || type === HEARTBEAT;
}

/** True if a client's first byte may begin TLS: a type of record that servers accept before a hello, or SSLv2's framing. */
export function mayBeginTls(first: number): boolean {
  return first === HANDSHAKE || isPassedOver(first) || first >= 0x80;
}
