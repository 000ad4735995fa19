/** The proxies whose tails are compared: each has one core for itself, one thread for connections, and the same list. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, type PinnedDaemon, startDaemon } from '../common/daemon.ts';
import type { Scene } from '../proxy/contestant.ts';
import { haproxyCondition } from '../proxy/proxies/haproxy.ts';
import { startNetvakt } from '../proxy/proxies/netvakt.ts';
import { type Rival, rivalsWith } from '../proxy/rivals.ts';

/** A proxy that runs. */
export interface TailProxy extends PinnedDaemon {
  /** Answers `GET /metrics` on 127.0.0.1. */
  readonly adminPort: number;
  /** Begins to load the list file again, as its operator would. */
  reload(): void;
}

export type TailContestant = Rival<TailProxy>;

export function tailContestants(against: string | undefined): readonly TailContestant[] {
  return rivalsWith<TailProxy>(against, { netvakt: startOurs, haproxy: startHaproxy });
}

/** Puts another version of the list into the file: one host more. */
export function changeList({ listFile }: Scene, turn: number): void {
  appendFileSync(listFile, `version-${turn}.example\n`);
}

async function startOurs(scene: Scene, checkout: string | undefined): Promise<TailProxy> {
  const daemon = await startNetvakt(scene, { checkout });
  return { ...daemon, reload: () => void process.kill(daemon.pid, 'SIGHUP') };
}

/** In master-worker mode, as its packages run it: a reload starts a new worker, and the old one keeps its connections. */
async function startHaproxy({ folder, core, originPort, listFile }: Scene): Promise<TailProxy> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const file = join(folder, `haproxy-${port}.cfg`);
  writeFileSync(
    file,
    `global
  nbthread 1
  maxconn 9500
defaults
  mode http
  timeout connect 5s
  timeout client 120s
  timeout server 120s
frontend http
  bind 127.0.0.1:${port}
  http-request deny if ${haproxyCondition('req.hdr(host),host_only,lower', listFile)}
  default_backend origin
backend origin
  http-reuse always
  server origin 127.0.0.1:${originPort}
frontend metrics
  bind 127.0.0.1:${adminPort}
  http-request use-service prometheus-exporter if { path /metrics }
`,
  );
  const command = { program: 'haproxy', args: ['-W', '-db', '-f', file], core };
  const daemon = await startDaemon('haproxy', command, port);
  return { ...daemon, adminPort, reload: () => void process.kill(daemon.pid, 'SIGUSR2') };
}
