import { makeFolder, onFreePort, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import type { Filter, FilterKind, World } from './filter.ts';
import { running } from './running.ts';

function configuration(port: number, rules: string, world: World): string {
  return `
Port ${port}
Listen 127.0.0.1
Timeout 30
MaxClients 400
LogLevel Critical
ConnectPort 443
Upstream http 127.0.0.1:${world.http}
Filter "${rules}"
FilterURLs On
FilterExtended On
FilterDefaultDeny No
`;
}

/** tinyproxy with the same two rules as patterns on the URL; the switchboard is its upstream proxy. */
export const tinyproxy: FilterKind = {
  name: 'tinyproxy',
  program: 'tinyproxy',
  start: async (world: World): Promise<Filter> =>
    await onFreePort(async (port) => {
      const folder = makeFolder('tinyproxy');
      const rules = writeInto(
        folder,
        'rules',
        '^https?://mixed\\.selftest\\.test(:80)?/blocked/\n^(https?://)?([^/]*\\.)?blocked\\.selftest\\.test(:|/|$)\n',
      );
      const file = writeInto(folder, 'tinyproxy.conf', configuration(port, rules, world));
      const options = { name: 'tinyproxy', command: 'tinyproxy', args: ['-d', '-c', file], folder, port };
      return running('tinyproxy', await startDaemon(options));
    }),
};
