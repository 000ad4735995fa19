/**
 * The experiment: every payload, in every split, through one filter to every origin.
 *
 *   1. start an origin, aim the switchboard at it
 *   2. send all runs, a bounded number at a time; each is named by sixteen characters inside its own bytes
 *   3. end the origin and read what it served
 *   4. judge each connection (what was forwarded against what was served), then each run (what its client heard)
 *   5. if the filter shows counters: what it reports as forwarded against what arrived
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '@netvakt/fixtures';
import { findProgram } from '@netvakt/fixtures/daemons';
import { bytesOf, get, ORIGIN, type Payload, tokenOf } from '@netvakt/selftest';
import { converse, type Heard, pieces, type Split, statuses } from '../client/send.ts';
import type { Filter, World } from '../filters/filter.ts';
import { type Counters, readCounters } from '../filters/metrics.ts';
import { type Origin, type OriginKind, type Served, wasRead } from '../origins/origin.ts';
import { type Judged, judgeConnection } from './judge/connection.ts';
import type { Fail, JudgedFault } from './judge/finding.ts';
import { isSettled, judgeRun } from './judge/run.ts';
import type { Switchboard } from './switchboard.ts';

export interface Experiment {
  readonly filter: Filter;
  readonly switchboard: Switchboard;
  readonly origins: readonly OriginKind[];
  readonly payloads: readonly Payload[];
  /** Which form of target the filter takes in its requests. */
  readonly form: 'absolute' | 'origin';
  readonly splits: readonly Split[];
  /** The same seed cuts the same payload at the same places. */
  readonly seed: number;
  /** Runs at one time. */
  readonly concurrency: number;
  /** Milliseconds for which a run's client may be owed a byte, before silence is an answer. */
  readonly owed: number;
  readonly progress: (line: string) => void;
}

export interface Outcome {
  readonly filter: string;
  readonly seed: number;
  readonly runs: number;
  /** Requests that reached origins: an experiment in which nothing got through has shown nothing. */
  readonly served: number;
  readonly origins: readonly string[];
  /** Origins whose program is not installed here. */
  readonly absent: readonly string[];
  readonly findings: readonly JudgedFault[];
}

interface Run {
  readonly name: string;
  readonly payload: Payload;
  readonly split: Split;
  readonly seed: number;
}

/**
 * For the filter that is experimented with, in seconds: payloads ask what bytes mean, not how long they took. Five
 * laboratories on two cores needed over 15 seconds for the 3,000 writes of an 8 kB head, and correctly got a 408.
 */
export const PATIENT_DEADLINES: NonNullable<World['deadlines']> = { firstByte: 60, head: 120, idle: 120 };

/** Milliseconds between two looks, and how many of them see nothing pass. See {@link atEnd}. */
const LOOK = 20;
const SILENT_LOOKS = 150;

const NOBODY = '(no run)';
/** Eight hexadecimal digits in every name of a run. */
const RUN = '1ab00000';

function planRuns(experiment: Experiment, origin: number): readonly Run[] {
  const runs: Run[] = [];
  for (const [at, payload] of experiment.payloads.entries()) {
    for (const [cut, split] of experiment.splits.entries()) {
      const number = (origin * experiment.payloads.length + at) * experiment.splits.length + cut;
      const name = tokenOf(RUN, number);
      runs.push({ name, payload, split, seed: experiment.seed + at * 31 + cut });
    }
  }
  return runs;
}

async function sendAll(experiment: Experiment, runs: readonly Run[]): Promise<ReadonlyMap<string, Heard>> {
  const heard = new Map<string, Heard>();
  const queue = runs.values();
  const work = async (): Promise<void> => {
    for (const { name, payload, split, seed } of queue) {
      const parts = pieces(bytesOf(payload, name), split, new Random(seed));
      const settled = (final: readonly number[]): boolean => isSettled(payload, final);
      const patience = { incomplete: payload.incomplete === true, settled, owed: experiment.owed };
      heard.set(name, await converse(experiment.filter.address, parts, patience));
    }
  };
  await Promise.all(Array.from({ length: experiment.concurrency }, work));
  return heard;
}

/** Everything that became of one origin's runs. */
interface Evidence {
  readonly heard: ReadonlyMap<string, Heard>;
  readonly connections: readonly Judged[];
  readonly served: readonly Served[];
  readonly lost: readonly Served[];
}

/**
 * Resolves when each connection of the filter has come to its end at the origin: all that was sent has been read there. A filter
 * that keeps connections for later is left alone once nothing has passed on any for {@link SILENT_LOOKS}. Looks are counted, not
 * seconds: a machine that stands still passes nothing either.
 */
async function atEnd(switchboard: Switchboard): Promise<void> {
  let [bytes, silent] = [switchboard.bytes, 0];
  while (switchboard.open > 0 && silent < SILENT_LOOKS) {
    await sleep(LOOK);
    silent = switchboard.bytes === bytes ? silent + 1 : 0;
    bytes = switchboard.bytes;
  }
}

async function gather(experiment: Experiment, origin: Origin, runs: readonly Run[]): Promise<Evidence> {
  const { switchboard } = experiment;
  const heard = await sendAll(experiment, runs);
  await atEnd(switchboard);
  const captures = switchboard.captures();
  switchboard.hangUp();
  const served = await origin.finish();
  const byPort = Map.groupBy(served, ({ port }) => port);
  const connections = captures.map(({ port, forwarded }) => judgeConnection(forwarded, byPort.get(port) ?? []));
  const known = new Set(captures.map(({ port }) => port));
  return { heard, connections, served, lost: served.filter((record) => !known.has(record.port) && wasRead(record)) };
}

