/** The proxies of a scene: all running at once, idle but for the one whose turn it is. */

import { isInstalled } from '../common/daemon.ts';
import { checkProxy } from './check.ts';
import type { ProxyEntry, RunningProxy, Scene } from './contestant.ts';
import type { Absence } from './results.ts';

export interface Lineup {
  readonly present: readonly { readonly entry: ProxyEntry; readonly proxy: RunningProxy }[];
  readonly absent: readonly Absence[];
}

/** Starts and checks each. One that is not installed, does not start or does not do its work is absent, and it says why. */
export async function startLineup(
  entries: readonly ProxyEntry[],
  scene: Scene,
  progress: (line: string) => void,
): Promise<Lineup> {
  const present: { entry: ProxyEntry; proxy: RunningProxy }[] = [];
  const absent: Absence[] = [];
  for (const entry of entries) {
    if (entry.program !== undefined && !isInstalled(entry.program)) {
      absent.push({ proxy: entry.name, rules: null, why: `${entry.program} is not installed` });
      continue;
    }
    const started = performance.now();
    try {
      present.push({ entry, proxy: await startChecked(entry, scene) });
      progress(`${entry.name}, ${scene.rules} rules: started in ${Math.round(performance.now() - started)} ms`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      absent.push({ proxy: entry.name, rules: scene.rules, why });
      progress(`${entry.name}, ${scene.rules} rules: absent: ${why}`);
    }
  }
  return { present, absent };
}

export async function stopLineup({ present }: Lineup): Promise<void> {
  await Promise.all(present.map(({ proxy }) => proxy.stop()));
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
