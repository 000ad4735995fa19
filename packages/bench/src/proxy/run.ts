/** A whole run: origin and clients on one core, one proxy after the other on another; one report. */

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Child } from '../common/child.ts';
import { isInstalled } from '../common/daemon.ts';
import { describeMachine, MEASURED_CORE } from '../common/machine.ts';
import { withTemporaryFolder } from '../common/temporary.ts';
import { UsageError } from '../common/usage.ts';
import { revisionOf } from '../common/versions.ts';
import type { Scene } from './contestant.ts';
import { startLineup, stopLineup } from './lineup.ts';
import type { Bench } from './measure/cases.ts';
import { profileNetvakt } from './measure/profile.ts';
import { runCase } from './measure/rounds.ts';
import { startNginx } from './origin/nginx.ts';
import { casesOf, proxiesAt } from './plan.ts';
import { CLIENT, TUNNEL_ORIGIN } from './protocol.ts';
import { proxiesWith } from './proxies.ts';
import type { ProxyReport, ProxyResult } from './results.ts';
import { sceneHosts, writeSceneList } from './scene-list.ts';
import type { ProxyBenchSettings } from './settings.ts';
import { targetsOf } from './targets.ts';

export interface ProxyRun {
  readonly settings: ProxyBenchSettings;
  readonly command: string;
  readonly progress: (line: string) => void;
}

/** The first core: clients and origin. Proxies have {@link MEASURED_CORE}. */
const LOAD_CORE = 0;

type Gathered = Pick<ProxyReport, 'results' | 'absent' | 'profile'>;

/** @throws UsageError if wrk or nginx is not installed, or there is only one core. */
export async function runProxyBench(run: ProxyRun): Promise<ProxyReport> {
  checkTools();
  const started = new Date();
  const endBy = performance.now() + 1000 * run.settings.mostSeconds;
  const machine = describeMachine();
  const { results, absent, profile } = await withTemporaryFolder('bench', (folder) => runIn(folder, run, endBy));
  return {
    bench: 'proxy',
    quick: run.settings.quick,
    command: run.command,
    revision: revisionOf(import.meta.dirname),
    started: started.toISOString(),
    seconds: Math.round((Date.now() - started.getTime()) / 1000),
    machine,
    proxies: proxiesWith(run.settings.against)
      .filter(({ name }) => results.some(({ proxy }) => proxy === name))
      .map((entry) => ({
        name: entry.name,
        what: entry.what,
        version: entry.version(),
        licence: entry.licence,
      })),
    absent,
    settings: run.settings,
    results,
    profile,
    targets: targetsOf(results),
  };
}

function checkTools(): void {
  for (const program of ['wrk', 'nginx']) {
    if (!isInstalled(program))
      throw new UsageError(`${program} is not installed. On Debian: apt-get install wrk nginx-light`);
  }
  if (availableParallelism() < 2)
    throw new UsageError('Two cores are needed: one for the proxy, one for its clients and the origin');
}

async function runIn(folder: string, run: ProxyRun, endBy: number): Promise<Gathered> {
  const client = new Child(CLIENT, 'clients');
  const tunnelOrigin = new Child(TUNNEL_ORIGIN, 'origin of tunnels');
  for (const child of [client, tunnelOrigin]) child.pin(LOAD_CORE);
  const tunnelPort = await tunnelOrigin.ask({});
  const nginx = await startNginx(folder, LOAD_CORE);
  const { settings } = run;
  const hosts = sceneHosts(settings.seed);
  const scenes = settings.rules.map((rules): Scene => {
    const listFile = join(folder, `list-${rules}.txt`);
    writeSceneList({ path: listFile, seed: settings.seed, rules });
    return { folder, core: MEASURED_CORE, hosts, originPort: nginx.port, tunnelPort, rules, listFile };
  });
  const scene = scenes.at(-1);
  try {
    if (scene === undefined) throw new RangeError('No size of list to measure with');
    return await measureAll(scenes, { scene, settings, client, endBy, loadCore: LOAD_CORE }, run.progress);
  } finally {
    await Promise.all([nginx.stop(), client.end(), tunnelOrigin.end()]);
  }
}

async function measureAll(scenes: readonly Scene[], bench: Bench, progress: ProxyRun['progress']): Promise<Gathered> {
  const { settings, scene } = bench;
  const pairs = scenes.flatMap((one) => proxiesAt(one.rules, settings).map((entry) => [entry, one] as const));
  const lineup = await startLineup(pairs, progress);
  const results: ProxyResult[] = [];
  try {
    for (const one of casesOf(settings)) {
      const found = await runCase(one, lineup, bench);
      if (found.length > 0) progress(`${one.name}: ${found.map(progressOf).join(', ')}`);
      results.push(...found);
    }
  } finally {
    await stopLineup(lineup);
  }
  const why = lineup.absent.map((one) => `${one.proxy} is absent (${one.why})`).join(', ');
  if (results.length === 0) throw new UsageError(`Nothing to measure${why === '' ? '' : `: ${why}`}. Change --only`);
  const isPresent = results.some(({ proxy, rules }) => proxy === 'netvakt' && rules === scene.rules);
  const profile = settings.profiles && isPresent ? await profileNetvakt(bench) : null;
  return { results, absent: lineup.absent, profile };
}

function progressOf({
  proxy,
  rules,
  cpuMicrosPerRequest,
  cpuSecondsPerGigabyte,
  bytesPerIdleConnection,
}: ProxyResult): string {
  const name = rules === 0 ? proxy : `${proxy} (${rules})`;
  if (cpuSecondsPerGigabyte !== null) return `${name} ${cpuSecondsPerGigabyte} s a GB`;
  if (bytesPerIdleConnection !== null) return `${name} ${bytesPerIdleConnection} B`;
  return `${name} ${cpuMicrosPerRequest ?? '-'} us`;
}
