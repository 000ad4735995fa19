/** A whole run: client and server on one core, filters on another, each on a machine of its own; rounds in turns; one report. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { OWN_CHECKOUT } from '../common/checkout.ts';
import { describeMachine, MEASURED_CORE } from '../common/machine.ts';
import { withTemporaryFolder } from '../common/temporary.ts';
import { isChosen, UsageError } from '../common/usage.ts';
import { revisionOf } from '../common/versions.ts';
import { sceneHosts, writeSceneList } from '../proxy/scene-list.ts';
import { PACKET_CASES } from './cases.ts';
import { absenceOf, contestantsWith, type PacketContestant } from './contestants.ts';
import { writeHellos } from './hellos.ts';
import { growthOf, type PacketArena, type PacketEntrant, roundsOf } from './measure.ts';
import { FilterNetwork, networkObstacle } from './network.ts';
import { type PacketReport, type PacketRound, resultsOf, targetsOf } from './results.ts';
import type { PacketBenchSettings } from './settings.ts';
import { PacketTraffic } from './traffic.ts';

export interface PacketRun {
  readonly settings: PacketBenchSettings;
  readonly command: string;
  readonly progress: (line: string) => void;
  /** Who takes part. Default: all that there are. */
  readonly contestants?: readonly PacketContestant[];
}

interface Measured {
  readonly rounds: readonly PacketRound[];
  readonly bytesPerFlow: number | null;
}

/** The reason a run cannot be made here, or `undefined`. */
export function packetBenchObstacle(): string | undefined {
  if (availableParallelism() < 2) return 'Two cores are needed: one for the filter, one for its client and server';
  return networkObstacle();
}

/** @throws UsageError if this user or this machine cannot make network namespaces, or has one core. */
export async function runPacketBench({
  settings,
  command,
  progress,
  contestants = contestantsWith(settings.against),
}: PacketRun): Promise<PacketReport> {
  const obstacle = packetBenchObstacle();
  if (obstacle !== undefined) throw new UsageError(obstacle);
  const started = new Date();
  const machine = describeMachine();
  const chosen = contestants.filter(({ name }) => isChosen(name, contestants, settings.only));
  const absent = chosen.flatMap((one) => {
    const why = absenceOf(one);
    return why === undefined ? [] : [{ contestant: one.name, why }];
  });
  for (const { contestant, why } of absent) progress(`${contestant}: absent, ${why}`);
  const present = chosen.filter((one) => absenceOf(one) === undefined);
  if (present.length === 0) throw new UsageError('Nothing to measure: what --only names is not installed');
  const { rounds, bytesPerFlow } = await withTemporaryFolder('packet', (folder) =>
    runIn(folder, settings, present, progress),
  );
  return {
    bench: 'packet',
    command,
    revision: revisionOf(import.meta.dirname),
    started: started.toISOString(),
    seconds: Math.round((Date.now() - started.getTime()) / 1000),
    machine,
    settings,
    contestants: present.map(({ name, what, version }) => ({ name, what, version: version() })),
    absent,
    results: resultsOf(rounds),
    bytesPerFlow,
    targets: targetsOf(rounds, bytesPerFlow),
  };
}

async function runIn(
  folder: string,
  settings: PacketBenchSettings,
  present: readonly PacketContestant[],
  progress: PacketRun['progress'],
): Promise<Measured> {
  const network = new FilterNetwork(present.length);
  const entrants: PacketEntrant[] = [];
  let traffic: PacketTraffic | undefined;
  try {
    traffic = await PacketTraffic.start(network, folder);
    const lists = writeLists(folder, settings, present);
    const hellos = writeHellos(folder, settings, sceneHosts(settings.seed)[0] ?? '', lists.get(settings.rules));
    const arena = { settings, traffic, hellos, progress };
    // Several at a time, on all cores: half a minute less.
    const entering = present.map(async (contestant, number) => {
      entrants[number] = await enter(arena, network, { contestant, number, folder, lists });
    });
    await settled(entering);
    return await measureAll(arena, entrants);
  } finally {
    await Promise.all(Object.values(entrants).map(({ filter }) => filter.stop()));
    await traffic?.stop();
    await network.dispose();
  }
}

/** Waits for all, so that what has started can be ended. @throws the first failure. */
async function settled(all: readonly Promise<void>[]): Promise<void> {
  for (const one of await Promise.allSettled(all)) if (one.status === 'rejected') throw one.reason as Error;
}

/** The list of each size that is wanted, by size. */
function writeLists(
  folder: string,
  settings: PacketBenchSettings,
  present: readonly PacketContestant[],
): ReadonlyMap<number, string> {
  const sizes = new Set([settings.rules, ...present.flatMap(({ rules }) => rules ?? [])]);
  return new Map(
    [...sizes].map((rules) => {
      const path = join(folder, `list-${rules}.txt`);
      writeSceneList({ path, seed: settings.seed, rules });
      return [rules, path];
    }),
  );
}

interface Place {
  readonly contestant: PacketContestant;
  readonly number: number;
  readonly folder: string;
  readonly lists: ReadonlyMap<number, string>;
}

/** Starts a filter, and sees that it lets pass what is free and nothing that is listed. */
async function enter(
  { settings, traffic, hellos, progress }: PacketArena,
  network: FilterNetwork,
  { contestant, number, folder, lists }: Place,
): Promise<PacketEntrant> {
  const { name, rules = settings.rules, filters, start } = contestant;
  const site = {
    network,
    namespace: network.filter(number),
    folder,
    listFile: lists.get(rules) ?? '',
    core: MEASURED_CORE,
    checkout: OWN_CHECKOUT,
    profiles: settings.profiles === undefined ? undefined : join(settings.profiles, name),
  };
  const filter = await start(site);
  const destination = network.destination(number);
  const few = { kind: 'tcp', destination, count: 4, concurrency: 1, bytes: settings.answerBytes } as const;
  const free = await traffic.ask({ ...few, file: hellos.free });
  const listed = filters ? await traffic.ask({ ...few, file: hellos.listed }) : { done: 0 };
  if (free.done !== few.count || listed.done !== 0) {
    await filter.stop();
    throw new Error(`${name} passes ${free.done} of ${few.count} free connections, and ${listed.done} listed ones`);
  }
  progress(`${name}: started`);
  return { contestant, filter, destination };
}

async function measureAll(arena: PacketArena, entrants: readonly PacketEntrant[]): Promise<Measured> {
  const rounds: PacketRound[] = [];
  let bytesPerFlow: number | null = null;
  for (const { name } of PACKET_CASES.filter((one) => isChosen(one.name, PACKET_CASES, arena.settings.only))) {
    const able = entrants.filter(({ contestant }) => contestant.cases.includes(name));
    if (name !== 'memory') rounds.push(...(await roundsOf(arena, name, able)));
    else if (able[0] !== undefined) bytesPerFlow = await growthOf(arena, able[0]);
    arena.progress(name);
  }
  return { rounds, bytesPerFlow };
}
