import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leadToListener, TPROXY_PORT } from './netvakt.ts';
import { startFilter } from './program.ts';
import type { Site, StartedFilter } from './site.ts';

/**
 * HAProxy with one thread, which reads the server name, judges it as Netvakt's domain rules do, and passes the connection under the
 * client's address. The same rules of nftables lead connections to it as to Netvakt in mode tproxy.
 */
export async function startHaproxy(site: Site): Promise<StartedFilter> {
  const file = join(site.folder, 'haproxy.cfg');
  writeFileSync(file, configuration(site));
  await leadToListener(site);
  const listens = (): boolean =>
    site.network.run(site.namespace, ['ss', '-Hltn', `sport = :${TPROXY_PORT}`]).includes('LISTEN');
  return await startFilter(site, ['haproxy', '-db', '-f', file], listens);
}

function configuration({ listFile }: Site): string {
  const name = 'req.ssl_sni,lower';
  const denied = [name, `${name},field(-1,.,2)`, `${name},field(-1,.,3)`, `${name},field(-1,.,4)`]
    .map((sample) => `{ ${sample} -m str -f ${listFile} }`)
    .join(' || ');
  return `global
  nbthread 1
  maxconn 4000
defaults
  timeout connect 5s
  timeout client 120s
  timeout server 120s
frontend tls
  mode tcp
  bind :::${TPROXY_PORT} v4v6 transparent
  tcp-request inspect-delay 5s
  ${statSync(listFile).size > 0 ? `tcp-request content reject if ${denied}` : ''}
  tcp-request content accept if { req.ssl_hello_type 1 }
  default_backend tls
backend tls
  mode tcp
  option splice-auto
  source 0.0.0.0 usesrc clientip
  server origin 0.0.0.0
`;
}
