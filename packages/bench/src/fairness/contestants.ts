/** The proxies that are attacked: each has one core for itself. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isInstalled, type PinnedDaemon, startDaemon } from '../common/daemon.ts';
import { programVersion, revisionOf, versionOf } from '../common/versions.ts';
import type { Scene } from '../proxy/contestant.ts';
import { startNetvakt } from '../proxy/proxies/netvakt.ts';

/** A proxy by name. */
export interface FairnessContestant {
  readonly name: string;
  readonly version: () => string;
  readonly present: () => boolean;
  /** What Linux calls the thread that has the connections. */
  readonly worker: string;
  readonly start: (scene: Scene) => Promise<PinnedDaemon>;
}

const NODE_WORKER = 'WorkerThread';

export function contestantsWith(against: string | undefined): readonly FairnessContestant[] {
  const netvakt: FairnessContestant = {
    name: 'netvakt',
    version: () => versionOf('@netvakt/netvakt'),
    present: () => true,
    worker: NODE_WORKER,
    start: (scene) => startNetvakt(scene),
  };
  const haproxy: FairnessContestant = {
    name: 'haproxy',
    version: () => programVersion('haproxy', '-v'),
    present: () => isInstalled('haproxy'),
    worker: 'haproxy',
    start: startHaproxy,
  };
  if (against === undefined) return [netvakt, haproxy];
  const other: FairnessContestant = {
    name: 'against',
    version: () => revisionOf(against),
    present: () => true,
    worker: NODE_WORKER,
    start: (scene) => startNetvakt(scene, { checkout: against }),
  };
  return [netvakt, other, haproxy];
}

/** One thread, as Netvakt has one worker; the attackers' origin is known by the port in the request. */
async function startHaproxy({ folder, core, originPort, tunnelPort }: Scene): Promise<PinnedDaemon> {
  const port = await freePort();
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(
    file,
    `global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 120s
  timeout server 120s
frontend http
  bind 127.0.0.1:${port}
  use_backend attackers if { req.hdr(host) -m end :${tunnelPort} }
  default_backend origin
backend origin
  server origin 127.0.0.1:${originPort}
backend attackers
  server origin 127.0.0.1:${tunnelPort}
`,
  );
  return await startDaemon('haproxy', { program: 'haproxy', args: ['-db', '-f', file], core }, port);
}
