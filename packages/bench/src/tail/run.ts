/**
 * A whole run: first the saturation of each proxy, then each case at shares of the lowest, one proxy after the other, round by round. The
 * proxies live all the time and run in turns, but for the case after a start, which has proxies of its own. Loopback only.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, isInstalled } from '../common/daemon.ts';
import { describeMachine, MEASURED_CORE } from '../common/machine.ts';
import { whileOn } from '../common/processor.ts';
import { withTemporaryFolder } from '../common/temporary.ts';
import { isChosen, UsageError } from '../common/usage.ts';
import { revisionOf } from '../common/versions.ts';
import type { Scene } from '../proxy/contestant.ts';
import { presentRivals } from '../proxy/rivals.ts';
import { writeSceneList } from '../proxy/scene-list.ts';
import { TAIL_CASES, type TailCase } from './cases.ts';
import { changeList, type TailContestant, type TailProxy, tailContestants } from './contestants.ts';
import { LOAD_CORE, LOAD_HOST, TailLoad } from './load.ts';
import { begin } from './meanwhile.ts';
import { resultsOf, type TailReport, type TailRound, targetsOf } from './results.ts';
import { delayBetween, sampleQueue } from './run-queue.ts';
import type { TailSettings } from './settings.ts';
import { letRun } from './turns.ts';

export interface TailRun {
  readonly settings: TailSettings;
  readonly command: string;
  readonly progress: (line: string) => void;
  /** Keeps this process on the client's core while it measures. For a process that does nothing else: one that fails or is given up would leave it there. */
  readonly aside?: boolean;
}

const WARM_UP = 1500;
/** Between two rounds: what the last one left behind ends. */
const SETTLE = 100;

interface Stage {
  readonly settings: TailSettings;
  readonly load: TailLoad;
  readonly scene: Scene;
  readonly contestants: readonly TailContestant[];
  readonly running: Map<string, TailProxy>;
  /** Versions of the list, so far. */
  versions: number;
}

type Measured = Pick<TailReport, 'results' | 'saturation'>;

/** The reason a run cannot be made here, or `undefined`. */
export function tailBenchObstacle(): string | undefined {
  if (availableParallelism() < 2) return 'Two cores are needed: one for the proxy, one for its client and the origin';
  return isInstalled('cc') ? undefined : 'There is no C compiler. On Debian: apt-get install gcc libc6-dev';
}

/** @throws UsageError if there is no C compiler, or only one core. */
export async function runTailBench({ settings, command, progress, aside = false }: TailRun): Promise<TailReport> {
  const obstacle = tailBenchObstacle();
  if (obstacle !== undefined) throw new UsageError(obstacle);
  const machine = describeMachine();
  const all = presentRivals(tailContestants(settings.against), settings.only);
  const measure = (): Promise<Measured> =>
    withTemporaryFolder('tail', (folder) => runIn(folder, settings, all, progress));
  const measured = await (aside ? whileOn(LOAD_CORE, measure) : measure());
  return {
    bench: 'tail',
    command,
    revision: revisionOf(import.meta.dirname),
    machine,
    settings,
    proxies: all.map(({ name, version }) => ({ name, version: version() })),
    ...measured,
    targets: targetsOf(measured.results),
  };
}

async function runIn(
  folder: string,
  settings: TailSettings,
  contestants: readonly TailContestant[],
  progress: TailRun['progress'],
): Promise<Measured> {
  const [originPort, tunnelPort] = [await freePort(), await freePort()];
  const listFile = join(folder, 'list.txt');
  writeSceneList({ path: listFile, seed: settings.seed, rules: settings.rules });
  const scene = {
    folder,
    core: MEASURED_CORE,
    hosts: [LOAD_HOST],
    originPort,
    tunnelPort,
    rules: settings.rules,
    listFile,
  };
  const load = await TailLoad.start(folder, originPort);
  const stage: Stage = { settings, load, scene, contestants, running: new Map(), versions: 0 };
  try {
    for (const { name, start } of contestants) stage.running.set(name, await start(scene));
    const saturation = await saturationOf(stage, progress);
    const rounds = await roundsOf(stage, Math.min(...saturation.map(({ rate }) => rate)), progress);
    return { saturation, results: resultsOf(rounds) };
  } finally {
    letRun(stage.running.values(), undefined);
    await Promise.all([load.stop(), ...[...stage.running.values()].map((proxy) => proxy.stop())]);
  }
}

