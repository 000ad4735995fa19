import { makeFolder, onFreePort, squidArguments, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import type { Filter, FilterKind, World } from './filter.ts';
import { running } from './running.ts';

function configuration(folder: string, port: number, world: World): string {
  return `
http_port 127.0.0.1:${port}
visible_hostname lab.invalid
pid_filename none
pinger_enable off
netdb_filename none
cache deny all
cache_mem 8 MB
access_log none
cache_store_log none
cache_log ${folder}/cache.log
coredump_dir ${folder}
shutdown_lifetime 1 seconds
acl CONNECT method CONNECT
acl tls_port port 443
acl web_port port 80
acl mixed dstdomain mixed.selftest.test
acl listed_path urlpath_regex ^/blocked/
acl listed_domain dstdomain .blocked.selftest.test
http_access deny listed_domain
http_access deny mixed listed_path
http_access deny CONNECT !tls_port
http_access deny !CONNECT !web_port
http_access allow localhost
http_access deny all
cache_peer 127.0.0.1 parent ${world.http} 0 no-query no-digest originserver name=lab
never_direct allow all
`;
}

/** Squid as an explicit proxy with the same two rules; all names lead to the switchboard. */
export const squid: FilterKind = {
  name: 'squid',
  program: 'squid',
  start: async (world: World): Promise<Filter> =>
    await onFreePort(async (port) => {
      const folder = makeFolder('squid');
      const file = writeInto(folder, 'squid.conf', configuration(folder, port, world));
      const args = squidArguments(file, port);
      const options = { name: 'squid', command: 'squid', args, folder, port };
      return running('squid', await startDaemon(options));
    }),
};
