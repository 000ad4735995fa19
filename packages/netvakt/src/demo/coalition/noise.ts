/** Whether bytes could be noise. */

/** Eight standard deviations above what noise has: by chance less than once in 10^10 plays, by the distribution of chi-square. */
export const LARGEST_CHI_SQUARE: number = 255 + 8 * Math.sqrt(2 * 255);

/** The bytes of lists of shares, one after the other. */
export function bytesOf(lists: readonly { readonly shares: BigUint64Array }[]): Buffer {
  return Buffer.concat(lists.map(({ shares }) => Buffer.from(shares.buffer, shares.byteOffset, shares.byteLength)));
}

/** How far the 256 values of a byte are from being equally often there: 255 on average for noise, much more for counts. */
export function chiSquare(bytes: Uint8Array): number {
  const counts = new Float64Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  const expected = bytes.length / 256;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
