import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, onFreePort, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import { PORT_FIELD, startNodeServer } from './node-server.ts';
import { type Origin, type OriginKind, readAccessLog } from './origin.ts';

function configuration(port: number, behind: number): string {
  return `
global
  log stdout format raw local0 info
  maxconn 512
defaults
  mode http
  log global
  timeout connect 60s
  timeout client 10s
  timeout server 10s
  timeout http-request 5s
  timeout http-keep-alive 120s
frontend lab
  bind 127.0.0.1:${port}
  http-request capture req.hdr(host) len 256
  http-request set-header ${PORT_FIELD} %[src_port]
  log-format "%cp\t%HM\t%[capture.req.hdr(0)]\t%ST\t%ts\t%r"
  default_backend behind
backend behind
  http-reuse always
  server node 127.0.0.1:${behind}
`;
}

/**
 * The records of its log: warnings and start-up notices share its standard output, records begin with a port. If a
 * client goes away while HAProxy waits for its next request, a bad request is noted now and then ("CR"): it read nothing.
 */
function records(output: string): string {
  return output
    .split('\n')
    .filter((line) => /^\d+\t/.test(line) && !/\tCR\t<BADREQ>/.test(line))
    .map((line) => line.replace(/^((?:[^\t]*\t){4})[^\t]*/, '$1-'))
    .join('\n');
}

/**
 * HAProxy as the reverse proxy of a Node server, sharing its connections between clients: a disagreement between the two
 * would reach another client's answer.
 */
export const haproxy: OriginKind = {
  name: 'haproxy',
  program: 'haproxy',
  start: async (): Promise<Origin> =>
    await onFreePort(async (port) => {
      const behind = await startNodeServer('back');
      const folder = makeFolder('haproxy');
      const file = writeInto(folder, 'haproxy.cfg', configuration(port, behind.port));
      // To a file: into a pipe that is full, HAProxy writes no line at all, and a request that was served would be missing.
      const logFile = join(folder, 'access.log');
      const args = ['-c', 'exec haproxy -db -f "$0" >"$1"', file, logFile];
      const daemon = await startDaemon({ name: 'haproxy', command: 'sh', args, folder, port });
      return {
        name: 'haproxy',
        port,
        echoes: true,
        finish: async () => {
          await daemon.end();
          await behind.close();
          const log = records(readFileSync(logFile, 'utf8'));
          daemon.discard();
          return [...readAccessLog(log), ...behind.served];
        },
      };
    }),
};
