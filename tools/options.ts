import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** What {@link optionsOf} gives for these options. */
type OptionValues<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options }>
>['values'];

/**
 * Reads the command line `args` of a program, which takes these options, `--help`, and no other words.
 *
 * @returns the options, or the exit code of the program: 0 after `help` was written, 2 after a refusal.
 */
export function optionsOf<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  help: string,
): OptionValues<Options> | number {
  const isHelp = args.some((word) => word === '--help' || word === '-h');
  try {
    if (!isHelp) return parseArgs({ args: [...args], options }).values;
    process.stdout.write(help);
    return 0;
  } catch (error) {
    // Its second sentence is about how to pass such a word on.
    process.stderr.write(`${(error as Error).message.split('. ')[0]}\nRun it with --help to see what it takes.\n`);
    return 2;
  }
}
