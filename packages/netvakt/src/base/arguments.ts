/** Parsers of command-line arguments. Each throws an error that commander turns into a message and exit code 2. */
import { InvalidArgumentError } from 'commander';

/** A whole number from 1. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/u.test(text)) throw new InvalidArgumentError('Write a whole number from 1.');
  return Number(text);
}

/** Per cent, with commas between: `1,10,100`. */
export function percents(text: string): readonly number[] {
  const shares = text.split(',').map((part) => (/^\d{1,3}(?:\.\d{1,2})?$/u.test(part) ? Number(part) : Number.NaN));
  if (shares.every((share) => share > 0 && share <= 100)) return shares;
  throw new InvalidArgumentError('Write per cent from 0.01 to 100, with commas between.');
}

/** The values of an option that may be given again, in their order. */
export function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
