/** Child process: builds one engine from one list, and reports the time and memory used. */

import { writeFileSync } from 'node:fs';
import { answerAll } from '../../common/child.ts';
import { median } from '../../common/statistics.ts';
import { compiledPath, listPath, readLines } from '../corpus/files.ts';
import type { LoadedEngine, Maker } from '../engine.ts';
import { engineNamed } from '../engines.ts';
import { BUILD_ROLE, type BuildTask } from '../protocol.ts';

const LOADS = 5;

function bytesInUse(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function timedBuild(
  maker: Maker,
  { folder, list }: BuildTask,
): Promise<LoadedEngine & { readonly buildMillis: number }> {
  const lines = readLines(listPath(folder, list), list.entries);
  const started = performance.now();
  const loaded = await maker.build({ format: list.format, lines });
  return { buildMillis: performance.now() - started, ...loaded };
}

async function timedLoads(maker: Maker, saved: Uint8Array, { list }: BuildTask): Promise<number | undefined> {
  if (maker.load === undefined) return undefined;
  const millis: number[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    const started = performance.now();
    await maker.load(saved, list.format);
    millis.push(performance.now() - started);
  }
  return median(millis);
}

answerAll(BUILD_ROLE, async (task) => {
  const maker = await engineNamed(task.engine).maker(task.matcher);
  const before = bytesInUse();
  const loaded = await timedBuild(maker, task);
  const residentBytes = bytesInUse() - before;
  const saved = loaded.save?.();
  if (saved !== undefined) writeFileSync(compiledPath(task.folder, task.list, task.compiled), saved);
  return {
    buildMillis: loaded.buildMillis,
    buildSteps: loaded.buildSteps ?? {},
    residentBytes,
    hotBytes: loaded.hotBytes ?? residentBytes,
    savedBytes: saved?.byteLength,
    loadMillis: saved === undefined ? undefined : await timedLoads(maker, saved, task),
    defect: loaded.defect,
  };
});
