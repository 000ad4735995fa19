import { makeFolder, onFreePort, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import { type Origin, type OriginKind, readAccessLog } from './origin.ts';

function configuration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log crit;
events { worker_connections 512; }
http {
  ${temporary.join('\n  ')}
  log_format lab "$remote_port\t$request_method\t$host\t$status\t$uri\t$request";
  access_log ${folder}/access.log lab;
  keepalive_requests 10000;
  keepalive_timeout 120s;
  client_body_timeout 5s;
  server {
    listen 127.0.0.1:${port} backlog=512;
    server_name _;
    location / { return 200 "served $request_method $request_uri\\n"; }
  }
}
`;
}

/** nginx with its defaults, answering every path itself. */
export const nginx: OriginKind = {
  name: 'nginx',
  program: 'nginx',
  start: async (): Promise<Origin> =>
    await onFreePort(async (port) => {
      const folder = makeFolder('nginx');
      const file = writeInto(folder, 'nginx.conf', configuration(folder, port));
      const args = ['-p', folder, '-c', file, '-e', `${folder}/error.log`];
      const daemon = await startDaemon({ name: 'nginx', command: 'nginx', args, folder, port });
      return {
        name: 'nginx',
        port,
        echoes: true,
        finish: async () => {
          await daemon.end();
          const served = readAccessLog(daemon.read('access.log'));
          daemon.discard();
          return served;
        },
      };
    }),
};
