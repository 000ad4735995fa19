/** The command line asks for something that cannot be done; the message says what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A whole number from 1 up, with `k` for thousand and `M` for million: `100k`, `10M`. */
export function wholeNumber(option: string, text: string): number {
  const [, digits = '', unit = ''] = /^(\d+)([kM]?)$/.exec(text) ?? [];
  const value = Number(digits) * (unit === 'M' ? 1_000_000 : unit === 'k' ? 1000 : 1);
  if (!(value >= 1 && Number.isSafeInteger(value)))
    throw new UsageError(`${option} (${text}) must be a whole number such as 1000, 100k or 10M`);
  return value;
}
