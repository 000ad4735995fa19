import { CommanderError } from 'commander';
import { anonymous } from '../base/anonymous.ts';
import type { Context } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { explainFailure } from '../base/failure.ts';
import { buildProgram } from './program.ts';

/** Runs a command line without program name; resolves with the exit code, whatever happens. */
export async function main(words: readonly string[], context: Context): Promise<number> {
  let code: number = EXIT.done;
  try {
    await buildProgram(context, (finished) => (code = finished)).parseAsync(words, { from: 'user' });
    return await orLost(context, code);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? await orLost(context, EXIT.done) : EXIT.usage;
    const reasons = explainFailure(error) ?? [`A mistake in netvakt: ${JSON.stringify(anonymous(error))}`];
    await context.stderr.write(`${reasons.join('\n')}\n`);
    return EXIT.failed;
  }
}

/** A result that was not written is none: `netvakt export rpz > FILE` on a full disk must not look like success. */
async function orLost({ stdout, stderr }: Context, code: number): Promise<number> {
  const lost = await stdout.failure();
  if (lost === undefined) return code;
  await stderr.write(
    `Standard output cannot be written: ${lost}. Free space on its disk, then run the command again\n`,
  );
  return EXIT.failed;
}
