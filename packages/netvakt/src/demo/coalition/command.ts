import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { codeOf } from '../../base/anonymous.ts';
import type { Action } from '../../base/context.ts';
import { EXIT } from '../../base/exit.ts';
import { OperatorError } from '../../base/operator-error.ts';
import type { RunLine } from '../../base/registration.ts';
import { TemporaryFolder } from '../../base/temporary-folder.ts';
import { AGGREGATORS, OPERATORS } from './cast.ts';
import type { DayTraffic } from './filters.ts';
import { firstQuarter } from './first-quarter.ts';
import { found } from './found.ts';
import { guide } from './guide.ts';
import { rewriteHistory } from './rewrite.ts';
import { late, secondQuarter } from './second-quarter.ts';
import { showSights } from './sights.ts';
import { PlayStage } from './stage.ts';

export interface PlayOptions {
  readonly directory?: string;
  readonly seed: number;
  readonly scale: string;
  readonly json?: boolean;
}

/** Plays two quarters of a coalition with the commands that its parties would run. @param runLine - Runs a command line. */
export function play(runLine: RunLine): Action<PlayOptions> {
  return async ({ stdout, stderr }, options) => {
    const scale = Number(options.scale);
    if (!(scale > 0 && scale <= 1)) {
      await stderr.write('--scale is above 0 and at most 1\n');
      return EXIT.usage;
    }
    const begun = performance.now();
    // A play that a signal ends leaves nothing that is worth keeping; in a directory of the user's own nothing is removed.
    const own = options.directory === undefined ? TemporaryFolder.make('coalition') : undefined;
    const root = own?.path ?? (await emptyDirectory(options.directory ?? ''));
    const isText = options.json !== true;
    const stage = new PlayStage(root, runLine, async (text) => {
      if (isText) await stdout.write(text);
      else if (stderr.isTerminal) await stderr.write(text);
    });
    if (isText) await stdout.write(prologue(root));
    await playAll(stage, { seed: options.seed, scale });
    const seconds = (performance.now() - begun) / 1000;
    const expectations = stage.acts.flatMap((act) => act.expectations);
    const wrong = expectations.filter(({ holds }) => !holds);
    const outcome = { holds: wrong.length === 0, directory: root, seconds, acts: stage.acts, sights: stage.sights };
    await writeFile(join(root, 'play.json'), `${JSON.stringify(outcome, undefined, 2)}\n`);
    await writeFile(join(root, 'README.txt'), guide(seconds));
    own?.keep();
    const skipped = stage.acts.flatMap((act) => act.notTried).length;
    const verdict = [
      `${expectations.length - wrong.length} of ${expectations.length} expectations hold`,
      ...(skipped === 0 ? [] : [`${skipped} not tried`]),
      `in ${seconds.toFixed(0)} s. Begin with ${join(root, 'README.txt')}`,
    ].join(', ');
    await stdout.write(isText ? `\n${verdict}\n` : `${JSON.stringify(outcome)}\n`);
    return wrong.length === 0 ? EXIT.done : EXIT.failed;
  };
}

async function playAll(stage: PlayStage, traffic: DayTraffic): Promise<void> {
  const server = await found(stage);
  try {
    await firstQuarter(stage, server, traffic);
    await secondQuarter(stage, server, traffic);
    await late(stage, server);
    await rewriteHistory(stage, server);
    await showSights(stage, server);
  } finally {
    await server.close();
  }
}

function prologue(root: string): string {
  return `${OPERATORS.length} operators, ${AGGREGATORS.length} aggregators and a secretariat play two quarters. Commands, keys and filters are real; the traffic is a
script, of one short day in each month, and the calendar is the play's own. All files are in ${root}
`;
}

/** @throws OperatorError ERR_COALITION - there is something in it, or it cannot be made. */
async function emptyDirectory(given: string): Promise<string> {
  const root = resolve(given);
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    if ((await readdir(root)).length === 0) return root;
  } catch (error) {
    throw new OperatorError('ERR_COALITION', {
      found: `Cannot make ${root} (${codeOf(error) ?? 'unknown'})`,
      remedy: 'Name another directory with --directory',
    });
  }
  throw new OperatorError('ERR_COALITION', {
    found: `${root} is not empty`,
    remedy: 'Name a new directory with --directory: nothing in it is overwritten',
  });
}
