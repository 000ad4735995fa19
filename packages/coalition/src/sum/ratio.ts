/** Ratios as text, exact and short. */

const DIGITS = 4;

/**
 * Returns `numerator / denominator × per` in four significant digits, rounded half up, as a decimal number without exponent. More
 * digits would be of no use, and would tell the two sums. @param denominator - not 0.
 */
export function ratioText(numerator: bigint, denominator: bigint, per: number): string {
  const scaled = numerator * BigInt(per);
  if (scaled === 0n) return '0';
  let decimals = 0;
  while (decimals < 12 && rounded(scaled, denominator, decimals) < 10n ** BigInt(DIGITS - 1)) decimals += 1;
  const value = rounded(scaled, denominator, decimals);
  const text = cut(value)
    .toString()
    .padStart(decimals + 1, '0');
  if (decimals === 0) return text;
  const point = text.length - decimals;
  return `${text.slice(0, point)}.${text.slice(point)}`.replace(/\.?0+$/u, '');
}

function rounded(scaled: bigint, denominator: bigint, decimals: number): bigint {
  return (scaled * 10n ** BigInt(decimals) * 2n + denominator) / (denominator * 2n);
}

/** Digits beyond the fourth become zeros. */
function cut(value: bigint): bigint {
  const beyond = value.toString().length - DIGITS;
  if (beyond <= 0) return value;
  const unit = 10n ** BigInt(beyond);
  return ((value + unit / 2n) / unit) * unit;
}
