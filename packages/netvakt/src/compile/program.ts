import { collected } from '../base/arguments.ts';
import { CONFIG, type Registration } from '../base/registration.ts';
import type { CheckOptions } from './check.ts';
import type { CompileCommandOptions } from './compile.ts';

/** Adds `netvakt check` and `netvakt compile`. */
export const compileCommands: Registration = (program, { named, act }) => {
  named(program.command('check'), 'Print the verdict for each URL and the reason, as one JSON object per line.')
    .argument('<url...>', 'URLs, or - to read one per line from standard input')
    .option(...CONFIG)
    .option('-m, --market <id>', 'market of the client (default: default_market)')
    .option('-l, --list <file>', 'list to use instead of the configured ones; can be given again', collected)
    .option('-f, --format <format>', 'format of every --list (default: detected from its first lines)')
    .option('--json', 'print JSON lines on a terminal as well')
    .action((urls: string[], options: CheckOptions) =>
      act(async () => (await import('./check.ts')).check)({ ...options, urls }),
    );
  named(program.command('compile'), 'Compile the configured lists, and report how many lines became rules.')
    .option(...CONFIG)
    .option('-o, --output <file>', 'write the snapshot to this file (default: compile only)')
    .option('--json', 'one JSON object instead of a table')
    .action((options: CompileCommandOptions) => act(async () => (await import('./compile.ts')).compile)(options));
};
