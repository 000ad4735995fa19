import { basename, dirname, join } from 'node:path';
import { filterSockets, SOCKET_NAME } from '../base/ask-admin.ts';
import type { Config } from './config.ts';

/** The folder of installed configurations, whose filters the service manager runs. */
const INSTALLED = '/etc/netvakt';

/**
 * Where the socket for local tools is made: as configured, or in the folder that the service manager has made for this process. An
 * instance has two, one in the other; the inner one is its own.
 */
export function adminSocketPath(
  { fixed: { admin } }: Config,
  { RUNTIME_DIRECTORY: folders }: NodeJS.ProcessEnv,
): string | undefined {
  const [folder = ''] = (folders ?? '').split(':').toSorted((a, b) => b.length - a.length);
  return admin.socket ?? (folder === '' ? undefined : join(folder, SOCKET_NAME));
}

/**
 * Where the filter of this configuration may be asked, the surest first; see `askAdmin`. The service manager's sockets count for
 * installed configurations only: `a.yaml` is that of `netvakt@a`, `netvakt.yaml` that of the service or of both instances.
 */
export function adminBases({ file, fixed: { admin } }: Config): readonly string[] {
  const { address, port, socket } = admin;
  const host =
    address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '[::1]' : address.includes(':') ? `[${address}]` : address;
  const instance = basename(file).replace(/\.ya?ml$/u, '');
  const managed =
    dirname(file) === INSTALLED
      ? filterSockets().filter((base) => instance === 'netvakt' || base.endsWith(`/${instance}/${SOCKET_NAME}`))
      : [];
  const local = socket === undefined ? managed : [`unix:${socket}`];
  return [...local, `${admin.tls === undefined ? 'http' : 'https'}://${host}:${port}`];
}
