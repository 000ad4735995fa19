/**
 * Child process: one engine, one case. Loads, agrees with the oracle, measures allocation, then times a round whenever
 * the parent says so; between rounds it sleeps, while another engine's child has the machine.
 */

import { existsSync, readFileSync } from 'node:fs';
import { answerAll } from '../../common/child.ts';
import { caseNamed, type MatcherCase } from '../cases.ts';
import { compiledPath, listPath, readLines, readRequests, requestsPath } from '../corpus/files.ts';
import type { LoadedEngine } from '../engine.ts';
import { engineNamed } from '../engines.ts';
import { CASE_ROLE, type Prepared, type PrepareTask, type Round, type RoundTask } from '../protocol.ts';
import { bytesPerLookup } from './allocation.ts';
import { type Loop, loopFor } from './loops.ts';
import { timeCold, timeWarm } from './timing.ts';

let ready:
  | { readonly loop: Loop; readonly task: PrepareTask; readonly oneCase: MatcherCase; readonly lookups: number }
  | undefined;

async function load({ folder, list, engine, compiled: name, matcher }: PrepareTask): Promise<LoadedEngine> {
  const maker = await engineNamed(engine).maker(matcher);
  const compiled = compiledPath(folder, list, name);
  if (maker.load !== undefined && existsSync(compiled)) return await maker.load(readFileSync(compiled), list.format);
  const path = listPath(folder, list);
  return await maker.build({ format: list.format, path, lines: readLines(path, list.entries) });
}

/** Finds how many lookups fit in a round, starting from one: a hostile request may take a slow engine milliseconds. */
function lookupsInTime(loop: Loop, most: number, millis: number): number {
  let lookups = 1;
  for (;;) {
    // The better of two: another process may have had the core during one of them.
    const took = Math.min(millisOf(loop, lookups), millisOf(loop, lookups));
    if (took > millis / 4 || lookups === most)
      return Math.max(1, Math.min(most, Math.floor((lookups * millis) / took)));
    lookups = Math.min(most, lookups * 2);
  }
}

function millisOf(loop: Loop, lookups: number): number {
  const started = performance.now();
  loop(0, lookups);
  return performance.now() - started;
}

async function prepare(task: PrepareTask): Promise<Prepared> {
  const oneCase = caseNamed(task.case);
  const { engine } = await load(task);
  const loop = loopFor(engine, oneCase, readRequests(requestsPath(task.folder, task.list, task.case)));
  const warm = task.requestsPerRound * task.warmRounds;
  const checked = lookupsInTime(loop, warm, task.roundMillis * task.warmRounds);
  // All requests of a case have one answer, so the number of hits tells the number of wrong answers.
  const disagreements = Math.abs(loop(0, checked) - oneCase.answer * checked);
  const perLookup = bytesPerLookup(loop, checked);
  const lookups = lookupsInTime(loop, task.requestsPerRound, task.roundMillis);
  ready = { loop, task, oneCase, lookups };
  globalThis.gc?.();
  return { step: 'prepare', lookups, checked, disagreements, bytesPerLookup: perLookup };
}

function round({ round: index }: RoundTask): Round {
  if (ready === undefined) throw new Error('asked for a round before being prepared');
  const { loop, task, oneCase, lookups } = ready;
  const from = (task.warmRounds + index) * task.requestsPerRound;
  // Other engines had the caches meanwhile. Without this, the length of a round decided how much of it was cold.
  loop(0, Math.min(2 * lookups, task.warmRounds * task.requestsPerRound));
  const { nanoseconds, covered } = (oneCase.cold ? timeCold : timeWarm)(loop, from, from + lookups);
  const disagreements = Math.abs(covered - oneCase.answer * lookups);
  return { step: 'round', nanoseconds, lookups, disagreements };
}

answerAll(CASE_ROLE, (task) => (task.step === 'prepare' ? prepare(task) : round(task)));
