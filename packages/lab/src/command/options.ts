import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Reads the options of a laboratory. Ends the process with 2, and a sentence, if the command line cannot be understood. */
export function optionsOf<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>>['values'] {
  try {
    return parseArgs(config).values;
  } catch (error) {
    // The laboratories are scripts: nothing of theirs below this line can run without options.
    process.stderr.write(`${(error as Error).message}\nRun it with --help to see what it takes.\n`);
    return process.exit(2);
  }
}
