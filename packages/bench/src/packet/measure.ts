/** Rounds in turns, so that a slow minute of the machine hits all contestants alike; in every other round, in the other order. */
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryBytes } from '../common/processor.ts';
import type { PacketCaseName } from './cases.ts';
import type { PacketContestant } from './contestants.ts';
import { kernelMicros, processMicros } from './cpu.ts';
import type { StartedFilter } from './filters/site.ts';
import type { Hellos } from './hellos.ts';
import { DATAGRAM_BYTES } from './quic-hello.ts';
import type { PacketRound } from './results.ts';
import type { PacketBenchSettings } from './settings.ts';
import type { PacketTraffic, TrafficTask } from './traffic.ts';

/** A pause after each round, in which the kernel finishes the round's work. */
const SETTLE_MILLIS = 50;

/** What all rounds share. */
export interface PacketArena {
  readonly settings: PacketBenchSettings;
  readonly traffic: PacketTraffic;
  readonly hellos: Hellos;
  readonly progress: (line: string) => void;
}

/** A contestant that runs. */
export interface PacketEntrant {
  readonly contestant: PacketContestant;
  readonly filter: StartedFilter;
  /** The address whose connections cross it. */
  readonly destination: string;
}

type RoundCase = Exclude<PacketCaseName, 'memory'>;

/** The rounds of a case that count. */
export async function roundsOf(
  arena: PacketArena,
  name: RoundCase,
  entrants: readonly PacketEntrant[],
): Promise<PacketRound[]> {
  const { warmRounds } = arena.settings;
  const rounds = name === 'bulk' ? arena.settings.bulkRounds : arena.settings.rounds;
  const counted: PacketRound[] = [];
  for (let round = -warmRounds; round < rounds; round += 1) {
    for (const entrant of round % 2 === 0 ? entrants : entrants.toReversed()) {
      if (round < -1 && !entrant.contestant.warmsUp) continue;
      const measured = await measure(arena, name, entrant);
      if (round >= 0) counted.push(measured);
    }
  }
  return counted;
}

async function measure(
  { traffic, settings, hellos }: PacketArena,
  name: RoundCase,
  { contestant, filter, destination }: PacketEntrant,
): Promise<PacketRound> {
  const task: TrafficTask = { destination, ...taskOf(name, settings, hellos) };
  await sleep(SETTLE_MILLIS);
  const [filterBefore, restBefore] = [processMicros(filter.pid), processMicros(traffic.pid) + kernelMicros()];
  const { done, failed, seconds, cpuMicros, medianMicros } = await traffic.ask(task);
  const spent = processMicros(filter.pid) - filterBefore;
  const restMicros = processMicros(traffic.pid) + kernelMicros() - restBefore;
  const filterMicros = name === 'bulk' ? spent - (await idleMicros(filter, seconds)) : spent;
  return {
    case: name,
    contestant: contestant.name,
    units: name === 'bulk' ? (done * task.bytes) / 1000 : done,
    filterMicros,
    pathMicros: filterMicros + restMicros + cpuMicros,
    medianMicros,
    failed,
  };
}

/** CPU time of an idle filter in `seconds`. Subtracted from rounds of downloads: a filter that does not see them takes less for them than that. */
async function idleMicros({ pid }: StartedFilter, seconds: number): Promise<number> {
  const before = processMicros(pid);
  await sleep(1000 * seconds);
  return processMicros(pid) - before;
}

function taskOf(name: RoundCase, settings: PacketBenchSettings, hellos: Hellos): Omit<TrafficTask, 'destination'> {
  const { connections, concurrency, answerBytes, downloads, downloadBytes } = settings;
  if (name === 'bulk')
    return { kind: 'tcp', count: downloads, concurrency: downloads, bytes: downloadBytes, file: hellos.free };
  if (name === 'quic')
    return { kind: 'quic', count: connections, concurrency, bytes: DATAGRAM_BYTES, file: hellos.quic };
  return { kind: 'tcp', count: connections, concurrency, bytes: answerBytes, file: hellos.free };
}

/** Whole bytes that a process grew by for each flow that it allowed, once it had allowed many. */
export async function growthOf(arena: PacketArena, { filter, destination }: PacketEntrant): Promise<number> {
  const { settings, traffic, hellos } = arena;
  const task = { destination, ...taskOf('connections', settings, hellos) };
  const allow = async (flows: number): Promise<number> => {
    const { failed } = await traffic.ask({ ...task, count: flows });
    if (failed > 0) arena.progress(`memory: ${failed} of ${flows} connections failed`);
    return memoryBytes(filter.pid);
  };
  const before = await allow(settings.settlingFlows);
  const after = await allow(settings.flows);
  return Math.max(0, Math.round((after - before) / settings.flows));
}
