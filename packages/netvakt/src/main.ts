#!/usr/bin/env node
import { anonymous } from './base/failure.ts';
import { Output } from './base/output.ts';
import { main } from './command/main.ts';

/** A mistake of ours ends the process: nobody knows what still holds. The text of the error stays inside. */
function die(error: unknown): void {
  process.stderr.write(`${JSON.stringify({ level: 'fatal', message: 'a mistake in netvakt', ...anonymous(error) })}\n`);
  process.exit(1);
}

process.on('uncaughtException', die);
process.on('unhandledRejection', die);

process.exitCode = await main(process.argv.slice(2), {
  stdout: new Output(process.stdout),
  stderr: new Output(process.stderr),
  stdin: process.stdin,
  environment: process.env,
});