/** The runs whose name is in `text`. */
function runsIn(text: string, runs: ReadonlyMap<string, Run>): readonly Run[] {
  const names = new Set(text.match(/st[0-9a-f]{14}/g) ?? []);
  return [...names].map((name) => runs.get(name)).filter((run) => run !== undefined);
}

function judgeOrigin(origin: string, runs: readonly Run[], evidence: Evidence): JudgedFault[] {
  const byName = new Map(runs.map((run) => [run.name, run]));
  const findings: JudgedFault[] = [];
  const add = (run: Run | undefined, { fault, detail }: Fail): void => {
    findings.push({ payload: run?.payload.name ?? NOBODY, split: run?.split ?? '', origin, fault, detail });
  };
  const connectionsOf = new Map<string, Judged[]>();
  for (const connection of evidence.connections) {
    const inside = runsIn(connection.forwarded, byName);
    for (const { name } of inside) connectionsOf.set(name, [...(connectionsOf.get(name) ?? []), connection]);
    for (const fail of connection.fails) {
      const guilty = [runsIn(fail.detail, byName), runsIn(fail.bytes ?? '', byName), inside];
      add(guilty.find((named) => named.length > 0)?.[0], fail);
    }
  }
  for (const run of runs) {
    const heard = evidence.heard.get(run.name);
    const fail = heard && judgeRun(run.payload, run.name, heard, connectionsOf.get(run.name) ?? []);
    if (fail !== undefined) add(run, fail);
  }
  for (const record of evidence.lost) {
    const detail = `${record.method} ${record.target.slice(0, 100)} on a connection that nobody made`;
    add(runsIn(record.target, byName)[0], { fault: 'disagreement', detail });
  }
  return findings;
}

/** The filter's counters before and after an origin's runs. */
type Counted = readonly [before: Counters, after: Counters] | undefined;

function judgeCounters(origin: string, counted: Counted, connections: readonly Judged[]): JudgedFault[] {
  if (counted === undefined) return [];
  const [before, after] = counted;
  const arrived = connections.reduce((sum, { reading }) => sum + reading.requests.length, 0);
  const reported = after.forwarded - before.forwarded;
  const findings: JudgedFault[] = [];
  const failed = after.failed - before.failed;
  if (reported < arrived || reported > arrived + failed) {
    const detail = `the filter counted ${reported} forwarded requests and ${failed} failures, ${arrived} arrived`;
    findings.push({ payload: NOBODY, split: '', origin, fault: 'uncounted', detail });
  }
  if (after.restarts !== before.restarts) {
    const detail = `${after.restarts - before.restarts} workers died`;
    findings.push({ payload: NOBODY, split: '', origin, fault: 'gone', detail });
  }
  return findings;
}

/** @throws Error if the filter does not serve an innocent page at all: then nothing can be learnt. */
async function checkControl(experiment: Experiment): Promise<void> {
  const origin = experiment.form === 'origin';
  const control = Buffer.from(get(`${origin ? '' : ORIGIN}/free/control-`), 'latin1');
  const { text } = await converse(experiment.filter.address, [control], { incomplete: false });
  if (statuses(text)[0] === 200) return;
  const output = experiment.filter.output().slice(-1000);
  throw new Error(`${experiment.filter.name} does not serve an innocent page: "${text.slice(0, 200)}" ${output}`);
}

interface Observation {
  readonly runs: readonly Run[];
  readonly evidence: Evidence;
  readonly counted: Counted;
}

/** All runs against one origin. Whatever happens, the origin is ended. */
async function observe(experiment: Experiment, kind: OriginKind, number: number): Promise<Observation> {
  const origin = await kind.start();
  let finished = false;
  const finish = async (): Promise<readonly Served[]> => {
    finished = true;
    return await origin.finish();
  };
  try {
    experiment.switchboard.aim(origin.port);
    const before = await readCounters(experiment.filter.metrics);
    await checkControl(experiment);
    const runs = planRuns(experiment, number);
    const evidence = await gather(experiment, { ...origin, finish }, runs);
    const after = await readCounters(experiment.filter.metrics);
    return { runs, evidence, counted: before && after && [before, after] };
  } finally {
    if (!finished) await finish();
  }
}

/** Runs the whole experiment, one origin after the other. */
export async function runExperiment(experiment: Experiment): Promise<Outcome> {
  const present = experiment.origins.filter(
    ({ program }) => program === undefined || findProgram(program) !== undefined,
  );
  const findings: JudgedFault[] = [];
  let served = 0;
  for (const [at, kind] of present.entries()) {
    const { runs, evidence, counted } = await observe(experiment, kind, at);
    served += evidence.served.length;
    findings.push(
      ...judgeOrigin(kind.name, runs, evidence),
      ...judgeCounters(kind.name, counted, evidence.connections),
    );
    experiment.progress(`${kind.name}: ${runs.length} runs, ${evidence.served.length} requests served`);
    if (!experiment.filter.alive()) {
      const detail = `the process ended: ${experiment.filter.output().slice(-300)}`;
      findings.push({ payload: NOBODY, split: '', origin: kind.name, fault: 'gone', detail });
      break;
    }
  }
  return {
    filter: experiment.filter.name,
    seed: experiment.seed,
    runs: present.length * experiment.payloads.length * experiment.splits.length,
    served,
    origins: present.map(({ name }) => name),
    absent: experiment.origins.filter((kind) => !present.includes(kind)).map(({ name }) => name),
    findings,
  };
}
