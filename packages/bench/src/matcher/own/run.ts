/** A run over the user's own list and queries: every engine in a child of its own, timed in turns. */

import { Child } from '../../common/child.ts';
import { describeMachine, MEASURED_CORE } from '../../common/machine.ts';
import { isChosen, UsageError } from '../../common/usage.ts';
import { revisionOf } from '../../common/versions.ts';
import type { EngineEntry } from '../engine.ts';
import { ENGINES } from '../engines.ts';
import { heapMegabytes } from '../measure/race.ts';
import { type LookupTimes, lookupTimes } from '../measure/times.ts';
import type { MatcherSettings } from '../settings.ts';
import { OWN_CASES, type OwnCase } from './cases.ts';
import { type OwnCounts, type OwnFiles, readOwnCorpus } from './corpus.ts';
import { OWN_ROLE, type OwnAnswer, type OwnPrepared, type OwnRound, type OwnTask } from './protocol.ts';
import type { OwnReport, OwnResult } from './report.ts';

/** The text of the report in place of the command line, which names the user's files. */
const COMMAND = 'pnpm bench matcher --list FILE --queries FILE';

export interface OwnRun {
  readonly files: OwnFiles;
  readonly settings: MatcherSettings;
  readonly progress: (line: string) => void;
}

interface Runner {
  readonly engine: EngineEntry;
  readonly child: Child<OwnTask, OwnAnswer>;
  readonly prepared: OwnPrepared;
}

/**
 * Measures. No file is written, and nothing of a line is in the report or in an error.
 *
 * @throws UsageError if a file is none that can be used, or changes meanwhile
 */
export async function runOwnBench(run: OwnRun): Promise<OwnReport> {
  const { settings, progress } = run;
  const needed = settings.requestsPerRound * (settings.rounds + settings.warmRounds);
  const machine = describeMachine();
  const { counts, fingerprint } = readOwnCorpus(run.files, needed);
  progress(`${counts.hosts} hosts, ${counts.pages} pages, ${counts.queries} queries`);
  const cases = OWN_CASES.filter(({ name }) => isChosen(name, OWN_CASES, settings.only) && name in counts.cases);
  const engines = enginesFor(counts, settings);
  if (!cases.some(({ format }) => engines.some(({ formats }) => formats.includes(format))))
    throw new UsageError(
      'Nothing to measure: no chosen engine takes part in a chosen case that has queries. Change --only',
    );
  const results = await measured(run, counts, fingerprint, cases);
  const { rounds, warmRounds, requestsPerRound, roundMillis } = settings;
  return {
    bench: 'matcher',
    own: true,
    command: COMMAND,
    revision: revisionOf(import.meta.dirname),
    machine,
    settings: { rounds, warmRounds, requestsPerRound, roundMillis },
    counts,
    results,
  };
}

async function measured(
  { files, settings, progress }: OwnRun,
  counts: OwnCounts,
  fingerprint: string,
  cases: readonly OwnCase[],
): Promise<OwnResult[]> {
  const runners: Runner[] = [];
  const started: Child<OwnTask, OwnAnswer>[] = [];
  try {
    for (const engine of enginesFor(counts, settings)) {
      const child = new Child(OWN_ROLE, `${engine.name}, own list`, heapMegabytes(counts.hosts + counts.pages));
      started.push(child);
      const prepared = await ask(child, engine, { step: 'prepare', files, engine: engine.name, ...settings });
      if (prepared.fingerprint !== fingerprint)
        throw new UsageError('A file has changed during the run. Copy both files first, and name the copies');
      progress(`${engine.name} is ready`);
      runners.push({ engine, child, prepared });
    }
    const results: OwnResult[] = [];
    for (const oneCase of cases) results.push(...(await timed(oneCase, runners, settings.rounds)));
    return results;
  } finally {
    await Promise.all(started.map((child) => child.end()));
  }
}

/** The chosen engines that hold such a list. */
function enginesFor({ hosts, pages }: OwnCounts, { only }: MatcherSettings): readonly EngineEntry[] {
  return ENGINES.filter(
    ({ name, formats, mostEntries }) =>
      isChosen(name, ENGINES, only) && (hosts > 0 || formats.includes('urls')) && Math.max(hosts, pages) <= mostEntries,
  );
}

async function timed(oneCase: OwnCase, runners: readonly Runner[], rounds: number): Promise<OwnResult[]> {
  const fair = runners.flatMap((runner) => {
    const prepared = runner.prepared.cases.find(({ name }) => name === oneCase.name);
    return prepared === undefined ? [] : [{ ...runner, prepared, times: [] as OwnRound[] }];
  });
  for (const { child } of fair) child.pin(MEASURED_CORE);
  for (let round = 0; round < rounds; round += 1) {
    for (const { child, engine, prepared, times } of fair) {
      if (prepared.disagreements > 0) continue; // a wrong answer is not timed
      times.push(await askRound(child, engine, oneCase.name, round));
    }
  }
  return fair.map(({ engine, prepared, times }) => resultOf(oneCase, engine, lookupTimes(prepared, times)));
}

function resultOf(oneCase: OwnCase, { name, input }: EngineEntry, times: LookupTimes): OwnResult {
  return { engine: name, case: oneCase.name, input, ...times };
}

async function askRound(
  child: Child<OwnTask, OwnAnswer>,
  engine: EngineEntry,
  name: string,
  round: number,
): Promise<OwnRound> {
  const answer = await answered(child, engine, { step: 'round', case: name, round });
  if (answer.step !== 'round') throw new Error(`${engine.name} answered out of turn`);
  return answer;
}

async function ask(child: Child<OwnTask, OwnAnswer>, engine: EngineEntry, task: OwnTask): Promise<OwnPrepared> {
  const answer = await answered(child, engine, task);
  if (answer.step !== 'prepare') throw new Error(`${engine.name} answered out of turn`);
  return answer;
}

async function answered(
  child: Child<OwnTask, OwnAnswer>,
  engine: EngineEntry,
  task: OwnTask,
): Promise<OwnPrepared | OwnRound> {
  const answer = await child.ask(task);
  if (answer.step !== 'failed') return answer;
  throw new UsageError(
    `${engine.name} cannot take this list or these queries (${answer.what}). Leave it out: name the others with --only`,
  );
}
