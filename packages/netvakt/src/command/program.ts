import { registerSelfTest } from '@netvakt/selftest/command';
import { Command } from 'commander';
import { registerAnnounce } from '../announce/program.ts';
import { registerBlockPage } from '../blockpage/program.ts';
import { registerDemo } from '../demo/program.ts';
import { registerDoctor } from '../doctor/program.ts';
import { registerExport } from '../export/program.ts';
import { registerFleet } from '../fleet/program.ts';
import { registerLists } from '../list/program.ts';
import { VERSION } from '../run/status.ts';
import { registerTotals } from '../totals/program.ts';
import type { CheckOptions } from './check.ts';
import type { CompileOptions } from './compile.ts';
import type { Action, Context } from './context.ts';
import { EXIT } from './exit.ts';
import type { RunOptions } from './run.ts';

/**
 * Builds the command line. `finish` takes the exit code of the command that ran. Nothing here does anything: each command
 * has a file of its own, loaded when it runs, and the reference `docs/cli.md` is made from what is built here.
 */
export function buildProgram(context: Context, finish: (code: number) => void): Command {
  const act =
    <Options>(load: () => Promise<Action<Options>>) =>
    async (options: Options): Promise<void> => {
      const action = await load();
      finish(await action(context, options));
    };
  const program = named(new Command('netvakt'), 'Inline web filter for internet providers.')
    .showHelpAfterError('Run it with --help to see what it takes.')
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
    })
    .exitOverride();

  named(program.command('run'), 'Run the filter until SIGTERM or SIGINT. SIGHUP reloads configuration and lists.')
    .option('-c, --config <file>', 'configuration file')
    .option('--demo', 'start the demonstration’s web server too, and print lines to paste')
    .action((options: RunOptions) => act(async () => (await import('./run.ts')).run)(options));

  named(program.command('check'), 'Tell for each URL what would be decided, and why: a JSON object a line.')
    .argument('<url...>', 'URLs, or - to read one a line from standard input')
    .option('-c, --config <file>', CONFIG)
    .option('-m, --market <id>', 'market to decide in (default: default_market)')
    .option('-l, --list <file>', 'list to check against instead of the configured ones; may be given again', collect)
    .option('--json', 'JSON lines on a terminal too')
    .action((urls: string[], options: CheckOptions) =>
      act(async () => (await import('./check.ts')).check)({ ...options, urls }),
    );

  named(program.command('compile'), 'Compile the configured lists, and tell what became of their lines.')
    .option('-c, --config <file>', CONFIG)
    .option('-o, --output <file>', 'write the snapshot there (default: only try)')
    .option('--json', 'one JSON object instead of a table')
    .action((options: CompileOptions) => act(async () => (await import('./compile.ts')).compile)(options));

  const config = named(program.command('config'), 'Work on the configuration file.');
  named(config.command('schema'), 'Print the JSON Schema of the configuration.').action(() =>
    act(async () => (await import('./config.ts')).schema)({}),
  );
  named(config.command('check'), 'Check a configuration file; run nothing.')
    .argument('[file]', CONFIG)
    .option('--json', 'one JSON object')
    .action((file: string | undefined, { json }: { readonly json?: boolean }) =>
      act(async () => (await import('./config.ts')).checkFile)({ file, json }),
    );
  registerLists(program, named, act);
  registerFleet(program, named, act);
  registerBlockPage(program, named, act);
  registerTotals(program, named, act);
  registerDemo(program, named, act);
  registerExport(program, named, act);
  registerDoctor(program, named, act);
  registerAnnounce(program, named, act);
  registerSelfTest(program, named, act);
  return program;
}

const CONFIG = 'configuration file (default: NETVAKT_CONFIG, else the demonstration’s)';

/** `--help` and `--version` work everywhere. */
function named(command: Command, description: string): Command {
  return command
    .description(description)
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help');
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Exit codes as the help of every command ends with them. */
export const EXIT_CODES: readonly { readonly code: number; readonly meaning: string }[] = [
  { code: EXIT.done, meaning: 'done; `check` ends with it whatever the verdicts are' },
  {
    code: EXIT.failed,
    meaning:
      'a configuration, list or socket cannot be used; standard error says which and what to do. `selftest`: not every case passed',
  },
  { code: EXIT.usage, meaning: 'the command line cannot be understood' },
  { code: EXIT.held, meaning: '`list …`: a delivery is held and waits for release' },
];
