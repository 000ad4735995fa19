/** The Castagnoli polynomial, bits reversed (RFC 9260 Appendix A). Node's `zlib.crc32` is of another polynomial. */
const POLYNOMIAL = 0x82f6_3b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value >>> 0;
});

/**
 * CRC-32C of `bytes`, those from `zeroFrom` to `zeroTo` taken as zero: the place of the checksum itself.
 * `crc32c('123456789')` is e3069283.
 */
export function crc32c(bytes: Uint8Array, zeroFrom = 0, zeroTo = 0): number {
  let crc = 0xffff_ffff;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = i >= zeroFrom && i < zeroTo ? 0 : (bytes[i] ?? 0);
    crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
