/** The middle value; the mean of the two middle ones if their number is even. NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share of the values is, by linear interpolation. NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** Three significant digits: what a measurement on a shared machine is worth. */
export function threeDigits(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(3)) : value;
}
