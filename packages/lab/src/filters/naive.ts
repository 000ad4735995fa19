import { fileURLToPath } from 'node:url';
import { makeFolder, onFreePort, startDaemon } from '@netvakt/fixtures/daemons';
import type { Filter, FilterKind, World } from './filter.ts';
import { running } from './running.ts';

const PROGRAM = fileURLToPath(new URL('naive-proxy.ts', import.meta.url));

/** The deliberately naive filter of `naive-proxy.ts`: the one that must fail. */
export const naive: FilterKind = {
  name: 'naive',
  program: undefined,
  start: async (world: World): Promise<Filter> =>
    await onFreePort(async (port) => {
      const args = [PROGRAM, String(port), String(world.http)];
      const folder = makeFolder('naive');
      const options = { name: 'naive', command: process.execPath, args, folder, port, unprivileged: false };
      return running('naive', await startDaemon(options));
    }),
};
