/**
 * A whole run, axis after axis. All steps of an axis live at the same time, each a filter of its own with the idle connections that it is
 * to have; they run and are measured in turns, round by round, so that a slow minute of the machine hits all alike. Loopback only.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from '../common/child.ts';
import { freePort, isInstalled, type PinnedDaemon } from '../common/daemon.ts';
import { describeMachine } from '../common/machine.ts';
import { raiseOpenFiles } from '../common/open-files.ts';
import { memoryBytes } from '../common/processor.ts';
import { figure } from '../common/table.ts';
import { withTemporaryFolder } from '../common/temporary.ts';
import { isChosen, UsageError } from '../common/usage.ts';
import { revisionOf } from '../common/versions.ts';
import { processMicros } from '../packet/cpu.ts';
import { CLIENT, type ClientAnswer, type ClientTask } from '../proxy/protocol.ts';
import { LOAD_HOST, TailLoad } from '../tail/load.ts';
import { tailBenchObstacle } from '../tail/run.ts';
import { delayBetween, type QueueSample, sampleQueue } from '../tail/run-queue.ts';
import { letRun } from '../tail/turns.ts';
import { type LoweredStep, openFilesFor, planOf, SCALE_AXES, type ScaleStep } from './axes.ts';
import { firstCore, type ScaleScene, startFilter } from './filters.ts';
import { resultsOf, type ScaleReport, type ScaleResult, type ScaleRound, slopesOf } from './results.ts';
import type { ScaleAxisName, ScaleSettings } from './settings.ts';

export interface ScaleRun {
  readonly settings: ScaleSettings;
  readonly command: string;
  readonly progress: (line: string) => void;
}

const LOAD_CORE = 0;
const WARM_UP = 1500;
/** Between two rounds: what the last one left behind ends. */
const SETTLE = 100;

interface Stage {
  readonly settings: ScaleSettings;
  readonly scene: ScaleScene;
  readonly load: TailLoad;
  readonly idle: Child<ClientTask, ClientAnswer>;
  readonly progress: ScaleRun['progress'];
  readonly openFiles: number;
  /** By `performance.now()`. */
  readonly endBy: number;
  /** So far. */
  readonly lowered: LoweredStep[];
}

/** A step, and its running filter. */
interface RunningStep {
  readonly step: ScaleStep;
  readonly filter: PinnedDaemon;
}

/** @throws UsageError if there is no C compiler, or only one core. */
export async function runScaleBench({ settings, command, progress }: ScaleRun): Promise<ScaleReport> {
  const obstacle =
    tailBenchObstacle() ??
    (isInstalled('taskset') ? undefined : 'There is no taskset. On Debian: apt-get install util-linux');
  if (obstacle !== undefined) throw new UsageError(obstacle);
  const [started, begun] = [new Date().toISOString(), performance.now()];
  const machine = describeMachine();
  const openFiles = raiseOpenFiles(openFilesFor(settings));
  const lowered: LoweredStep[] = [];
  const results = await withTemporaryFolder('scale', async (folder) => {
    const originPort = await freePort();
    const load = await TailLoad.start(folder, originPort);
    const idle = new Child(CLIENT, 'idle clients');
    idle.pinWhole(LOAD_CORE);
    const scene = { folder, originPort, seed: settings.seed };
    const endBy = begun + 1000 * settings.mostSeconds;
    const stage = { settings, scene, load, idle, progress, openFiles, endBy, lowered };
    try {
      return await allAxes(stage);
    } finally {
      await Promise.all([load.stop(), idle.end()]);
    }
  });
  return {
    bench: 'scale',
    command,
    revision: revisionOf(import.meta.dirname),
    started,
    seconds: Math.round((performance.now() - begun) / 1000),
    machine,
    settings,
    lowered,
    results,
    slopes: slopesOf(results),
  };
}

async function allAxes(stage: Stage): Promise<readonly ScaleResult[]> {
  const bounds = { openFiles: stage.openFiles, cores: availableParallelism() };
  const results: ScaleResult[] = [];
  for (const { name } of SCALE_AXES.filter((axis) => isChosen(axis.name, SCALE_AXES, stage.settings.only))) {
    const { steps, lowered } = planOf(name, stage.settings, bounds);
    for (const one of lowered) lower(stage, one);
    results.push(...(await oneAxis(stage, name, steps)));
  }
  return results;
}

function lower({ lowered, progress }: Stage, step: LoweredStep): void {
  lowered.push(step);
  progress(`${step.axis}: ${step.taken} in place of ${step.asked}: ${step.why}`);
}

async function oneAxis(
  stage: Stage,
  axis: ScaleAxisName,
  steps: readonly ScaleStep[],
): Promise<readonly ScaleResult[]> {
  const running: RunningStep[] = [];
  try {
    for (const step of steps) running.push(await startStep(stage, step));
    const lowest = await saturationOf(stage, running);
    stage.progress(`${axis}: the slowest step takes ${Math.round(lowest)} requests/s`);
    const rate = stage.settings.share * lowest;
    const rounds = await roundsOf(stage, running, rate);
    await checkIdle(stage, running);
    const results = resultsOf(rounds, await othersMemory(stage, running, rate));
    for (const { step, cpu, memory, p99, dropped } of results) {
      const figures = `${figure(cpu.value)} us a request, ${figure(memory.value / 1e6)} MB, p99 ${figure(p99?.value)} us`;
      stage.progress(`${axis} ${step}: ${figures} (${dropped} dropped)`);
    }
    return results;
  } finally {
    letRun(filtersOf(running), undefined);
    await Promise.all(running.map(({ filter }) => filter.stop()));
    await stage.idle.ask({ step: 'close' });
  }
}

