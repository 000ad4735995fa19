/** HMAC with SHA-256 and AES-128, as Initial packets need them (RFC 9001 §5.2, §5.3, §5.4.3). */

export const AES_KEY_BYTES = 16;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
export const SAMPLE_BYTES = 16;

/** What is returned may be memory of the cipher's own, which the next call overwrites. */
export interface InitialCipher {
  /** HMAC with SHA-256 (RFC 2104), 32 bytes. Key and data have at most 64 bytes; a `RangeError` if there are more. */
  hmac(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** The mask of header protection: AES-ECB of the 16 bytes at `bytes[at]`. */
  mask(key: Uint8Array, bytes: Buffer, at: number): Uint8Array;
  /**
   * AES-GCM. `sealed` ends with the tag. Returns what was sealed; `undefined` if it is not authentic. Leaves `sealed` as it is.
   */
  open(key: Uint8Array, nonce: Uint8Array, header: Uint8Array, sealed: Buffer): Buffer | undefined;
}
