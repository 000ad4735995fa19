/** Integers of one to eight bytes; the two highest bits hold how many (RFC 9000 §16). */

/** The bytes of the integer that begins with `first`: 1, 2, 4 or 8. */
export function varintBytes(first: number): number {
  return 1 << (first >> 6);
}

/**
 * The integer at `bytes[at]`, which has {@link varintBytes} bytes; -1 if it does not end before `end`. Above 2^53 it is not exact,
 * which is far above every bound that it is compared with.
 */
export function readVarint(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  const first = bytes[at] as number;
  const stop = at + varintBytes(first);
  if (stop > end) return -1;
  let value = first & 0x3f;
  for (let i = at + 1; i < stop; i += 1) value = value * 256 + (bytes[i] as number);
  return value;
}