async function startStep(stage: Stage, step: ScaleStep): Promise<RunningStep> {
  const begun = performance.now();
  const filter = await startFilter(step, stage.scene);
  stage.progress(`${step.axis} ${step.label}: started in ${Math.round(performance.now() - begun)} ms`);
  if (step.idle === 0) return { step, filter };
  try {
    return { step: await withIdle(stage, step, filter), filter };
  } catch (error) {
    await filter.stop();
    throw error;
  }
}

/** Opens the idle connections of a step. Returns it with those that there are. */
async function withIdle(stage: Stage, step: ScaleStep, { port }: PinnedDaemon): Promise<ScaleStep> {
  const host = `${LOAD_HOST}:${stage.scene.originPort}`;
  const { errors } = await stage.idle.ask({ step: 'idle', port, count: step.idle, host });
  if (errors === 0) return step;
  const at = step.idle - errors;
  lower(stage, { axis: step.axis, asked: step.idle, taken: at, why: 'the others were not answered' });
  return { ...step, at, idle: at, label: String(at) };
}

/** An idle connection that has gone meanwhile is no figure of one. */
async function checkIdle(stage: Stage, running: readonly RunningStep[]): Promise<void> {
  const asked = running.reduce((sum, { step }) => sum + step.idle, 0);
  if (asked === 0) return;
  const { count: taken } = await stage.idle.ask({ step: 'idle', port: 0, count: 0, host: '' });
  // A connection that was not answered in time may still be open.
  if (taken < asked)
    lower(stage, { axis: 'idle', asked, taken, why: 'of all steps together, the others ended meanwhile' });
}

/** Saturation of the slowest step, in requests a second. Also warms up code that is compiled while it runs. */
async function saturationOf(stage: Stage, running: readonly RunningStep[]): Promise<number> {
  const rates: number[] = [];
  for (const one of running) {
    letRun(filtersOf(running), one.filter);
    rates.push(await saturate(stage, one));
  }
  return Math.min(...rates);
}

async function saturate({ load, settings: { millis } }: Stage, { step, filter }: RunningStep): Promise<number> {
  const warm = Math.min(WARM_UP, 2 * millis);
  const { done, seconds } = await load.play({ ...taskOf(step, filter), rate: 0, warm, millis }, () => {});
  return done / seconds;
}

/**
 * The memory of further filters of each step, one after the other, after the load that the first one had. None of steps with idle
 * connections, which the client would have to open once more.
 */
async function othersMemory(
  stage: Stage,
  running: readonly RunningStep[],
  rate: number,
): Promise<ReadonlyMap<ScaleStep, readonly number[]>> {
  const bytes = new Map<ScaleStep, number[]>();
  for (let nth = 1; nth < stage.settings.filters; nth += 1) {
    for (const { step } of running) {
      if (step.idle > 0 || performance.now() > stage.endBy) continue;
      const filter = await startFilter(step, stage.scene);
      letRun(filtersOf(running), filter); // none of those
      try {
        await saturate(stage, { step, filter });
        const { memoryBytes: taken } = await play(stage, { step, filter }, rate);
        bytes.set(step, [...(bytes.get(step) ?? []), taken]);
      } finally {
        await filter.stop();
      }
    }
  }
  return bytes;
}

async function roundsOf(stage: Stage, running: readonly RunningStep[], rate: number): Promise<readonly ScaleRound[]> {
  const rounds: ScaleRound[] = [];
  for (let round = 0; round < stage.settings.rounds; round += 1) {
    if (round > 0 && performance.now() > stage.endBy) break;
    for (const one of round % 2 === 0 ? running : running.toReversed()) {
      letRun(filtersOf(running), one.filter);
      rounds.push(await play(stage, one, rate));
    }
  }
  return rounds;
}

function filtersOf(running: readonly RunningStep[]): readonly PinnedDaemon[] {
  return running.map(({ filter }) => filter);
}

async function play({ load, settings }: Stage, { step, filter }: RunningStep, rate: number): Promise<ScaleRound> {
  const { warm, millis } = settings;
  const sample = (): readonly [filter: QueueSample, client: QueueSample, cpu: number] => [
    sampleQueue(filter.pid),
    sampleQueue(load.pid),
    processMicros(filter.pid),
  ];
  let [before, after] = [sample(), sample()];
  const task = { ...taskOf(step, filter), rate: Math.max(1, Math.round(rate)), warm, millis };
  const answer = await load.play(
    task,
    () => (before = sample()),
    () => (after = sample()),
  );
  if (answer.done === 0) throw new Error(`${step.axis} ${step.label}: no request was answered`);
  const bytes = memoryBytes(filter.pid);
  await sleep(SETTLE);
  return {
    ...answer,
    step,
    queue: delayBetween(before[0], after[0]),
    clientQueue: delayBetween(before[1], after[1]),
    cpuMicros: after[2] - before[2],
    memoryBytes: bytes,
    sharesCore: firstCore(step.cores) <= LOAD_CORE,
  };
}

function taskOf(
  { busy, markets }: ScaleStep,
  { port }: PinnedDaemon,
): { port: number; connections: number; idle: number; burst: number; sources: number } {
  return { port, connections: busy, idle: 0, burst: 0, sources: markets };
}
