/** Parsers of command-line arguments. Each throws an error that commander turns into a message and exit code 2. */
import { InvalidArgumentError } from 'commander';

/** A whole number from 1. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/u.test(text)) throw new InvalidArgumentError('Write a whole number from 1.');
  return Number(text);
}

/** A whole number from 0. */
export function wholeNumberOrZero(text: string): number {
  if (!/^(?:0|[1-9]\d{0,14})$/u.test(text)) throw new InvalidArgumentError('Write a whole number from 0.');
  return Number(text);
}

/** Per cent, with commas between: `1,10,100`. */
export function percents(text: string): readonly number[] {
  const shares = text.split(',').map((part) => (/^\d{1,3}(?:\.\d{1,2})?$/u.test(part) ? Number(part) : Number.NaN));
  if (shares.every((share) => share > 0 && share <= 100)) return shares;
  throw new InvalidArgumentError('Write per cent from 0.01 to 100, with commas between.');
}

/** One share in per cent, 0 to 100. */
export function percent(text: string): number {
  const share = /^\d{1,3}(?:\.\d{1,2})?$/u.test(text) ? Number(text) : Number.NaN;
  if (share >= 0 && share <= 100) return share;
  throw new InvalidArgumentError('Write per cent from 0 to 100.');
}

/** The name of a DNS zone in letters, digits, hyphens and underscores; a dot at its end is taken off. At most 200 characters. */
export function zoneName(text: string): string {
  const name = text.toLowerCase().replace(/\.$/u, '');
  if (name.length <= 200 && name.split('.').every((label) => /^[a-z0-9_-]{1,63}$/u.test(label))) return name;
  throw new InvalidArgumentError('Write the name of a zone, such as rpz.example.');
}

/** The values of an option that may be given again, in their order. */
export function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
