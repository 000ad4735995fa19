/** A whole run: lists, builds, swaps, races; one report. */

import { askOnce } from '../common/child.ts';
import { describeMachine, type MachineDescription } from '../common/machine.ts';
import { threeDigits } from '../common/statistics.ts';
import { withTemporaryFolder } from '../common/temporary.ts';
import { UsageError } from '../common/usage.ts';
import { revisionOf, versionOf } from '../common/versions.ts';
import { type MatcherCase, requestsOfRound } from './cases.ts';
import { heapMegabytes, race } from './measure/race.ts';
import { allContestants, compiledName, type EngineContestant, type MatcherStage, stagesOf } from './plan.ts';
import { BUILD_ROLE, CORPUS_ROLE, type CorpusTask, SWAP_ROLE, type SwapTask } from './protocol.ts';
import type { BenchList, BuildReport, MatcherReport, MatcherResult, SwapReport } from './results.ts';
import type { MatcherSettings } from './settings.ts';
import { targetsOf } from './targets.ts';

const SWAPS = 15;
const NOBODY = 'no chosen engine takes part in a chosen case with such a list';

export interface MatcherRun {
  readonly settings: MatcherSettings;
  readonly command: string;
  /** Default: all engines with this tree's matcher. */
  readonly contestants?: readonly EngineContestant[];
  readonly progress: (line: string) => void;
}

/** Everything measured on one list. */
interface StageReport {
  readonly list: BenchList;
  readonly builds: readonly BuildReport[];
  readonly swaps: readonly SwapReport[];
  readonly results: readonly MatcherResult[];
}

/** @throws UsageError if the settings leave nothing to measure */
export async function runMatcherBench(run: MatcherRun): Promise<MatcherReport> {
  const started = new Date();
  const machine = describeMachine();
  const stages = stagesOf(run.settings, run.contestants);
  if (stages.length === 0)
    throw new UsageError(
      `Nothing to measure: ${NOBODY}. Change --only or --entries, or leave out --quick or --compare`,
    );
  const reports = await withTemporaryFolder('bench', async (folder) => {
    const lists = await makeLists(stages, folder, run);
    const done: StageReport[] = [];
    for (const [index, stage] of stages.entries()) {
      const list = lists[index];
      if (list !== undefined) done.push(await runStage(stage, list, folder, run));
    }
    return done;
  });
  return summarise(run, reports, machine, started);
}

/** Two at a time: nothing is timed yet. */
async function makeLists(
  stages: readonly MatcherStage[],
  folder: string,
  { settings, progress }: MatcherRun,
): Promise<BenchList[]> {
  const requestsOf = (one: MatcherCase): number =>
    (settings.rounds + settings.warmRounds) * requestsOfRound(one, settings.requestsPerRound);
  const made = new Map<MatcherStage, BenchList>();
  const waiting = [...stages];
  const makeNext = async (): Promise<void> => {
    for (let stage = waiting.pop(); stage !== undefined; stage = waiting.pop()) made.set(stage, await makeList(stage));
  };
  const makeList = async ({ list, cases }: MatcherStage): Promise<BenchList> => {
    const task: CorpusTask = {
      folder,
      list,
      cases: cases.map((one) => ({ name: one.name, requests: requestsOf(one) })),
    };
    const { digest, bytes } = await askOnce(CORPUS_ROLE, 'list', task, heapMegabytes(list.entries));
    progress(`list ${list.format} ${list.entries}: ${digest}`);
    return { ...list, bytes, digest };
  };
  await Promise.all([makeNext(), makeNext()]);
  return stages.flatMap((stage) => made.get(stage) ?? []);
}

