import { makeFolder, onFreePort, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import type { Origin, OriginKind } from './origin.ts';
import { PORT_FIELD, startRecorder } from './recorder.ts';

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
      const recorder = await startRecorder('back');
      const folder = makeFolder('varnish');
      const file = writeInto(folder, 'lab.vcl', configuration(recorder.port));
      const listen = ['-a', `127.0.0.1:${port}`, '-T', 'none', '-j', 'none'];
      const args = ['-F', '-n', `${folder}/work`, ...listen, '-s', 'malloc,32m', '-f', file];
      const daemon = await startDaemon({ name: 'varnish', command: 'varnishd', args, folder, port });
      return {
        name: 'varnish',
        port,
        echoes: true,
        finish: async () => {
          await daemon.end();
          await recorder.close();
          daemon.discard();
          return recorder.served;
        },
      };
    }),
};
