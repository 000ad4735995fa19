import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

const MILLION = 1_000_000;

/** The command line asks for something that cannot be done; the message states what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What a number of an option may be. */
export interface NumberBounds {
  /** Default: 1. */
  readonly least?: number;
  readonly most: number;
  /** A value that fits the option, for the message. */
  readonly example: string;
}

/** Of `--rounds`. */
export const ROUNDS: NumberBounds = { most: 1000, example: '7' };
/** Rules of a generated list of hosts: V8 holds at most 2^24 keys in a Set, and 1.4 times as many hosts are made. */
export const RULES: NumberBounds = { most: 10_000_000, example: '100k' };

/** A whole number within bounds, with `k` for thousand and `M` for million: `100k`, `10M`. Throws a {@link UsageError} for others. */
export function wholeNumber(option: string, text: string, { least = 1, most, example }: NumberBounds): number {
  const [, digits, unit = ''] = /^(\d+)([kM]?)$/.exec(text) ?? [];
  const value = digits === undefined ? Number.NaN : Number(digits) * (unit === 'M' ? MILLION : unit === 'k' ? 1000 : 1);
  if (value >= least && value <= most) return value;
  const bounds = `from ${inShort(least)} to ${inShort(most)}`;
  throw new UsageError(`${option} (${text}) must be a whole number ${bounds}, such as ${example}`);
}

/** As it may be written on the command line. */
function inShort(value: number): string {
  if (value === 0 || value % 1000 !== 0) return String(value);
  return value % MILLION === 0 ? `${value / MILLION}M` : `${value / 1000}k`;
}

/** What {@link optionValues} gives for these options. */
export type OptionValues<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options }>
>['values'];

/** The command line by its options. Throws a {@link UsageError} if it names others. */
export function optionValues<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
): OptionValues<Options> {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The names of `--only`. Default: none. `kinds`: what `all` are, for the message. Throws a {@link UsageError} if others are named. */
export function chosenNames(
  only: string | undefined,
  kinds: string,
  all: readonly { readonly name: string }[],
): readonly string[] {
  const names = only?.split(',') ?? [];
  const known = all.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new UsageError(`--only (${unknown.join(',')}) must name ${kinds}: ${known.join(', ')}`);
  return names;
}

/** True if `name` takes part: names that are chosen with `--only` choose among their own kind, `all`. */
export function isChosen(name: string, all: readonly { readonly name: string }[], only: readonly string[]): boolean {
  return only.includes(name) || !all.some((one) => only.includes(one.name));
}
