import { collected } from '../base/arguments.ts';
import { CONFIG, type Registration } from '../base/registration.ts';
import type { CheckOptions } from './check.ts';
import type { CompileCommandOptions } from './compile.ts';

/** Adds `netvakt check` and `netvakt compile`. */
export const compileCommands: Registration = (program, { named, act }) => {
  named(program.command('check'), 'Tell for each URL what would be decided, and why: a JSON object a line.')
    .argument('<url...>', 'URLs, or - to read one a line from standard input')
    .option(...CONFIG)
    .option('-m, --market <id>', 'market to decide in (default: default_market)')
    .option('-l, --list <file>', 'list to check against instead of the configured ones; may be given again', collected)
    .option('--json', 'JSON lines on a terminal too')
    .action((urls: string[], options: CheckOptions) =>
      act(async () => (await import('./check.ts')).check)({ ...options, urls }),
    );
  named(program.command('compile'), 'Compile the configured lists, and tell what became of their lines.')
    .option(...CONFIG)
    .option('-o, --output <file>', 'write the snapshot there (default: only try)')
    .option('--json', 'one JSON object instead of a table')
    .action((options: CompileCommandOptions) => act(async () => (await import('./compile.ts')).compile)(options));
};
