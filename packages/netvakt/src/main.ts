#!/usr/bin/env -S node --disable-sigusr1
import { anonymous } from './base/anonymous.ts';
import { hearEarly } from './base/early-signals.ts';
import { Output } from './base/output.ts';
import { nameProcess } from './base/process-name.ts';
import { secure } from './base/secure.ts';

/** A mistake of ours ends the process: nobody knows what still holds. The text of the error stays inside. */
function die(error: unknown): void {
  process.stderr.write(`${JSON.stringify({ level: 'fatal', message: 'a mistake in netvakt', ...anonymous(error) })}\n`);
  process.exit(1);
}

process.on('uncaughtException', die);
process.on('unhandledRejection', die);
const words = process.argv.slice(2);
hearEarly(words);
secure();
if (words[0] === 'run') nameProcess(words);

// Loaded now and not before: a signal finds its listener, and an inspector nothing.
const { main } = await import('./command/main.ts');
process.exitCode = await main(words, {
  stdout: new Output(process.stdout),
  stderr: new Output(process.stderr),
  stdin: process.stdin,
  environment: process.env,
});
