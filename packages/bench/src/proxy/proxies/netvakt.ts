import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { netvaktAt, OWN_CHECKOUT } from '../../common/checkout.ts';
import { OPERATOR_PART } from '../../common/configuration.ts';
import { freePort, startDaemon } from '../../common/daemon.ts';
import type { RunningProxy, Scene } from '../contestant.ts';

/** The market of every client that belongs to no other. */
export const MARKET = 'se';

/** Where to find the program, and what it leaves behind. */
interface NetvaktOptions {
  /** A folder with a checkout in which `pnpm install` has run. Default: this one. */
  readonly checkout?: string | undefined;
  /** V8's profiles of the process' threads go here when it stops. Default: none are taken. */
  readonly profileFolder?: string;
  /** What the configuration has in place of one market, one list and one worker. */
  readonly parts?: NetvaktParts;
  /** Milliseconds that it may take to start. */
  readonly patience?: number;
}

/** Parts of a configuration, as the configuration writes them. */
export interface NetvaktParts {
  readonly workers: number;
  readonly markets: readonly object[];
  readonly lists: readonly object[];
  /** Limits that differ from the benchmark's. */
  readonly limits?: object;
}

/**
 * Netvakt through its own command, with one data-plane worker if nothing else is said: everything it needs runs on the one core.
 */
export async function startNetvakt(
  scene: Scene,
  { checkout = OWN_CHECKOUT, profileFolder, parts = onePart(scene), patience }: NetvaktOptions = {},
): Promise<RunningProxy & { readonly adminPort: number }> {
  const port = await freePort();
  const file = join(scene.folder, `netvakt-${scene.rules}-${port}.json`);
  // JSON is YAML.
  const transparentEntry = await freePort();
  const adminPort = await freePort();
  writeFileSync(file, JSON.stringify(configuration(scene, { port, transparentEntry, adminPort }, parts)));
  const [program, ...words] = netvaktAt(checkout, profileFolder);
  const args = [...words, 'run', '--config', file];
  const daemon = await startDaemon('netvakt', { program, args, core: scene.core }, port, patience);
  return { ...daemon, tunnelEntry: port, tunnelStyle: 'connect', transparentEntry, adminPort };
}

interface Ports {
  readonly port: number;
  readonly transparentEntry: number;
  readonly adminPort: number;
}

function onePart({ listFile }: Scene): NetvaktParts {
  const list = { id: 'bench', file: listFile, format: 'domains', min_entries: 0, max_entries: 100_000_000 };
  return { workers: 1, markets: [{ id: MARKET }], lists: [list] };
}

function configuration(
  { hosts, originPort, tunnelPort }: Scene,
  { port, transparentEntry, adminPort }: Ports,
  { workers, markets, lists, limits }: NetvaktParts,
): object {
  return {
    ...OPERATOR_PART,
    default_market: MARKET,
    markets,
    lists,
    proxy: {
      workers,
      listen: [
        { address: '127.0.0.1', port },
        {
          mode: 'redirect',
          address: '127.0.0.1',
          port: transparentEntry,
          source: 'own',
          mark: 0,
          trusted_peers: ['127.0.0.0/8'],
        },
      ],
      clients: ['127.0.0.0/8'],
      http_ports: [originPort],
      connect_ports: [tunnelPort],
      hosts: [originPort, tunnelPort].flatMap((target) =>
        hosts.map((name) => ({ name, port: target, to: `127.0.0.1:${target}` })),
      ),
      limits: { connections: 100_000, connections_per_client: 100_000, ...limits },
    },
    admin: { address: '127.0.0.1', port: adminPort },
    log: { level: 'warn' },
  };
}
