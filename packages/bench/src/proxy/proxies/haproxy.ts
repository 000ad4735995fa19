import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startDaemon } from '../../common/daemon.ts';
import type { RunningProxy, Scene } from '../contestant.ts';

/**
 * HAProxy with one thread. It has no forward mode for tunnels, so it passes TLS as a transparent filter would: it reads
 * the SNI, judges it, and connects.
 *
 * The list is matched exactly (a tree) against the host and its last two, three and four labels: the same as Netvakt's
 * domain rules for these lists, and the fastest that HAProxy has for it.
 */
export async function startHaproxy(scene: Scene): Promise<RunningProxy> {
  const port = await freePort();
  const tunnelEntry = await freePort();
  const transparentEntry = await freePort();
  const file = join(scene.folder, `haproxy-${scene.rules}.cfg`);
  writeFileSync(file, configuration(scene, { port, tunnelEntry, transparentEntry }));
  const command = { program: 'haproxy', args: ['-db', '-f', file], core: scene.core };
  return { ...(await startDaemon('haproxy', command, port)), tunnelEntry, tunnelStyle: 'direct', transparentEntry };
}

/** The condition under which a host, by HAProxy's name for it, or one of its parents is in the file. */
export function haproxyCondition(host: string, listFile: string): string {
  return [host, `${host},field(-1,.,2)`, `${host},field(-1,.,3)`, `${host},field(-1,.,4)`]
    .map((sample) => `{ ${sample} -m str -f ${listFile} }`)
    .join(' || ');
}

interface Ports {
  readonly port: number;
  readonly tunnelEntry: number;
  readonly transparentEntry: number;
}

function configuration(scene: Scene, { port, tunnelEntry, transparentEntry }: Ports): string {
  const denied = (host: string): string => haproxyCondition(host, scene.listFile);
  const filtered = scene.rules > 0;
  return `global
  nbthread 1
  maxconn 9500
defaults
  timeout connect 5s
  timeout client 120s
  timeout server 120s
  timeout http-keep-alive 120s
frontend http
  mode http
  bind 127.0.0.1:${port}
  ${filtered ? `http-request deny if ${denied('req.hdr(host),host_only,lower')}` : ''}
  default_backend origin
backend origin
  mode http
  http-reuse always
  server origin 127.0.0.1:${scene.originPort}
frontend tls
  mode tcp
  bind 127.0.0.1:${tunnelEntry}
  bind 127.0.0.1:${transparentEntry} accept-proxy
  tcp-request inspect-delay 5s
  ${filtered ? `tcp-request content reject if ${denied('req.ssl_sni,lower')}` : ''}
  tcp-request content accept if { req.ssl_hello_type 1 }
  default_backend tunnel
backend tunnel
  mode tcp
  server tunnel 127.0.0.1:${scene.tunnelPort}
`;
}
