import { basename, dirname, join } from 'node:path';
import { filterSockets, SOCKET_NAME } from '../base/ask-admin.ts';
import type { Config } from './config.ts';
import { runtimeFolder } from './runtime-folder.ts';

/** The folder of installed configurations, whose filters the service manager runs. */
const INSTALLED = '/etc/netvakt';

/** Where the socket for local tools is made: as configured, or in the folder that the service manager has made for this process. */
export function adminSocketPath({ fixed: { admin } }: Config, environment: NodeJS.ProcessEnv): string | undefined {
  const folder = runtimeFolder(environment);
  return admin.socket ?? (folder === undefined ? undefined : join(folder, SOCKET_NAME));
}

/**
 * The socket for local tools of the filter with this configuration, as `askAdmin` takes it; `undefined` if there is none. The service
 * manager's counts for installed configurations only: `netvakt.yaml` is that of the service, `a.yaml` that of `netvakt@a`.
 */
export function adminSocket({ file, fixed: { admin } }: Config): string | undefined {
  if (admin.socket !== undefined) return `unix:${admin.socket}`;
  if (dirname(file) !== INSTALLED) return undefined;
  const instance = basename(file).replace(/\.ya?ml$/u, '');
  const ends = instance === 'netvakt' ? `/netvakt/${SOCKET_NAME}` : `/netvakt/${instance}/${SOCKET_NAME}`;
  return filterSockets().find((socket) => socket.endsWith(ends));
}

/** As {@link adminSocket}, of all filters on this machine that share what installed configurations name: two during an upgrade. */
export function adminSockets(config: Config): readonly string[] {
  const own = adminSocket(config);
  const others = dirname(config.file) === INSTALLED ? filterSockets() : [];
  return [...new Set([...(own === undefined ? [] : [own]), ...others])];
}
