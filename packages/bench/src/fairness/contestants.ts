/** The proxies that are attacked: each has one core for itself. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, type PinnedDaemon, startDaemon } from '../common/daemon.ts';
import type { Scene } from '../proxy/contestant.ts';
import { startNetvakt } from '../proxy/proxies/netvakt.ts';
import { type Rival, rivalsWith } from '../proxy/rivals.ts';

export type FairnessContestant = Rival<PinnedDaemon>;

export function contestantsWith(against: string | undefined): readonly FairnessContestant[] {
  return rivalsWith<PinnedDaemon>(against, {
    netvakt: (scene, checkout) => startNetvakt(scene, { checkout }),
    haproxy: startHaproxy,
  });
}

/** What Linux calls the thread of a contestant that has the connections. */
export function workerOf({ name }: FairnessContestant): string {
  return name === 'haproxy' ? 'haproxy' : 'WorkerThread';
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
