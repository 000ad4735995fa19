import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, onFreePort, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import { type Origin, type OriginKind, readAccessLog } from './origin.ts';

const MODULES = '/usr/lib/apache2/modules';

function configuration(folder: string, port: number): string {
  return `
ServerRoot "${folder}"
DefaultRuntimeDir "${folder}"
Mutex pthread default
LoadModule mpm_event_module ${MODULES}/mod_mpm_event.so
LoadModule authz_core_module ${MODULES}/mod_authz_core.so
LoadModule alias_module ${MODULES}/mod_alias.so
Listen 127.0.0.1:${port}
ServerName lab.invalid
UseCanonicalName Off
PidFile "${folder}/pid"
ErrorLog "${folder}/error.log"
LogLevel crit
LogFormat "%{remote}p\t%m\t%V\t%>s\t%U\t%r" lab
CustomLog "${folder}/access.log" lab
DocumentRoot "${folder}/pages"
AliasMatch "^" "${folder}/page.txt"
AllowEncodedSlashes NoDecode
<Directory />
  Require all granted
</Directory>
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 120
TimeOut 5
StartServers 1
ServerLimit 2
ThreadsPerChild 64
MaxRequestWorkers 128
`;
}

/** Apache httpd with its defaults (HttpProtocolOptions Strict), the event worker, one file for every path. */
export const apache: OriginKind = {
  name: 'apache2',
  program: 'apache2',
  start: async (): Promise<Origin> =>
    await onFreePort(async (port) => {
      const folder = makeFolder('apache2');
      mkdirSync(join(folder, 'pages'));
      writeInto(folder, 'page.txt', 'served\n');
      const file = writeInto(folder, 'apache2.conf', configuration(folder, port));
      const args = ['-D', 'FOREGROUND', '-f', file];
      const daemon = await startDaemon({ name: 'apache2', command: 'apache2', args, folder, port });
      return {
        name: 'apache2',
        port,
        echoes: false,
        finish: async () => {
          await daemon.end();
          const served = readAccessLog(daemon.read('access.log'));
          daemon.discard();
          return served;
        },
      };
    }),
};
