/** The proxies of a run: all running at once, idle but for the one whose turn it is. */

import { isInstalled } from '../common/daemon.ts';
import { checkProxy } from './check.ts';
import type { ProxyEntry, RunningProxy, Scene } from './contestant.ts';
import type { Absence } from './results.ts';

/** Characters of a program's own words that a report repeats. */
const LONGEST_REASON = 400;

/** A running proxy, and what it was started with. */
export interface ProxyContestant {
  readonly entry: ProxyEntry;
  readonly scene: Scene;
  readonly proxy: RunningProxy;
}

export interface Lineup {
  readonly present: readonly ProxyContestant[];
  readonly absent: readonly Absence[];
}

/**
 * Starts and checks a proxy for each pair. One that is not installed, does not start or does not do its work is absent,
 * and the reason is reported.
 */
export async function startLineup(
  pairs: readonly (readonly [entry: ProxyEntry, scene: Scene])[],
  progress: (line: string) => void,
): Promise<Lineup> {
  const present: ProxyContestant[] = [];
  const absent: Absence[] = [];
  for (const [entry, scene] of pairs) {
    const started = performance.now();
    const outcome = await start(entry, scene);
    if ('why' in outcome) absent.push(outcome);
    else present.push(outcome);
    const text =
      'why' in outcome ? `absent: ${outcome.why}` : `started in ${Math.round(performance.now() - started)} ms`;
    progress(`${entry.name}, ${scene.rules} rules: ${text}`);
  }
  return { present, absent };
}

export async function stopLineup({ present }: Lineup): Promise<void> {
  await Promise.all(present.map(({ proxy }) => proxy.stop()));
}

async function start(entry: ProxyEntry, scene: Scene): Promise<ProxyContestant | Absence> {
  if (entry.program !== undefined && !isInstalled(entry.program)) {
    return { proxy: entry.name, rules: scene.rules, why: `${entry.program} is not installed` };
  }
  try {
    return { entry, scene, proxy: await startChecked(entry, scene) };
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_REASON);
    return { proxy: entry.name, rules: scene.rules, why };
  }
}

async function startChecked(entry: ProxyEntry, scene: Scene): Promise<RunningProxy> {
  const proxy = await entry.start(scene);
  try {
    await checkProxy(entry.name, proxy, scene);
    return proxy;
  } catch (error) {
    await proxy.stop();
    throw error;
  }
}
