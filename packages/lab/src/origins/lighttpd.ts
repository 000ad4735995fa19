import { makeFolder, onFreePort, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import { startNodeServer } from './node-server.ts';
import { type Origin, type OriginKind, readAccessLog } from './origin.ts';

function configuration(folder: string, port: number, behind: number): string {
  return `
server.document-root = "${folder}"
server.bind = "127.0.0.1"
server.port = ${port}
server.modules = ("mod_accesslog", "mod_proxy")
server.errorlog = "${folder}/error.log"
server.max-keep-alive-requests = 10000
server.max-keep-alive-idle = 120
accesslog.filename = "${folder}/access.log"
accesslog.format = "%{remote}p\t%m\t%V\t%s\t%U\t%r"
proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => ${behind} )) )
`;
}

/**
 * lighttpd with its defaults, in front of a Node server: for its own static files it closes the connection after a
 * body that it did not need, and then a hidden second request would go unread.
 */
export const lighttpd: OriginKind = {
  name: 'lighttpd',
  program: 'lighttpd',
  start: async (): Promise<Origin> =>
    await onFreePort(async (port) => {
      const behind = await startNodeServer('back');
      const folder = makeFolder('lighttpd');
      const file = writeInto(folder, 'lighttpd.conf', configuration(folder, port, behind.port));
      const args = ['-D', '-f', file];
      const daemon = await startDaemon({ name: 'lighttpd', command: 'lighttpd', args, folder, port });
      return {
        name: 'lighttpd',
        port,
        echoes: true,
        finish: async () => {
          await daemon.end();
          await behind.close();
          const served = readAccessLog(daemon.read('access.log'));
          daemon.discard();
          return served;
        },
      };
    }),
};
