/**
 * Reads how a server answers a ClientHello, only to learn whether the client may send another one in clear text: a server
 * asks for it with a HelloRetryRequest, which is a ServerHello with a fixed random (RFC 8446 §4.1.3).
 *
 *   16 03 03 00 7a │ 02 │ 00 00 76 │ 03 03   │ cf 21 ad 74 … 32 bytes │ …
 *   └ record         └ ServerHello   └ version └ random
 *
 * Looks at the first 43 bytes of nearly every connection and is done; keeps none of them. Total: what is no handshake
 * settles the matter as well, because a server that does not speak TLS reads no hello.
 */

/** The answer is not complete, or it asks for another hello: the client's next bytes are still to be read. */
const UNSETTLED = 0;
/** No hello can come in clear text any more. */
export const SETTLED = 1;

/** SHA-256 of "HelloRetryRequest" (RFC 8446 §4.1.3). */
const RETRY_RANDOM: Uint8Array = Uint8Array.from([
  0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11,
  0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
]);

const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const SERVER_HELLO = 2;
const RECORD_HEADER_BYTES = 5;
const MESSAGE_HEADER_BYTES = 4;
const RANDOM_AT = MESSAGE_HEADER_BYTES + 2;
const RANDOM_END = RANDOM_AT + RETRY_RANDOM.length;
/** A HelloRetryRequest has about 130 bytes, a cookie in it some hundred more. A longer message is no request for a hello. */
const MOST_BYTES = 16_384;

export class ServerHelloReader {
  #bytes = 0;
  /** Bytes of the record's header that have come, the record's type and the bytes left of it. */
  #header = 0;
  #type = 0;
  #left = 0;
  /** Bytes of the handshake message that have come, and how many it has with its header. */
  #message = 0;
  #length = 0;

  /** {@link SETTLED}, or 0 for as long as another hello may come; the same for every way in which the bytes may be cut. */
  read(bytes: Uint8Array): number {
    let result = UNSETTLED;
    for (let at = 0; at < bytes.length && result === UNSETTLED; at += 1) {
      const byte = bytes[at] as number;
      result = this.#header < RECORD_HEADER_BYTES ? this.#headerByte(byte) : this.#payloadByte(byte);
    }
    this.#bytes += bytes.length;
    return this.#bytes > MOST_BYTES ? SETTLED : result;
  }

  #headerByte(byte: number): number {
    if (this.#header === 0) this.#type = byte;
    else if (this.#header === 3) this.#left = byte * 256;
    else if (this.#header === 4) this.#left += byte;
    this.#header += 1;
    if (this.#header < RECORD_HEADER_BYTES) return isPlain(this.#type) ? UNSETTLED : SETTLED;
    if (this.#left === 0) this.#header = 0;
    return UNSETTLED;
  }

  #payloadByte(byte: number): number {
    this.#left -= 1;
    if (this.#left === 0) this.#header = 0;
    if (this.#type !== HANDSHAKE) return UNSETTLED;
    const index = this.#message;
    this.#message += 1;
    if (index === 0) return byte === SERVER_HELLO ? UNSETTLED : SETTLED;
    if (index < MESSAGE_HEADER_BYTES) this.#length = index === 1 ? byte : this.#length * 256 + byte;
    else if (index >= RANDOM_AT && index < RANDOM_END && byte !== RETRY_RANDOM[index - RANDOM_AT]) return SETTLED;
    if (index >= MESSAGE_HEADER_BYTES - 1 && this.#message >= this.#length + MESSAGE_HEADER_BYTES)
      return this.#endMessage();
    return UNSETTLED;
  }

  /** The next ServerHello will settle it. A message that is too short to have a random is none. */
  #endMessage(): number {
    const isRetry = this.#message >= RANDOM_END;
    this.#message = 0;
    return isRetry ? UNSETTLED : SETTLED;
  }
}

/** A warning about the name (RFC 6066 §3) may come before a ServerHello, a change_cipher_spec after a request to retry. */
function isPlain(type: number): boolean {
  return type === HANDSHAKE || type === ALERT || type === CHANGE_CIPHER_SPEC;
}
