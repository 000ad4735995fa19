import { crc32c } from './crc32c.ts';
import type { ProxyHeaderRejection } from './header.ts';

/** PP2_TYPE_CRC32C: a checksum over the whole header, itself taken as zero. */
export const FIELD_CHECKSUM = 0x03;
/** Type and length before each value. */
export const FIELD_HEAD = 3;
export const CHECKSUM_LENGTH = 4;

/**
 * Walks the type-length-value fields from `from` to the end of `header`, which is a whole one. Only the checksum is looked
 * at; all others (ALPN, authority, TLS, unique id, those of clouds) contain nothing that a filter may rely on.
 *
 *   [type 1][length 2][value ...]
 *
 * @returns why the header cannot be used, or `undefined`.
 */
export function checkFields(header: Uint8Array, from: number): ProxyHeaderRejection | undefined {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  let at = from;
  let isChecked = false;
  while (at < header.length) {
    if (at + FIELD_HEAD > header.length) return 'field-cut';
    const length = view.getUint16(at + 1);
    const value = at + FIELD_HEAD;
    if (value + length > header.length) return 'field-cut';
    if (header[at] === FIELD_CHECKSUM) {
      if (isChecked || !isRight(view, header, value, length)) return 'checksum-wrong';
      isChecked = true; // a second would make the walk quadratic, and cannot have been meant
    }
    at = value + length;
  }
  return undefined;
}

function isRight(view: DataView, header: Uint8Array, value: number, length: number): boolean {
  return length === CHECKSUM_LENGTH && view.getUint32(value) === crc32c(header, value, value + CHECKSUM_LENGTH);
}
