/** One case: all engines prepared, then timed in turns, so that a slow minute of the machine hits all of them alike. */

import { Child } from '../../common/child.ts';
import { MEASURED_CORE } from '../../common/machine.ts';
import { threeDigits } from '../../common/statistics.ts';
import { type MatcherCase, requestsOfRound } from '../cases.ts';
import { compiledName, type EngineContestant, type MatcherStage } from '../plan.ts';
import { CASE_ROLE, type CaseAnswer, type CaseTask, type Prepared, type Round } from '../protocol.ts';
import type { MatcherResult } from '../results.ts';
import type { MatcherSettings } from '../settings.ts';
import { lookupTimes } from './times.ts';

/** Engines that load at a time; timing starts when all are ready. */
const LOADING = 2;

interface Runner {
  readonly contestant: EngineContestant;
  readonly child: Child<CaseTask, CaseAnswer>;
  readonly prepared: Prepared;
  readonly rounds: Round[];
}

export interface EngineRace {
  readonly stage: MatcherStage;
  readonly oneCase: MatcherCase;
  readonly folder: string;
  readonly settings: MatcherSettings;
  /** From a contestant's label to its hot bytes on this list. */
  readonly hotBytes: ReadonlyMap<string, number>;
  readonly progress: (line: string) => void;
}

/** The results of one case, in the order of the contestants. */
export async function race({
  stage,
  oneCase,
  folder,
  settings,
  hotBytes,
  progress,
}: EngineRace): Promise<MatcherResult[]> {
  const runners: Runner[] = [];
  try {
    const waiting = stage.contestants.filter(({ engine }) => (engine.onlyAnswer ?? oneCase.answer) === oneCase.answer);
    const prepareNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        runners.push(await prepare(next, stage, oneCase, folder, settings));
      }
    };
    await Promise.all(Array.from({ length: LOADING }, prepareNext));
    const fair = runners.filter(({ prepared }) => prepared.disagreements === 0);
    for (const { child } of fair) child.pin(MEASURED_CORE);
    for (let round = 0; round < settings.rounds; round += 1) {
      for (const runner of fair) await runRound(runner, round);
    }
  } finally {
    await Promise.all(runners.map(({ child }) => child.end()));
  }
  const results = stage.contestants.flatMap((contestant) =>
    runners
      .filter((runner) => runner.contestant === contestant)
      .map((runner) => resultOf(runner, stage, oneCase, hotBytes.get(contestant.label) ?? Number.NaN)),
  );
  progress(
    results.map(({ engine, nsMedian }) => `${engine} ${nsMedian === null ? 'wrong' : `${nsMedian} ns`}`).join(', '),
  );
  return results;
}

async function prepare(
  contestant: EngineContestant,
  stage: MatcherStage,
  oneCase: MatcherCase,
  folder: string,
  settings: MatcherSettings,
): Promise<Runner> {
  const { engine, label, matcher } = contestant;
  const child = new Child(CASE_ROLE, `${label}, ${oneCase.name}`, heapMegabytes(stage.list.entries));
  const prepared = await child.ask({
    step: 'prepare',
    folder,
    list: stage.list,
    case: oneCase.name,
    engine: engine.name,
    compiled: compiledName(contestant),
    matcher,
    requestsPerRound: requestsOfRound(oneCase, settings.requestsPerRound),
    warmRounds: settings.warmRounds,
    roundMillis: settings.roundMillis,
  });
  if (prepared.step !== 'prepare') throw new Error(`${label} answered out of turn`);
  return { contestant, child, prepared, rounds: [] };
}

async function runRound({ child, rounds, contestant }: Runner, round: number): Promise<void> {
  const answer = await child.ask({ step: 'round', round });
  if (answer.step !== 'round') throw new Error(`${contestant.label} answered out of turn`);
  rounds.push(answer);
}

/** Ten million strings and a table for them take about 2 GB; the rest is room for the collector. */
export function heapMegabytes(entries: number): number {
  return 1024 + Math.ceil(entries / 1000);
}

function resultOf(
  { contestant, prepared, rounds }: Runner,
  stage: MatcherStage,
  oneCase: MatcherCase,
  hotBytes: number,
): MatcherResult {
  return {
    engine: contestant.label,
    case: oneCase.name,
    list: stage.list.format,
    entries: stage.list.entries,
    input: contestant.engine.input,
    ...lookupTimes(prepared, rounds),
    rounds: rounds.length,
    lookupsPerRound: prepared.lookups,
    bytesPerEntry: threeDigits(hotBytes / stage.list.entries),
  };
}
