import { Command } from 'commander';
import type { Context } from '../base/context.ts';
import type { CommandLine } from '../base/registration.ts';
import { VERSION } from '../base/version.ts';
import { COMMANDS } from './commands.ts';

/**
 * Builds the command line of all {@link COMMANDS}. `finish` takes the exit code of the command that ran. Building does nothing
 * else: each command's file is loaded when it runs, and the reference `docs/cli.md` is made from what is built here.
 */
export function buildProgram(context: Context, finish: (code: number) => void): Command {
  const line: CommandLine = {
    named,
    act: (load) => async (options) => {
      const action = await load();
      finish(await action(context, options));
    },
    runLine: async (words, inner) => {
      let code = Number.NaN;
      await buildProgram(inner, (finished) => (code = finished)).parseAsync(words, { from: 'user' });
      return code;
    },
  };
  const program = named(new Command('netvakt'), 'Inline web filter for internet providers.')
    .showHelpAfterError('Run it with --help to see what it takes.')
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(withoutArguments(text)),
    })
    .exitOverride();
  for (const register of COMMANDS) register(program, line);
  return program;
}

/** `--help` and `--version` work everywhere. */
function named(command: Command, description: string): Command {
  return command
    .description(description)
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help');
}

/** A message without the words that were one too many: an entry of a list may be among them, such as one for `list allow add`. */
function withoutArguments(message: string): string {
  return message.replace(/^(error: too many arguments.* but got \d+): [^]*$/u, '$1.\n');
}
