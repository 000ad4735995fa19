/** A round, and what follows it: the same in each quarter. */
import { AGGREGATORS, OPERATORS, SECRETARIAT } from './cast.ts';
import { operatorWithTable, reportPath } from './reports.ts';
import type { CoalitionServer } from './server.ts';
import type { PlayStage } from './stage.ts';

/** An operator hands its report in, by the folder or by its copy. */
export async function submit(
  stage: PlayStage,
  server: CoalitionServer,
  id: string,
  quarter: string,
  revision = 1,
): Promise<void> {
  const isRemote = id === operatorWithTable().id;
  if (isRemote) await server.sync(id);
  await stage.coalition(id, 'submit', reportPath(stage, id, quarter, revision));
  if (isRemote) await server.sync(id);
}

/** Both aggregators add as far as they can, and open what comes out. Returns what the first printed last. */
export async function addUp(stage: PlayStage, quarter: string): Promise<string> {
  const [first, second] = AGGREGATORS;
  let output = '';
  for (const id of [first, second, first]) output = await stage.coalition(id, 'sum', quarter);
  for (const id of AGGREGATORS) await stage.coalition(id, 'open', quarter);
  return output;
}

/** The secretariat records what has come; every member checks the log and cosigns; the next record shows it. Returns who cosigned. */
export async function recordAndVerify(stage: PlayStage, server: CoalitionServer): Promise<readonly string[]> {
  await stage.coalition(SECRETARIAT, 'record');
  for (const { id, hasNetvakt } of OPERATORS) {
    if (!hasNetvakt) await server.sync(id);
    await stage.coalition(id, 'verify');
    if (!hasNetvakt) await server.sync(id);
  }
  const recorded = await stage.coalition(SECRETARIAT, 'record', '--json');
  return (JSON.parse(recorded) as { cosigners: readonly string[] }).cosigners;
}
