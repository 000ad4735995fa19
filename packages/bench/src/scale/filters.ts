/** The filter of a step, and its lists. */
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { hostOf } from '@netvakt/fixtures';
import { freePort, type PinnedDaemon } from '../common/daemon.ts';
import { MEASURED_CORE } from '../common/machine.ts';
import { keepOn } from '../common/processor.ts';
import { MARKET, startNetvakt } from '../proxy/proxies/netvakt.ts';
import { LOAD_HOST } from '../tail/load.ts';
import type { ScaleStep } from './axes.ts';

/** What the filters of a run have in common. */
export interface ScaleScene {
  readonly folder: string;
  readonly originPort: number;
  readonly seed: number;
}

/** Ten million rules are read and compiled before the filter listens. */
const PATIENCE = 900_000;
const CHUNK = 10_000;
/** Longer than any run: an idle connection stays. */
const LIMITS = { idle_seconds: 86_400 };
const GIGABYTE = 1_000_000_000;

/** The first core that a filter with `cores` has; the others follow. With as many cores as the machine has, the client shares the first. */
export function firstCore(cores: number): number {
  return Math.max(0, MEASURED_CORE + 1 - cores);
}

/** Starts the filter of a step. */
export async function startFilter(step: ScaleStep, { folder, originPort, seed }: ScaleScene): Promise<PinnedDaemon> {
  const { rules, lists, markets, workers, cores } = step;
  const files = Array.from({ length: lists }, (_, list) =>
    listFile(folder, seed, Math.floor((rules * list) / lists), Math.floor((rules * (list + 1)) / lists)),
  );
  const [first = ''] = files;
  const scene = {
    folder,
    core: MEASURED_CORE,
    hosts: [LOAD_HOST],
    originPort,
    tunnelPort: await freePort(),
    rules,
    listFile: first,
  };
  const parts = {
    workers,
    markets: Array.from({ length: markets }, (_, i) =>
      i === 0 ? { id: MARKET } : { id: `m${i}`, clients: [`127.0.${i + 1}.0/24`] },
    ),
    lists: files.map((file, i) => ({
      id: `list-${i}`,
      file,
      format: 'domains',
      min_entries: 0,
      max_entries: 100_000_000,
      max_bytes: GIGABYTE,
    })),
    limits: LIMITS,
  };
  const filter = await startNetvakt(scene, { parts, patience: PATIENCE });
  if (cores > 1) keepOn(`${firstCore(cores)}-${MEASURED_CORE}`, filter.pid);
  return filter;
}

/** A file of hosts of the seed's world, one a line, from one index to before another; written once in a run. */
function listFile(folder: string, seed: number, from: number, to: number): string {
  const path = join(folder, `hosts-${from}-${to}.txt`);
  if (existsSync(path)) return path;
  const file = openSync(path, 'w');
  for (let chunk = from; chunk < to; chunk += CHUNK) {
    const hosts = Array.from({ length: Math.min(CHUNK, to - chunk) }, (_, i) => `${hostOf(seed, chunk + i)}\n`);
    writeSync(file, hosts.join(''));
  }
  closeSync(file);
  return path;
}
