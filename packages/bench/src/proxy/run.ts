/** A whole run: origin and clients on one core, one proxy after the other on another; one report. */

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Child } from '../common/child.ts';
import { isInstalled } from '../common/daemon.ts';
import { describeMachine, MEASURED_CORE } from '../common/machine.ts';
import { withTemporaryFolder } from '../common/temporary.ts';
import { UsageError } from '../common/usage.ts';
import { revisionOf } from '../common/versions.ts';
import { CASES, type Case, roundsOf } from './cases.ts';
import type { ProxyEntry, Scene } from './contestant.ts';
import { type Lineup, startLineup, stopLineup } from './lineup.ts';
import { type Bench, loadOn, type Measured, measure } from './measure/cases.ts';
import { profileNetvakt } from './measure/profile.ts';
import { resultOf } from './measure/result.ts';
import { startNginx } from './origin/nginx.ts';
import { CLIENT, TUNNEL_ORIGIN } from './protocol.ts';
import { PROXIES } from './proxies.ts';
import type { Absence, Profile, Report, Result } from './results.ts';
import { type SceneList, sceneHosts, writeSceneList } from './scene-list.ts';
import type { Settings } from './settings.ts';
import { targetsOf } from './targets.ts';

export interface Run {
  readonly settings: Settings;
  readonly command: string;
  readonly progress: (line: string) => void;
}

/** The first core: clients and origin. Proxies have {@link MEASURED_CORE}. */
const LOAD_CORE = 0;

interface Gathered {
  readonly results: Result[];
  readonly absent: Absence[];
  profile: Profile | null;
}

/** @throws UsageError where wrk or nginx is not installed, or there is only one core. */
export async function runProxyBench(run: Run): Promise<Report> {
  checkTools();
  const started = new Date();
  const machine = describeMachine();
  const { results, absent, profile } = await withTemporaryFolder('bench', (folder) => runIn(folder, run));
  return {
    bench: 'proxy',
    quick: run.settings.quick,
    command: run.command,
    revision: revisionOf(import.meta.dirname),
    started: started.toISOString(),
    seconds: Math.round((Date.now() - started.getTime()) / 1000),
    machine,
    proxies: PROXIES.filter(({ name }) => results.some(({ proxy }) => proxy === name)).map((entry) => ({
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

async function runIn(folder: string, run: Run): Promise<Gathered> {
  const gathered: Gathered = { results: [], absent: [], profile: null };
  const client = new Child(CLIENT, 'clients');
  const tunnelOrigin = new Child(TUNNEL_ORIGIN, 'origin of tunnels');
  for (const child of [client, tunnelOrigin]) child.pin(LOAD_CORE);
  const tunnelPort = await tunnelOrigin.ask({});
  const nginx = await startNginx(folder, LOAD_CORE);
  const base = {
    folder,
    core: MEASURED_CORE,
    hosts: sceneHosts(run.settings.seed),
    originPort: nginx.port,
    tunnelPort,
  };
  try {
    for (const rules of run.settings.rules) {
      const list: SceneList = { path: join(folder, `list-${rules}.txt`), seed: run.settings.seed, rules };
      writeSceneList(list);
      const scene: Scene = { ...base, rules, listFile: list.path };
      const bench: Bench = { scene, settings: run.settings, client, loadCore: LOAD_CORE };
      await runScene(bench, run, gathered);
      const isPresent = gathered.results.some((result) => result.proxy === 'netvakt' && result.rules === rules);
      if (run.settings.profiles && isPresent && rules === Math.max(...run.settings.rules)) {
        gathered.profile = await profileNetvakt(bench);
      }
    }
  } finally {
    await Promise.all([nginx.stop(), client.end(), tunnelOrigin.end()]);
  }
  return gathered;
}

async function runScene(bench: Bench, { settings, progress }: Run, { results, absent }: Gathered): Promise<void> {
  const { rules } = bench.scene;
  const cases = CASES.filter((one) => isChosen(one.name, CASES, settings.only) && (rules === 0 || one.withRules));
  const entries = PROXIES.filter(
    (entry) => isChosen(entry.name, PROXIES, settings.only) && takesPart(entry, rules, settings),
  );
  if (cases.length === 0 || entries.length === 0) return;
  const lineup = await startLineup(entries, bench.scene, progress);
  absent.push(...lineup.absent);
  try {
    for (const one of cases) results.push(...(await runCase(one, lineup, bench, progress)));
  } finally {
    await stopLineup(lineup);
  }
}

async function runCase(one: Case, { present }: Lineup, bench: Bench, progress: Run['progress']): Promise<Result[]> {
  const { name, warms } = one;
  const { rules } = bench.scene;
  const able = present.filter(({ proxy }) => name !== 'tunnel' || proxy.tunnelEntry > 0);
  const counted = new Map<string, Measured[]>(able.map(({ entry }) => [entry.name, []]));
  const direct: number[] = [];
  const rounds = roundsOf(one, bench.settings.quick, bench.settings.rounds);
  for (let round = warms ? -1 : 0; round < rounds; round += 1) {
    if (name === 'latency') direct.push((await loadOn(bench.scene.originPort, bench, 'latency')).p50Micros);
    for (const { entry, proxy } of able) {
      const measured = await measure(name, proxy, bench);
      if (round >= 0) counted.get(entry.name)?.push(measured);
    }
  }
  const results = able.map(({ entry }) => resultOf(entry.name, name, rules, counted.get(entry.name) ?? [], direct));
  progress(`${name}, ${rules} rules: ${results.map(progressOf).join(', ')}`);
  return results;
}

function progressOf({ proxy, cpuMicrosPerRequest, cpuSecondsPerGigabyte, bytesPerIdleConnection }: Result): string {
  if (cpuSecondsPerGigabyte !== null) return `${proxy} ${cpuSecondsPerGigabyte} s a GB`;
  if (bytesPerIdleConnection !== null) return `${proxy} ${bytesPerIdleConnection} B`;
  return `${proxy} ${cpuMicrosPerRequest ?? '-'} us`;
}

/** In a quick run, the libraries from npm are met without rules only. */
function takesPart({ mostRules, name }: ProxyEntry, rules: number, { quick }: Settings): boolean {
  return rules <= mostRules && (rules === 0 || !quick || ['netvakt', 'haproxy', 'squid'].includes(name));
}

function isChosen(name: string, all: readonly { readonly name: string }[], only: readonly string[]): boolean {
  return only.includes(name) || !all.some((one) => only.includes(one.name));
}
