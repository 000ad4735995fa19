import { chmodSync, closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, type PinnedDaemon, startDaemon } from '../../common/daemon.ts';

/** Bytes of an ordinary answer's body. */
export const ANSWER_BYTES = 256;
/** Bytes of `/bulk`. */
const BULK_BYTES = 100_000_000;

/** nginx as the origin: any path answers {@link ANSWER_BYTES} bytes, `/bulk` a large file. */
export async function startNginx(folder: string, core: number): Promise<PinnedDaemon> {
  const port = await freePort();
  const root = join(folder, 'origin');
  mkdirSync(root);
  // Its worker gives up root's rights before it reads the file.
  chmodSync(folder, 0o755);
  const bulk = openSync(join(root, 'bulk'), 'w', 0o644);
  ftruncateSync(bulk, BULK_BYTES);
  closeSync(bulk);
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, root, port));
  return await startDaemon('nginx', { program: 'nginx', args: ['-c', file, '-e', 'stderr'], core }, port);
}

function configuration(folder: string, root: string, port: number): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder};`)
    .join('\n  ');
  return `daemon off;
worker_processes 1;
worker_rlimit_nofile 19000;
pid ${folder}/nginx.pid;
error_log stderr crit;
events { worker_connections 15000; }
http {
  ${paths}
  access_log off;
  sendfile on;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  keepalive_timeout 300s;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /bulk { root ${root}; }
    location / { default_type text/plain; return 200 "${'x'.repeat(ANSWER_BYTES)}"; }
  }
}
`;
}
