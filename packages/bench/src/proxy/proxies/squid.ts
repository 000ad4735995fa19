import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { squidArguments } from '@netvakt/fixtures/daemons';
import { freePort, startDaemon } from '../../common/daemon.ts';
import type { RunningProxy, Scene } from '../contestant.ts';

/** Squid as a forward proxy that caches and logs nothing, with a `dstdomain` list. */
export async function startSquid(scene: Scene): Promise<RunningProxy> {
  const port = await freePort();
  // It gives up root's rights before it reads these.
  chmodSync(scene.folder, 0o755);
  const hostsFile = join(scene.folder, 'squid-hosts');
  writeFileSync(hostsFile, scene.hosts.map((host) => `127.0.0.1 ${host}\n`).join(''));
  const domainsFile = join(scene.folder, `squid-domains-${scene.rules}`);
  if (scene.rules > 0 && !existsSync(domainsFile)) {
    writeFileSync(domainsFile, readFileSync(scene.listFile, 'latin1').replace(/^(?=.)/gm, '.'), 'latin1');
  }
  const file = join(scene.folder, `squid-${scene.rules}.conf`);
  writeFileSync(file, configuration(scene, port, hostsFile, domainsFile));
  const args = squidArguments(file, port);
  const daemon = await startDaemon('squid', { program: 'squid', args, core: scene.core }, port);
  return { ...daemon, tunnelEntry: port, tunnelStyle: 'connect', transparentEntry: 0 };
}

function configuration(scene: Scene, port: number, hostsFile: string, domainsFile: string): string {
  const deny = scene.rules > 0 ? `acl listed dstdomain "${domainsFile}"\nhttp_access deny listed` : '';
  return `http_port 127.0.0.1:${port}
${deny}
http_access allow all
hosts_file ${hostsFile}
cache deny all
cache_mem 8 MB
access_log none
cache_log /dev/null
cache_store_log none
pid_filename none
netdb_filename none
pinger_enable off
coredump_dir none
shutdown_lifetime 0 seconds
max_filedescriptors 19000
visible_hostname bench.invalid
`;
}
