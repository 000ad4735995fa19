import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** The command line asks for something that cannot be done; the message states what would be right. */
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