async function runStage(stage: MatcherStage, list: BenchList, folder: string, run: MatcherRun): Promise<StageReport> {
  const { settings, progress } = run;
  const builds: BuildReport[] = [];
  for (const contestant of stage.contestants) {
    const shared = builds.find(({ engine }) => engine === compiledName(contestant));
    const built = shared ?? (await build(contestant, stage, folder));
    builds.push({ ...built, engine: contestant.label });
    const { engine, buildMillis, bytesPerEntry } = built;
    if (shared === undefined)
      progress(`build ${list.format} ${list.entries}: ${engine} ${buildMillis} ms, ${bytesPerEntry} B an entry`);
  }
  const swaps = await swapsOf(stage, folder);
  const hotBytes = new Map(builds.map((built) => [built.engine, built.hotBytes]));
  const results: MatcherResult[] = [];
  for (const oneCase of stage.cases) {
    const label = `${oneCase.name} ${list.entries}`;
    results.push(
      ...(await race({
        stage,
        oneCase,
        folder,
        settings,
        hotBytes,
        progress: (line) => progress(`${label}: ${line}`),
      })),
    );
  }
  return { list, builds, swaps, results };
}

async function build(contestant: EngineContestant, { list }: MatcherStage, folder: string): Promise<BuildReport> {
  const { engine, label, matcher } = contestant;
  const built = await askOnce(
    BUILD_ROLE,
    `${label}, build`,
    { folder, list, engine: engine.name, compiled: compiledName(contestant), matcher },
    heapMegabytes(list.entries),
  );
  return {
    engine: label,
    list: list.format,
    entries: list.entries,
    buildMillis: threeDigits(built.buildMillis),
    buildSteps: Object.fromEntries(
      Object.entries(built.buildSteps).map(([name, millis]) => [name, threeDigits(millis)]),
    ),
    loadMillis: built.loadMillis === undefined ? null : threeDigits(built.loadMillis),
    hotBytes: built.hotBytes,
    bytesPerEntry: threeDigits(built.hotBytes / list.entries),
    residentBytes: built.residentBytes,
    defect: built.defect ?? null,
  };
}

/** Publishing is measured for the matchers in the run, with the requests of the first case of hosts. */
async function swapsOf({ list, cases, contestants }: MatcherStage, folder: string): Promise<SwapReport[]> {
  const [first] = cases;
  if (list.format !== 'domains' || first === undefined) return [];
  const reports: SwapReport[] = [];
  for (const contestant of contestants.filter(
    ({ engine, label }) => engine.name === 'netvakt' && !label.includes('#'),
  )) {
    const { label, matcher } = contestant;
    const task: SwapTask = {
      folder,
      list,
      case: first.name,
      compiled: compiledName(contestant),
      matcher,
      swaps: SWAPS,
    };
    const { stallMillisMedian, stallMillisMax, idleMillisMax } = await askOnce(SWAP_ROLE, `${label}, swap`, task);
    reports.push({
      engine: label,
      entries: list.entries,
      swaps: SWAPS,
      stallMillisMedian: threeDigits(stallMillisMedian),
      stallMillisMax: threeDigits(stallMillisMax),
      idleMillisMax: threeDigits(idleMillisMax),
    });
  }
  return reports;
}

function summarise(
  run: MatcherRun,
  reports: readonly StageReport[],
  machine: MachineDescription,
  started: Date,
): MatcherReport {
  const lists = reports.map(({ list }) => list);
  const largest = lists.findLast(({ format }) => format === 'domains') ?? lists.at(-1);
  if (largest === undefined) throw new RangeError('a run has at least one list');
  const figures = {
    results: reports.flatMap(({ results }) => results),
    builds: reports.flatMap(({ builds }) => builds),
    swaps: reports.flatMap(({ swaps }) => swaps),
  };
  const present = new Set(figures.builds.map(({ engine }) => engine));
  return {
    bench: 'matcher',
    quick: run.settings.quick,
    command: run.command,
    revision: revisionOf(import.meta.dirname),
    started: started.toISOString(),
    seconds: Math.round((Date.now() - started.getTime()) / 1000),
    machine,
    engines: (run.contestants ?? allContestants())
      .filter(({ label }) => present.has(label))
      .map(({ label, engine }) => ({
        name: label,
        what: engine.what,
        version: engine.package === undefined ? process.version : versionOf(engine.package),
        licence: engine.licence,
      })),
    settings: run.settings,
    list: largest,
    lists,
    ...figures,
    targets: targetsOf(figures),
  };
}
