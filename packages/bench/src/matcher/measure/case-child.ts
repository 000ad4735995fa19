/**
 * Child process: one engine, one case. Loads, agrees with the oracle, measures allocation, then times a round whenever
 * the parent signals it; between rounds it sleeps, while another engine's child has the machine.
 */

import { existsSync, readFileSync } from 'node:fs';
import { answerAll } from '../../common/child.ts';
import { caseNamed } from '../cases.ts';
import { compiledPath, listPath, readLines, readRequests, requestsPath } from '../corpus/files.ts';
import type { LoadedEngine } from '../engine.ts';
import { engineNamed } from '../engines.ts';
import { CASE_ROLE, type Prepared, type PrepareTask, type Round, type RoundTask } from '../protocol.ts';
import { loopFor } from './loops.ts';
import { type ReadyLoop, readyLoop, timedRound } from './rounds.ts';

let ready: ReadyLoop | undefined;

async function load({ folder, list, engine, compiled: name, matcher }: PrepareTask): Promise<LoadedEngine> {
  const maker = await engineNamed(engine).maker(matcher);
  const compiled = compiledPath(folder, list, name);
  if (maker.load !== undefined && existsSync(compiled)) return await maker.load(readFileSync(compiled), list.format);
  return await maker.build({ format: list.format, lines: readLines(listPath(folder, list), list.entries) });
}

async function prepare(task: PrepareTask): Promise<Prepared> {
  const { call, answer, cold } = caseNamed(task.case);
  const { engine } = await load(task);
  const loop = loopFor(engine, call, readRequests(requestsPath(task.folder, task.list, task.case)));
  const { requestsPerRound, warmRounds, roundMillis } = task;
  ready = readyLoop(loop, { requestsPerRound, warmRounds, roundMillis, answer, cold });
  globalThis.gc?.();
  const { lookups, checked, disagreements, bytesPerLookup } = ready;
  return { step: 'prepare', lookups, checked, disagreements, bytesPerLookup };
}

function round({ round: index }: RoundTask): Round {
  if (ready === undefined) throw new Error('asked for a round before being prepared');
  return { step: 'round', ...timedRound(ready, index) };
}

answerAll(CASE_ROLE, (task) => (task.step === 'prepare' ? prepare(task) : round(task)));
