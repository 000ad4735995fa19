/** Where Netvakt's time goes: a run of its own under V8's sampling profiler, since the profiler itself costs some of it. */

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { threeDigits } from '../../common/statistics.ts';
import { startNetvakt } from '../proxies/netvakt.ts';
import type { Profile } from '../results.ts';
import { type Bench, loadOn } from './cases.ts';

const PARTS = 25;
/** V8's name for a thread that waits. */
const IDLE = '(idle)';

/** The part of a `.cpuprofile` that is read here: nodes of the call tree, and which of them each sample met. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  /** Microseconds of the system's monotonic clock, which `process.hrtime` reads too. */
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** From one moment to another of the monotonic clock, in microseconds. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Case `keep-alive` against a Netvakt that is being profiled; starting and warming up are left out. */
export async function profileNetvakt(bench: Bench): Promise<Profile> {
  const folder = join(bench.scene.folder, 'profiles');
  mkdirSync(folder);
  const proxy = await startNetvakt(bench.scene, { profileFolder: folder });
  try {
    await loadOn(proxy.port, bench, 'keep-alive');
    const from = monotonicMicros();
    const { requests } = await loadOn(proxy.port, bench, 'keep-alive');
    const span = { from, to: monotonicMicros() };
    await proxy.stop();
    return { rules: bench.scene.rules, requests, parts: partsOf(readProfiles(folder), span) };
  } finally {
    await proxy.stop();
  }
}

function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

function readProfiles(folder: string): CpuProfile[] {
  return readdirSync(folder).map((name) => {
    const profile: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    return profile as CpuProfile;
  });
}

/** Time by function, over all threads, largest first. Only data-plane threads are busy enough to appear. */
function partsOf(profiles: readonly CpuProfile[], span: Span): Profile['parts'] {
  const micros = new Map<string, number>();
  for (const { nodes, samples, timeDeltas, startTime } of profiles) {
    const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
    let now = startTime;
    for (const [index, sample] of samples.entries()) {
      now += timeDeltas[index] ?? 0;
      const name = names.get(sample) ?? IDLE;
      if (name !== IDLE && now >= span.from && now <= span.to)
        micros.set(name, (micros.get(name) ?? 0) + (timeDeltas[index] ?? 0));
    }
  }
  const busy = [...micros.values()].reduce((sum, part) => sum + part, 0);
  return [...micros]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, PARTS)
    .map(([what, part]) => ({ what, share: threeDigits(part / busy) }));
}

/** `function (proxy/src/tunnel/tunnel.ts)`; V8's own names, such as `(garbage collector)`, as they are. */
function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? `anonymous:${lineNumber + 1}` : functionName;
  const place = url.replace(/^.*\/packages\//, '');
  return place === '' ? name : `${name} (${place})`;
}
