/**
 * Calls OpenSSL with memory that stays where it is: nothing is allocated for a packet but the Buffer that shows its payload.
 *
 *   0     16      32       48    64       80     128      HEADER_AT       PAYLOAD_AT
 *   │ key │ nonce │ length │ tag │ sample │ mask │ hashes │ header        │ sealed, then opened in its place
 *
 * Of hashes: the state of SHA-256 before any byte, and while it is at work; for each of the two hashes of HMAC its padded key and its data; the
 * result.
 */
import { type Libcrypto, SHA256_CONTEXT_BYTES } from '../linux/libcrypto.ts';
import type { Arena, Native } from '../linux/native.ts';
import { BLOCK, INNER_BYTES, OUTER_BYTES, pad, RESULT } from './hmac.ts';
import { AES_KEY_BYTES, type InitialCipher, NONCE_BYTES, SAMPLE_BYTES, TAG_BYTES } from './initial-cipher.ts';

const KEY_AT = 0;
const NONCE_AT = 16;
const LENGTH_AT = 32;
const TAG_AT = 48;
const SAMPLE_AT = 64;
const MASK_AT = 80;
const BEGUN_AT = 128;
const HASHING_AT = 256;
const INNER_AT = 384;
const OUTER_AT = 512;
const HASH_AT = 640;
const HEADER_AT = 704;
/** No datagram of UDP has more bytes. */
const MOST_BYTES = 65_536;
const PAYLOAD_AT = HEADER_AT + MOST_BYTES;
const ARENA_BYTES = PAYLOAD_AT + MOST_BYTES;
/** EVP_CTRL_AEAD_SET_TAG of openssl/evp.h. */
const SET_TAG = 0x11;
const SUCCESS = 1;

/** Cost: 0.5 us an HMAC, 0.6 us a mask, 1.1 us a packet of 1,200 bytes, of which half is the way into OpenSSL. Memory: 129 KiB a thread, as far as it is used. */
export class DirectCipher implements InitialCipher {
  readonly #libcrypto: Libcrypto;
  readonly #arena: Arena;
  readonly #gcm: number;
  readonly #ecb: number;
  readonly #mask: Uint8Array;
  readonly #inner: Uint8Array;
  readonly #outer: Uint8Array;
  readonly #hash: Uint8Array;

  /** `undefined` if OpenSSL has no such ciphers, as when its providers leave them out. */
  static create(native: Native, libcrypto: Libcrypto): DirectCipher | undefined {
    const [gcm, ecb] = [libcrypto.newContext(), libcrypto.newContext()];
    if (gcm === 0 || ecb === 0) return undefined;
    const isReady =
      libcrypto.decryptInit(gcm, libcrypto.aes128Gcm, 0, 0, 0) === SUCCESS &&
      libcrypto.encryptInit(ecb, libcrypto.aes128Ecb, 0, 0, 0) === SUCCESS;
    if (!isReady) libcrypto.clearErrors();
    return isReady ? new DirectCipher(native.arena(ARENA_BYTES), libcrypto, gcm, ecb) : undefined;
  }

  private constructor(arena: Arena, libcrypto: Libcrypto, gcm: number, ecb: number) {
    this.#arena = arena;
    this.#libcrypto = libcrypto;
    this.#gcm = gcm;
    this.#ecb = ecb;
    this.#mask = arena.bytes.subarray(MASK_AT, MASK_AT + SAMPLE_BYTES);
    this.#inner = arena.bytes.subarray(INNER_AT, INNER_AT + INNER_BYTES);
    this.#outer = arena.bytes.subarray(OUTER_AT, OUTER_AT + OUTER_BYTES);
    this.#hash = arena.bytes.subarray(HASH_AT, HASH_AT + RESULT);
    libcrypto.sha256Init(arena.address + BEGUN_AT);
  }

  hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
    pad(this.#inner, this.#outer, key, data);
    this.#sha256(INNER_AT, BLOCK + data.length, OUTER_AT + BLOCK);
    this.#sha256(OUTER_AT, OUTER_BYTES, HASH_AT);
    return this.#hash;
  }

  #sha256(from: number, length: number, to: number): void {
    const { address, bytes: memory } = this.#arena;
    memory.copyWithin(HASHING_AT, BEGUN_AT, BEGUN_AT + SHA256_CONTEXT_BYTES);
    this.#libcrypto.sha256Update(address + HASHING_AT, address + from, length);
    this.#libcrypto.sha256Final(address + to, address + HASHING_AT);
  }

  mask(key: Uint8Array, bytes: Buffer, at: number): Uint8Array {
    const { address, bytes: memory } = this.#arena;
    memory.set(key, KEY_AT);
    bytes.copy(memory, SAMPLE_AT, at, at + SAMPLE_BYTES);
    this.#libcrypto.encryptInit(this.#ecb, 0, 0, address + KEY_AT, 0);
    this.#libcrypto.encryptUpdate(this.#ecb, address + MASK_AT, address + LENGTH_AT, address + SAMPLE_AT, SAMPLE_BYTES);
    return this.#mask;
  }

  open(key: Uint8Array, nonce: Uint8Array, header: Uint8Array, sealed: Buffer): Buffer | undefined {
    const length = sealed.length - TAG_BYTES;
    if (length < 0 || length > MOST_BYTES || header.length > MOST_BYTES) return undefined;
    if (key.length !== AES_KEY_BYTES || nonce.length !== NONCE_BYTES) return undefined;
    const { address, bytes: memory } = this.#arena;
    const libcrypto = this.#libcrypto;
    memory.set(key, KEY_AT);
    memory.set(nonce, NONCE_AT);
    memory.set(header, HEADER_AT);
    sealed.copy(memory, TAG_AT, length);
    sealed.copy(memory, PAYLOAD_AT, 0, length);
    const [payload, lengthAt] = [address + PAYLOAD_AT, address + LENGTH_AT];
    libcrypto.decryptInit(this.#gcm, 0, 0, address + KEY_AT, address + NONCE_AT);
    libcrypto.decryptUpdate(this.#gcm, 0, lengthAt, address + HEADER_AT, header.length);
    libcrypto.decryptUpdate(this.#gcm, payload, lengthAt, payload, length);
    libcrypto.control(this.#gcm, SET_TAG, TAG_BYTES, address + TAG_AT);
    if (libcrypto.decryptFinal(this.#gcm, address + MASK_AT, lengthAt) === SUCCESS)
      return memory.subarray(PAYLOAD_AT, PAYLOAD_AT + length);
    libcrypto.clearErrors();
    return undefined;
  }
}