/** What each proxy can do, which also compiles what is compiled while it runs. */
async function saturationOf(stage: Stage, progress: TailRun['progress']): Promise<TailReport['saturation']> {
  const saturation: { readonly proxy: string; readonly rate: number }[] = [];
  const { connections, millis } = stage.settings;
  for (const [proxy, running] of stage.running) {
    letRun(stage.running.values(), running);
    const { port } = running;
    const task = { port, rate: 0, connections, warm: Math.min(WARM_UP, 2 * millis), idle: 0, millis, burst: 0 };
    const { done, seconds } = await stage.load.play(task, () => {});
    saturation.push({ proxy, rate: Math.round(done / seconds) });
  }
  progress(`saturation: ${saturation.map(({ proxy, rate }) => `${proxy} ${rate} requests/s`).join(', ')}`);
  return saturation;
}

async function roundsOf(stage: Stage, lowest: number, progress: TailRun['progress']): Promise<readonly TailRound[]> {
  const { only, shares } = stage.settings;
  const rounds: TailRound[] = [];
  for (const one of TAIL_CASES.filter(({ name }) => isChosen(name, TAIL_CASES, only))) {
    for (const share of shares) {
      const found = await roundsAt(stage, one, share, share * lowest);
      rounds.push(...found);
      const summary = resultsOf(found).map(({ proxy, p99, dropped }) => `${proxy} p99 ${p99} us (${dropped} dropped)`);
      progress(`${one.name} at ${Math.round(100 * share)} %: ${summary.join(', ')}`);
    }
  }
  return rounds;
}

async function roundsAt(stage: Stage, one: TailCase, share: number, rate: number): Promise<readonly TailRound[]> {
  const rounds: TailRound[] = [];
  for (let round = 0; round < stage.settings.rounds; round += 1) {
    if (one.meanwhile === 'swap') changeList(stage.scene, (stage.versions += 1));
    for (const contestant of stage.contestants) {
      const played = await withProxy(stage, one, contestant, (proxy) => play(stage, one, proxy, rate));
      rounds.push({ ...played, proxy: contestant.name, case: one.name, share });
    }
  }
  return rounds;
}

async function withProxy<Value>(
  { running, scene }: Stage,
  { fresh }: TailCase,
  { name, start }: TailContestant,
  use: (proxy: TailProxy) => Promise<Value>,
): Promise<Value> {
  const lasting = running.get(name);
  if (!fresh && lasting !== undefined) {
    letRun(running.values(), lasting);
    return await use(lasting);
  }
  const proxy = await start(scene);
  letRun(running.values(), proxy);
  try {
    return await use(proxy);
  } finally {
    await proxy.stop();
  }
}

async function play(
  { load, settings }: Stage,
  { warm, idle, burst, meanwhile }: TailCase,
  proxy: TailProxy,
  rate: number,
): Promise<Omit<TailRound, 'proxy' | 'case' | 'share'>> {
  const { connections, millis } = settings;
  const sample = (): readonly [ReturnType<typeof sampleQueue>, ReturnType<typeof sampleQueue>] => [
    sampleQueue(proxy.pid),
    sampleQueue(load.pid),
  ];
  let [before, after] = [sample(), sample()];
  let end = begin(undefined, proxy);
  const task = { port: proxy.port, rate: Math.round(rate), connections, warm, idle, millis, burst };
  const answer = await load.play(
    task,
    () => {
      before = sample();
      end = begin(meanwhile, proxy);
    },
    () => (after = sample()),
  );
  await end();
  await sleep(SETTLE);
  return { ...answer, queue: delayBetween(before[0], after[0]), clientQueue: delayBetween(before[1], after[1]) };
}
