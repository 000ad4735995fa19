/** Netvakt with two listeners: one to which a trusted peer leads connections, as the kernel would, and one that clients know of. */
import { fileURLToPath } from 'node:url';
import { freePort, makeFolder, onFreePort, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import { connectName, type FilterPorts } from './flow.ts';
import { LISTED_HOST, LISTED_NAME } from './listed.ts';
import type { LenientOrigin } from './origins/lenient-origin.ts';

const OWN_CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url));

export interface FilterInPath extends FilterPorts {
  readonly alive: () => boolean;
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

function configuration(ports: FilterPorts, admin: number, origins: readonly LenientOrigin[]): string {
  const hosts = origins
    .filter(({ tls }) => tls !== undefined)
    .map(({ name, tls }) => `    - { name: ${connectName(name)}, port: 443, to: "127.0.0.1:${tls}" }`);
  return `
operator: { name: Laboratory, url: "https://operator.example/filter" }
block:
  authority: The laboratory's authority
  legal_basis: https://authority.example/law
  objection: https://authority.example/objection
  help_line: https://help.example/
default_market: se
markets: [{ id: se }]
lists:
  - { id: domains, file: domains.txt }
  - { id: urls, file: urls.txt }
proxy:
  listen:
    - { address: 127.0.0.1, port: ${ports.transparent}, mode: redirect, trusted_peers: [127.0.0.1], h2c: refuse }
    - { address: 127.0.0.1, port: ${ports.explicit} }
  workers: 2
  clients: [127.0.0.0/8]
  hosts:${hosts.length === 0 ? ' []' : `\n${hosts.join('\n')}`}
  limits:
    connections_per_client: 4096
    first_byte_seconds: 60
    head_seconds: 120
    idle_seconds: 120
admin: { address: 127.0.0.1, port: ${admin} }
log: { format: json }
shutdown_grace_seconds: 1
`;
}

/** `checkout`: the root of another checkout of this repository, with its dependencies installed, to run in place of this one. */
export async function startFilter(
  origins: readonly LenientOrigin[],
  checkout: string = OWN_CHECKOUT,
): Promise<FilterInPath> {
  return await onFreePort(async (transparent) => {
    const [explicit, admin] = [await freePort(), await freePort()];
    const ports: FilterPorts = { transparent, explicit };
    const folder = makeFolder('netvakt');
    writeInto(folder, 'domains.txt', `${LISTED_NAME}\n`);
    writeInto(folder, 'urls.txt', `http://${LISTED_HOST}/blocked/\nhttp://[2001:db8::66]/blocked/\n`);
    const file = writeInto(folder, 'netvakt.yaml', configuration(ports, admin, origins));
    const program = `${checkout.replace(/\/$/u, '')}/packages/netvakt/src/main.ts`;
    const args = ['--conditions=@netvakt/source', program, 'run', '--config', file];
    // As the user who runs the laboratory: the checkout may be readable by nobody else.
    const options = {
      name: 'netvakt',
      command: process.execPath,
      args,
      folder,
      port: transparent,
      unprivileged: false,
    };
    const daemon = await startDaemon(options);
    return {
      ...ports,
      alive: () => daemon.alive,
      output: () => daemon.output(),
      stop: async () => await daemon.stop(),
    };
  });
}
