/**
 * Child process: one engine, on the user's own list. It reads the files itself and writes nothing; what it answers are counts and times,
 * and of an error its class only, since messages of libraries may hold what they were given.
 */

import type { LineFormat } from '@netvakt/fixtures';
import { answerAll } from '../../common/child.ts';
import { engineNamed } from '../engines.ts';
import { loopFor } from '../measure/loops.ts';
import { type ReadyLoop, readyLoop, timedRound } from '../measure/rounds.ts';
import { OWN_CASES } from './cases.ts';
import { type OwnCorpus, readOwnCorpus } from './corpus.ts';
import { OWN_ROLE, type OwnAnswer, type OwnPrepared, type OwnPrepareTask, type OwnTask } from './protocol.ts';

const FORMATS: readonly LineFormat[] = ['domains', 'urls'];
const ready = new Map<string, ReadyLoop>();

async function prepare(task: OwnPrepareTask): Promise<OwnPrepared> {
  const corpus = readOwnCorpus(task.files, task.requestsPerRound * (task.warmRounds + task.rounds));
  const buildMillis: Record<string, number> = {};
  for (const format of FORMATS) {
    const lines = corpus.lines[format];
    if (lines.length === 0 || !engineNamed(task.engine).formats.includes(format)) continue;
    buildMillis[format] = await prepareFormat(task, format, corpus);
  }
  globalThis.gc?.();
  const cases = Array.from(ready, ([name, { lookups, checked, disagreements, bytesPerLookup }]) => {
    return { name, lookups, checked, disagreements, bytesPerLookup };
  });
  return { step: 'prepare', fingerprint: corpus.fingerprint, cases, buildMillis };
}

/** Builds the engine of one of the two lists, and readies its cases. Resolves with how long building took. */
async function prepareFormat(task: OwnPrepareTask, format: LineFormat, corpus: OwnCorpus): Promise<number> {
  const entry = engineNamed(task.engine);
  const maker = await entry.maker();
  const started = performance.now();
  const { engine, buildMillis } = await maker.build({ format, lines: corpus.lines[format] });
  const took = buildMillis ?? performance.now() - started;
  for (const { name, call, answer, format: wanted } of OWN_CASES) {
    const requests = corpus.requests.get(name);
    if (wanted !== format || requests === undefined || (entry.onlyAnswer ?? answer) !== answer) continue;
    const { requestsPerRound, warmRounds, roundMillis } = task;
    ready.set(
      name,
      readyLoop(loopFor(engine, call, requests), { requestsPerRound, warmRounds, roundMillis, answer, cold: false }),
    );
  }
  return took;
}

async function answerTo(task: OwnTask): Promise<OwnAnswer> {
  if (task.step === 'prepare') return await prepare(task);
  const loop = ready.get(task.case);
  if (loop === undefined) throw new Error('asked for a round before being prepared');
  return { step: 'round', ...timedRound(loop, task.round) };
}

answerAll(OWN_ROLE, async (task) => {
  try {
    return await answerTo(task);
  } catch (error) {
    return { step: 'failed', what: error instanceof Error ? error.constructor.name : 'something that is no error' };
  }
});
