/** One round of one case against one proxy. */

import type { Child } from '../../common/child.ts';
import type { CaseName } from '../cases.ts';
import type { RunningProxy, Scene } from '../contestant.ts';
import { type Loaded, load } from '../load/wrk.ts';
import type { ClientAnswer, ClientTask } from '../protocol.ts';
import type { Settings } from '../settings.ts';
import { memoryBytes, spentDuring } from './usage.ts';

/** What a round gave; what it does not measure is left out. */
export interface Measured {
  readonly requests: number;
  readonly seconds: number;
  readonly errors: number;
  readonly cpuSeconds: number;
  /** Of `cpuSeconds`, those in the kernel. */
  readonly cpuSystemSeconds: number;
  readonly p50Micros?: number;
  readonly p99Micros?: number;
  readonly bytes?: number;
  readonly bytesPerConnection?: number;
}

export interface Bench {
  readonly scene: Scene;
  readonly settings: Settings;
  readonly client: Child<ClientTask, ClientAnswer>;
  /** The core of clients and origin. */
  readonly loadCore: number;
}

const TUNNELS_AT_A_TIME = 16;
const BULK_AT_A_TIME = 4;
const IDLE_BEFORE = 200;

export async function measure(name: CaseName, proxy: RunningProxy, bench: Bench): Promise<Measured> {
  switch (name) {
    case 'keep-alive':
      return await underLoad(proxy, bench, bench.settings.connections);
    case 'latency':
      return await underLoad(proxy, bench, 1);
    case 'bulk':
      return await underLoad(proxy, bench, BULK_AT_A_TIME, '/bulk');
    case 'tunnel':
      return await tunnels(proxy, bench);
    case 'idle':
      return await idle(proxy, bench);
    default:
      return unreachable(name);
  }
}

async function underLoad(proxy: RunningProxy, bench: Bench, connections: number, path?: string): Promise<Measured> {
  return await spentDuring(proxy.pid, () => loadOn(proxy.port, bench, connections, path));
}

/** wrk against a port: a proxy's, or the origin's own. */
export async function loadOn(
  port: number,
  { scene, settings, loadCore }: Bench,
  connections: number,
  path?: string,
): Promise<Loaded> {
  return await load({
    folder: scene.folder,
    core: loadCore,
    port,
    connections,
    seconds: settings.seconds,
    requests: { hosts: scene.hosts, port: scene.originPort, ...(path !== undefined && { path }) },
  });
}

async function tunnels(proxy: RunningProxy, { client, scene, settings }: Bench): Promise<Measured> {
  const { count, ...measured } = await spentDuring(proxy.pid, () =>
    client.ask({
      step: 'tunnels',
      port: proxy.tunnelEntry,
      style: proxy.tunnelStyle,
      hosts: scene.hosts,
      targetPort: scene.tunnelPort,
      concurrency: TUNNELS_AT_A_TIME,
      seconds: settings.tunnelSeconds,
    }),
  );
  return { ...measured, requests: count };
}

async function idle(proxy: RunningProxy, { client, scene, settings }: Bench): Promise<Measured> {
  const host = `${scene.hosts[0] ?? ''}:${scene.originPort}`;
  // What the first connections cost once (code, buffers) is not theirs.
  const first = await client.ask({ step: 'idle', port: proxy.port, count: IDLE_BEFORE, host });
  const before = memoryBytes(proxy.pid);
  const { count, errors } = await client.ask({ step: 'idle', port: proxy.port, count: settings.idleConnections, host });
  const bytesPerConnection = Math.max(0, memoryBytes(proxy.pid) - before) / (count - first.count);
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
