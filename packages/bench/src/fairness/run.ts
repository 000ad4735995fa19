/**
 * A client that behaves asks for small pages through a proxy, alone and while others attack the same proxy. What counts is how much
 * longer it waits: p99 of the quieter rounds, over that of the same proxy without an attack in the same run. Loopback only.
 */
import { writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from '../common/child.ts';
import type { PinnedDaemon } from '../common/daemon.ts';
import { describeMachine, MEASURED_CORE } from '../common/machine.ts';
import { preferProcess, runAtOnce } from '../common/priority.ts';
import { withTemporaryFolder } from '../common/temporary.ts';
import { isChosen } from '../common/usage.ts';
import { revisionOf } from '../common/versions.ts';
import type { Scene } from '../proxy/contestant.ts';
import { presentRivals } from '../proxy/rivals.ts';
import { ATTACKS, type AttackName } from './attacks.ts';
import { contestantsWith, type FairnessContestant, workerOf } from './contestants.ts';
import {
  ATTACKERS,
  type AttackAnswer,
  type AttackTask,
  NEIGHBOUR,
  type NeighbourAnswer,
  type NeighbourTask,
} from './protocol.ts';
import { type FairnessReport, resultsOf, targetsOf } from './results.ts';
import type { FairnessRound, FairnessSettings } from './settings.ts';

export interface FairnessRun {
  readonly settings: FairnessSettings;
  readonly command: string;
  readonly progress: (line: string) => void;
}

const LOAD_CORE = 0;
const HOST = 'page.example';
/** What Linux calls the first thread of the neighbour. */
const MAIN_THREAD = 'node-MainThread';
/** For the attack to be in full swing, or for what it left behind to go. */
const SETTLE_MILLIS = 300;

interface Stage {
  readonly settings: FairnessSettings;
  readonly attackers: Child<AttackTask, AttackAnswer>;
  readonly neighbour: Child<NeighbourTask, NeighbourAnswer>;
  readonly scene: Scene;
}

/** A proxy that runs, and what Linux calls the thread that has its connections. */
interface Started {
  readonly name: string;
  readonly worker: string;
  readonly daemon: PinnedDaemon;
}

/** Runs everything. */
export async function runFairnessBench({ settings, command, progress }: FairnessRun): Promise<FairnessReport> {
  const machine = describeMachine();
  const all = presentRivals(contestantsWith(settings.against), settings.only);
  const rounds = await withTemporaryFolder('fairness', (folder) => runIn(folder, settings, all, progress));
  const results = resultsOf(rounds);
  return {
    bench: 'fairness',
    command,
    revision: revisionOf(import.meta.dirname),
    machine,
    settings,
    proxies: all.map(({ name, version }) => ({ name, version: version() })),
    results,
    targets: targetsOf(results),
  };
}

async function runIn(
  folder: string,
  settings: FairnessSettings,
  all: readonly FairnessContestant[],
  progress: FairnessRun['progress'],
): Promise<readonly FairnessRound[]> {
  const attackers = new Child(ATTACKERS, 'attackers');
  const neighbour = new Child(NEIGHBOUR, 'neighbour');
  const listFile = join(folder, 'list.txt');
  writeFileSync(listFile, 'listed.example\n');
  const { port: originPort } = await neighbour.ask({ step: 'origin' });
  const { port: tunnelPort } = await attackers.ask({ step: 'origin' });
  for (const child of [attackers, neighbour]) child.pinWhole(LOAD_CORE);
  if (neighbour.pid !== undefined) runAtOnce(neighbour.pid, MAIN_THREAD, 2);
  const scene = { folder, core: MEASURED_CORE, hosts: [HOST], originPort, tunnelPort, rules: 0, listFile };
  const started: Started[] = [];
  try {
    for (const contestant of all) {
      const daemon = await contestant.start(scene);
      preferProcess(daemon.pid, constants.priority.PRIORITY_HIGHEST);
      started.push({ name: contestant.name, worker: workerOf(contestant), daemon });
    }
    const stage = { settings, attackers, neighbour, scene };
    for (const { daemon } of started) await warmUp(stage, daemon.port);
    for (const { daemon, worker } of started) runAtOnce(daemon.pid, worker, 1);
    return await roundsOf(stage, started, progress);
  } finally {
    await Promise.all([attackers.end(), neighbour.end(), ...started.map(({ daemon }) => daemon.stop())]);
  }
}

async function roundsOf(
  stage: Stage,
  started: readonly Started[],
  progress: FairnessRun['progress'],
): Promise<readonly FairnessRound[]> {
  const rounds: FairnessRound[] = [];
  for (const attack of attacksOf(stage.settings)) {
    for (let round = 0; round < stage.settings.rounds; round += 1) {
      for (const { name: proxy, daemon } of started) {
        rounds.push({ proxy, attack: 'none', bytes: 0, ...(await quiet(stage, daemon.port)) });
        rounds.push({ proxy, attack, ...(await attacked(stage, daemon.port, attack)) });
      }
    }
    progress(attack);
  }
  return rounds;
}

function attacksOf({ only }: FairnessSettings): readonly AttackName[] {
  return ATTACKS.map(({ name }) => name).filter((name) => isChosen(name, ATTACKS, only));
}

/** What is compiled while it runs is compiled now. */
async function warmUp(stage: Stage, port: number): Promise<void> {
  await quiet(stage, port);
  for (const attack of attacksOf(stage.settings)) await attacked(stage, port, attack);
}

async function quiet({ settings, neighbour, scene }: Stage, port: number): Promise<NeighbourAnswer> {
  const { neighbours, seconds, pauseMillis } = settings;
  const host = `${HOST}:${scene.originPort}`;
  return await neighbour.ask({ step: 'ask', port, host, connections: neighbours, seconds, pauseMillis });
}

async function attacked(
  stage: Stage,
  port: number,
  attack: AttackName,
): Promise<NeighbourAnswer & { readonly bytes: number }> {
  const { attackers, settings, scene } = stage;
  const host = `${HOST}:${scene.tunnelPort}`;
  await attackers.ask({ step: 'start', attack, port, host, connections: settings.attackers });
  await sleep(SETTLE_MILLIS);
  const answer = await quiet(stage, port);
  const { bytes } = await attackers.ask({ step: 'stop' });
  await sleep(SETTLE_MILLIS);
  return { ...answer, bytes };
}
