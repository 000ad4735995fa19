import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startDaemon } from '../../common/daemon.ts';
import type { RunningProxy, Scene } from '../contestant.ts';

/**
 * tinyproxy. Its filter is a list of regular expressions tried one after the other, so it takes part without rules. It
 * takes names from the system's resolver only; the origin is given to it as an upstream instead, and it opens a
 * connection for each request.
 */
export async function startTinyproxy(scene: Scene): Promise<RunningProxy> {
  const port = await freePort();
  const file = join(scene.folder, 'tinyproxy.conf');
  writeFileSync(
    file,
    `Port ${port}
Listen 127.0.0.1
Timeout 120
MaxClients 20000
Allow 127.0.0.1
LogLevel Critical
DisableViaHeader No
Upstream http 127.0.0.1:${scene.originPort}
`,
  );
  const daemon = await startDaemon(
    'tinyproxy',
    { program: 'tinyproxy', args: ['-d', '-c', file], core: scene.core },
    port,
  );
  return { ...daemon, tunnelEntry: 0, tunnelStyle: 'connect', transparentEntry: 0 };
}
