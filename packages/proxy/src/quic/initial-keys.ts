/**
 * Opens Initial packets (RFC 9001 §5). Their keys follow from the version and the first destination connection id of the client, so
 * that anybody on the path can read them; what they protect against is chance, not people.
 */
import { AES_KEY_BYTES, NONCE_BYTES, SAMPLE_BYTES } from './initial-cipher.ts';
import { threadCipher } from './thread-cipher.ts';
import { CLIENT_LABEL, type QuicVersion } from './version.ts';

/** The sample is taken as if the packet number had its full length (RFC 9001 §5.4.2). */
const MOST_NUMBER_BYTES = 4;
/** Secrets of the keys that are being derived, and of the packet that is being opened. */
const SECRET = new Uint8Array(32);
const NONCE = new Uint8Array(NONCE_BYTES);

/** The keys for what a client sends. Cost: 3 us to derive, 2 us a packet of 1,200 bytes. */
export class InitialKeys {
  /** Number of the last packet that was opened: its number, decoded against the largest one so far. */
  packetNumber = 0;

  // Separate arrays, not parts of larger memory: V8 keeps arrays of up to 64 bytes where its other objects are.
  readonly #key = new Uint8Array(AES_KEY_BYTES);
  readonly #iv = new Uint8Array(NONCE_BYTES);
  readonly #protection = new Uint8Array(AES_KEY_BYTES);
  #largest = -1;

  /** @param id - the destination connection id of the client's first Initial, or of its first one after a Retry. */
  constructor(version: QuicVersion, id: Uint8Array) {
    // HKDF-Extract, and HKDF-Expand for at most 32 bytes (RFC 5869), are one HMAC each.
    const cipher = threadCipher();
    SECRET.set(cipher.hmac(version.salt, id));
    SECRET.set(cipher.hmac(SECRET, CLIENT_LABEL));
    fill(this.#key, cipher.hmac(SECRET, version.keyLabel));
    fill(this.#iv, cipher.hmac(SECRET, version.ivLabel));
    fill(this.#protection, cipher.hmac(SECRET, version.protectionLabel));
  }

  /**
   * The frames of the packet at `bytes[start, end)`, whose protected number begins at `numberStart`; `undefined` if it is not
   * authentic, so that no server reads it with these keys either. The next packet of this thread overwrites them. Leaves `bytes` as they
   * are, for they may be forwarded. Never throws.
   */
  open(bytes: Buffer, start: number, numberStart: number, end: number): Buffer | undefined {
    const sampleStart = numberStart + MOST_NUMBER_BYTES;
    if (sampleStart + SAMPLE_BYTES > end) return undefined;
    const cipher = threadCipher();
    const mask = cipher.mask(this.#protection, bytes, sampleStart);
    const first = (bytes[start] as number) ^ ((mask[0] as number) & 0x0f);
    const numberBytes = (first & 3) + 1;
    const header = Buffer.from(bytes.subarray(start, numberStart + numberBytes));
    header[0] = first;
    let number = 0;
    for (let i = 0; i < numberBytes; i += 1) {
      const at = header.length - numberBytes + i;
      header[at] = (header[at] as number) ^ (mask[1 + i] as number);
      number = number * 256 + header[at];
    }
    const full = decodeNumber(number, numberBytes, this.#largest + 1);
    const sealed = bytes.subarray(numberStart + numberBytes, end);
    const payload = cipher.open(this.#key, this.#nonceOf(full), header, sealed);
    if (payload === undefined) return undefined;
    this.packetNumber = full;
    if (full > this.#largest) this.#largest = full;
    return payload;
  }

  #nonceOf(number: number): Uint8Array {
    NONCE.set(this.#iv);
    xorUint32(NONCE, NONCE_BYTES - 8, Math.floor(number / 2 ** 32));
    xorUint32(NONCE, NONCE_BYTES - 4, number % 2 ** 32);
    return NONCE;
  }
}

function fill(key: Uint8Array, from: Uint8Array): void {
  for (let i = 0; i < key.length; i += 1) key[i] = from[i] as number;
}

/** The number nearest to the expected one that ends in these bytes (RFC 9000 §A.3). */
function decodeNumber(truncated: number, bytes: number, expected: number): number {
  const window = 2 ** (8 * bytes);
  const candidate = expected - (expected % window) + truncated;
  if (candidate <= expected - window / 2) return candidate + window;
  if (candidate > expected + window / 2 && candidate >= window) return candidate - window;
  return candidate;
}

function xorUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = (bytes[at] as number) ^ (value >>> 24);
  bytes[at + 1] = (bytes[at + 1] as number) ^ ((value >>> 16) & 255);
  bytes[at + 2] = (bytes[at + 2] as number) ^ ((value >>> 8) & 255);
  bytes[at + 3] = (bytes[at + 3] as number) ^ (value & 255);
}
