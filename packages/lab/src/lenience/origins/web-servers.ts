/** nginx, Apache and lighttpd with their defaults: a listed page and two certificates each; nginx behind a balancer as well. */
import { mkdirSync } from 'node:fs';
import { freePort, makeFolder, onFreePort, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import { FREE_MARKER, FREE_NAME, LISTED_HOST, LISTED_NAME, LISTED_PAGE } from '../listed.ts';
import type { Certificates } from './certificates.ts';
import type { LenientOrigin, LenientOriginKind } from './lenient-origin.ts';

interface Ports {
  readonly http: number;
  readonly tls: number;
}

interface Server {
  readonly name: string;
  readonly packages: readonly string[];
  readonly command: string;
  readonly wantsPreamble?: boolean;
  readonly speaksTls?: false;
  readonly configuration: (folder: string, ports: Ports) => string;
  readonly args: (folder: string, file: string) => readonly string[];
}

function nginxConfiguration(listen: string): Server['configuration'] {
  return (folder, { http, tls }) => {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const secure = [FREE_NAME, LISTED_NAME].map(
      (name) => `
  server {
    listen 127.0.0.1:${tls} ssl ${listen}${name === FREE_NAME ? ' default_server backlog=512' : ''};
    server_name ${name};
    ssl_certificate ${folder}/${name}.pem;
    ssl_certificate_key ${folder}/${name}.key;
    return 200 "${name}";
  }`,
    );
    return `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log crit;
events { worker_connections 1024; }
http {
  ${temporary.join('\n  ')}
  access_log off;
  keepalive_timeout 10s;
  client_header_timeout 10s;
  ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
  server {
    listen 127.0.0.1:${http} ${listen} default_server backlog=512;
    server_name ${LISTED_HOST};
    location / { return 200 "${FREE_MARKER}\\n"; }
    location /blocked/ { return 200 "${LISTED_PAGE}\\n"; }
  }
  server {
    listen 127.0.0.1:${http} ${listen};
    server_name demo.test free.test;
    return 200 "${FREE_MARKER}\\n";
  }${secure.join('')}
}
`;
  };
}

const APACHE_MODULES = '/usr/lib/apache2/modules';

function apacheConfiguration(folder: string, { http, tls }: Ports): string {
  mkdirSync(`${folder}/pages/blocked`, { recursive: true });
  writeInto(folder, 'pages/blocked/page', `${LISTED_PAGE}\n`);
  writeInto(folder, 'free', `${FREE_MARKER}\n`);
  const modules = ['mpm_event', 'authz_core', 'alias', 'dir', 'ssl', 'socache_shmcb', 'setenvif'];
  const secure = [FREE_NAME, LISTED_NAME].map(
    (name) => `
<VirtualHost 127.0.0.1:${tls}>
  ServerName ${name}
  SSLEngine on
  SSLCertificateFile "${folder}/${name}.pem"
  SSLCertificateKeyFile "${folder}/${name}.key"
</VirtualHost>`,
  );
  return `
ServerRoot "${folder}"
DefaultRuntimeDir "${folder}"
Mutex pthread default
${modules.map((name) => `LoadModule ${name}_module ${APACHE_MODULES}/mod_${name}.so`).join('\n')}
Listen 127.0.0.1:${http}
Listen 127.0.0.1:${tls} https
ServerName ${LISTED_HOST}
PidFile "${folder}/pid"
ErrorLog "${folder}/error.log"
LogLevel crit
DocumentRoot "${folder}/pages"
<Directory />
  Require all granted
</Directory>
KeepAlive On
KeepAliveTimeout 5
TimeOut 10
StartServers 1
ServerLimit 2
ThreadsPerChild 64
MaxRequestWorkers 128
HttpProtocolOptions Unsafe LenientMethods Allow0.9
<VirtualHost 127.0.0.1:${http}>
  ServerName ${LISTED_HOST}
</VirtualHost>
<VirtualHost 127.0.0.1:${http}>
  ServerName demo.test
  ServerAlias free.test
  AliasMatch "^" "${folder}/free"
</VirtualHost>${secure.join('')}
`;
}

function lighttpdConfiguration(folder: string, { http }: Ports): string {
  mkdirSync(`${folder}/pages/blocked`, { recursive: true });
  mkdirSync(`${folder}/free`, { recursive: true });
  writeInto(folder, 'pages/blocked/page', `${LISTED_PAGE}\n`);
  for (const root of ['pages', 'free']) writeInto(folder, `${root}/index.html`, `${FREE_MARKER}\n`);
  return `
server.document-root = "${folder}/pages"
server.bind = "127.0.0.1"
server.port = ${http}
server.errorlog = "${folder}/error.log"
server.listen-backlog = 512
server.http-parseopts = ("header-strict" => "disable", "host-strict" => "disable", "url-normalize" => "disable")
index-file.names = ("index.html")
mimetype.assign = ("" => "text/plain")
$HTTP["host"] == "demo.test" { server.document-root = "${folder}/free" }
`;
}

const NGINX = { packages: ['nginx-light'], command: '/usr/sbin/nginx' };
const nginxArgs: Server['args'] = (folder, file) => ['-p', folder, '-c', file, '-e', `${folder}/error.log`];

const SERVERS: readonly Server[] = [
  { name: 'nginx', ...NGINX, configuration: nginxConfiguration(''), args: nginxArgs },
  {
    name: 'nginx-balanced',
    ...NGINX,
    wantsPreamble: true,
    configuration: nginxConfiguration('proxy_protocol'),
    args: nginxArgs,
  },
  {
    name: 'apache2',
    packages: ['apache2'],
    command: '/usr/sbin/apache2',
    configuration: apacheConfiguration,
    args: (_, file) => ['-D', 'FOREGROUND', '-f', file],
  },
  {
    name: 'lighttpd',
    speaksTls: false,
    packages: ['lighttpd'],
    command: '/usr/sbin/lighttpd',
    configuration: lighttpdConfiguration,
    args: (_, file) => ['-D', '-f', file],
  },
];

function kindOf(server: Server): LenientOriginKind {
  const { name, packages, command, wantsPreamble, speaksTls, configuration, args } = server;
  return {
    name,
    family: 'c',
    packages,
    proof: command,
    start: async (certificates: Certificates): Promise<LenientOrigin> =>
      await onFreePort(async (http) => {
        const tls = await freePort();
        const folder = makeFolder(name);
        certificates.copyTo(folder);
        const file = writeInto(folder, 'server.conf', configuration(folder, { http, tls }));
        const daemon = await startDaemon({ name, command, args: args(folder, file), folder, port: http });
        const stop = async (): Promise<void> => await daemon.stop();
        const origin: LenientOrigin = { name, family: 'c', http, stop, ...(speaksTls === false ? {} : { tls }) };
        return wantsPreamble === true ? { ...origin, wantsPreamble } : origin;
      }),
  };
}

export const WEB_SERVERS: readonly LenientOriginKind[] = SERVERS.map(kindOf);
