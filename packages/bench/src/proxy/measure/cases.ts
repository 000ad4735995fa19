/** One round of one case against one proxy. */

import type { Child } from '../../common/child.ts';
import { memoryBytes, spentDuring } from '../../common/processor.ts';
import type { CaseName, WrkCaseName } from '../cases.ts';
import type { RunningProxy, Scene } from '../contestant.ts';
import { load, type WrkFigures } from '../load/wrk.ts';
import type { ClientAnswer, ClientTask, TunnelTask } from '../protocol.ts';
import type { ProxyBenchSettings } from '../settings.ts';

/** What a round gave; what it does not measure is left out. */
export interface MeasuredRound {
  readonly requests: number;
  readonly seconds: number;
  readonly errors: number;
  readonly cpuSeconds: number;
  /** The part of `cpuSeconds` spent in the kernel. */
  readonly cpuSystemSeconds: number;
  readonly p50Micros?: number;
  readonly p99Micros?: number;
  readonly bytes?: number;
  readonly bytesPerConnection?: number;
}

export interface Bench {
  readonly scene: Scene;
  readonly settings: ProxyBenchSettings;
  readonly client: Child<ClientTask, ClientAnswer>;
  /** Time of `performance.now()`: after it, no case takes a second round. */
  readonly endBy: number;
  /** The core of clients and origin. */
  readonly loadCore: number;
}

const TUNNELS_AT_A_TIME = 16;
const IDLE_BEFORE = 200;

/** How wrk plays a case. */
interface WrkCase {
  readonly connections: number | 'settings';
  readonly threads: number;
  readonly path: string | undefined;
  readonly hostsInTurn: boolean;
}

const WRK_CASES: Readonly<Record<WrkCaseName, WrkCase>> = {
  // Sixteen threads: wrk gives each one host, and each some of the connections.
  'keep-alive': { connections: 'settings', threads: 16, path: undefined, hostsInTurn: false },
  'hosts-in-turn': { connections: 'settings', threads: 1, path: undefined, hostsInTurn: true },
  latency: { connections: 1, threads: 1, path: undefined, hostsInTurn: false },
  bulk: { connections: 4, threads: 1, path: '/bulk', hostsInTurn: false },
};

export async function measure(name: CaseName, proxy: RunningProxy, bench: Bench): Promise<MeasuredRound> {
  switch (name) {
    case 'keep-alive':
    case 'hosts-in-turn':
    case 'latency':
    case 'bulk':
      return await spentDuring(proxy.pid, () => loadOn(proxy.port, bench, name));
    case 'tunnel':
      return await tunnels(proxy, bench, proxy.tunnelEntry, proxy.tunnelStyle);
    case 'transparent':
      return await tunnels(proxy, bench, proxy.transparentEntry, 'told');
    case 'idle':
      return await idle(proxy, bench);
    default:
      return unreachable(name);
  }
}

/** wrk against a port: a proxy's, or the origin's own. */
export async function loadOn(
  port: number,
  { scene, settings, loadCore }: Bench,
  name: WrkCaseName,
): Promise<WrkFigures> {
  const { connections, threads, path, hostsInTurn } = WRK_CASES[name];
  return await load({
    folder: scene.folder,
    core: loadCore,
    port,
    connections: connections === 'settings' ? settings.connections : connections,
    threads,
    seconds: settings.seconds,
    requests: { hosts: scene.hosts, port: scene.originPort, path, hostsInTurn },
  });
}

async function tunnels(
  proxy: RunningProxy,
  { client, scene, settings }: Bench,
  port: number,
  style: TunnelTask['style'],
): Promise<MeasuredRound> {
  const { count, ...measured } = await spentDuring(proxy.pid, () =>
    client.ask({
      step: 'tunnels',
      port,
      style,
      hosts: scene.hosts,
      targetPort: scene.tunnelPort,
      concurrency: TUNNELS_AT_A_TIME,
      seconds: settings.tunnelSeconds,
    }),
  );
  return { ...measured, requests: count };
}

async function idle(proxy: RunningProxy, { client, scene, settings }: Bench): Promise<MeasuredRound> {
  const host = `${scene.hosts[0] ?? ''}:${scene.originPort}`;
  // What the first connections cost once (code, buffers) is not theirs.
  const first = await client.ask({ step: 'idle', port: proxy.port, count: IDLE_BEFORE, host });
  const before = memoryBytes(proxy.pid);
  const { count, errors } = await client.ask({ step: 'idle', port: proxy.port, count: settings.idleConnections, host });
  const grown = Math.max(0, memoryBytes(proxy.pid) - before);
  // A proxy that closes after each answer has no idle connections.
  const bytesPerConnection = count > settings.idleConnections ? grown / (count - first.count) : Number.NaN;
  await client.ask({ step: 'close' });
  return {
    requests: count,
    seconds: 0,
    errors,
    cpuSeconds: Number.NaN,
    cpuSystemSeconds: Number.NaN,
    bytesPerConnection,
  };
}

function unreachable(name: never): never {
  throw new TypeError(`Cannot measure ${String(name)}`);
}
