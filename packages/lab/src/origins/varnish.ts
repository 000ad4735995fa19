import { makeFolder, onFreePort, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import { PORT_FIELD, startNodeServer } from './node-server.ts';
import type { Origin, OriginKind } from './origin.ts';

function configuration(behind: number): string {
  return `
vcl 4.1;
import std;
backend node { .host = "127.0.0.1"; .port = "${behind}"; }
sub vcl_recv {
  set req.http.${PORT_FIELD} = std.port(client.ip);
  return (pass);
}
`;
}

/** Varnish in front of a Node server, passing everything: what it forwards is what it understood. */
export const varnish: OriginKind = {
  name: 'varnish',
  program: 'varnishd',
  start: async (): Promise<Origin> =>
    await onFreePort(async (port) => {
      const behind = await startNodeServer('back');
      const folder = makeFolder('varnish');
      const file = writeInto(folder, 'lab.vcl', configuration(behind.port));
      const listen = ['-a', `127.0.0.1:${port}`, '-T', 'none', '-j', 'none'];
      const args = ['-F', '-n', `${folder}/work`, ...listen, '-s', 'malloc,32m', '-f', file];
      const daemon = await startDaemon({ name: 'varnish', command: 'varnishd', args, folder, port });
      return {
        name: 'varnish',
        port,
        echoes: true,
        finish: async () => {
          await daemon.end();
          await behind.close();
          daemon.discard();
          return behind.served;
        },
      };
    }),
};
