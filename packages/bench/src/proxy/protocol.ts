/** The child processes of a run of proxies: what each is asked, and what it answers. */

import type { Role } from '../common/child.ts';

export const CLIENT: Role<ClientTask, ClientAnswer> = { module: new URL('load/client-child.ts', import.meta.url) };
export const TUNNEL_ORIGIN: Role<object, number> = { module: new URL('origin/tunnel-child.ts', import.meta.url) };

/** New tunnels, one after the other on each of some connections at a time. */
export interface TunnelTask {
  readonly step: 'tunnels';
  readonly port: number;
  /** `told`: a PROXY protocol header gives the destination of the connection. */
  readonly style: 'connect' | 'direct' | 'told';
  readonly hosts: readonly string[];
  /** Port that CONNECT or the header asks for. */
  readonly targetPort: number;
  readonly concurrency: number;
  readonly seconds: number;
}

/** Connections that have each made one request, and then stay. */
export interface IdleTask {
  readonly step: 'idle';
  readonly port: number;
  readonly count: number;
  readonly host: string;
}

interface CloseTask {
  readonly step: 'close';
}

export type ClientTask = TunnelTask | IdleTask | CloseTask;

export interface ClientAnswer {
  /** Tunnels made, or connections open. */
  readonly count: number;
  readonly seconds: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly errors: number;
}
