#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { selfTestOptions } from './command.ts';
import { EXIT, type TextOutput } from './context.ts';
import type { SelfTestOptions } from './options.ts';
import { VERSION } from './version.ts';

/** The system's code for what could not be written; `EPIPE` is a reader that has gone away, and had what it wanted. */
let lost: string | undefined;

function outputTo(stream: NodeJS.WriteStream): TextOutput {
  stream.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
    if (stream === process.stdout && code !== 'EPIPE') lost = code;
  });
  return {
    isTerminal: stream.isTTY,
    write: (text) => new Promise((resolve) => stream.write(text, () => resolve())),
  };
}

const NAME = 'netvakt-selftest';

const context = { stdout: outputTo(process.stdout), stderr: outputTo(process.stderr), command: NAME };
const program = selfTestOptions(new Command(NAME))
  .version(VERSION, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'show this help')
  .showHelpAfterError('Run it with --help to see what it takes.')
  .exitOverride()
  .action(async (options: SelfTestOptions) => {
    const { selfTest } = await import('./selftest.ts');
    process.exitCode = await selfTest(context, options);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
}
// The error of a write follows its callback.
await new Promise(setImmediate);
if (lost !== undefined) {
  if (process.exitCode === EXIT.done) process.exitCode = EXIT.failed;
  await context.stderr.write(
    `Standard output cannot be written: ${lost}. Free space on its disk, then run the command again\n`,
  );
}
