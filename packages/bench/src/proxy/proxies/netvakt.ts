import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startDaemon } from '../../common/daemon.ts';
import type { RunningProxy, Scene } from '../contestant.ts';

const OWN_CHECKOUT = fileURLToPath(new URL('../../../../..', import.meta.url));

/** Where to find the program, and what it leaves behind. */
interface NetvaktOptions {
  /** A folder with a checkout in which `pnpm install` has run. Default: this one. */
  readonly checkout?: string;
  /** V8's profiles of the process' threads go here when it stops. Default: none are taken. */
  readonly profileFolder?: string;
}

/**
 * Netvakt through its own command, with one data-plane worker: everything it needs runs on the one core.
 */
export async function startNetvakt(
  scene: Scene,
  { checkout = OWN_CHECKOUT, profileFolder }: NetvaktOptions = {},
): Promise<RunningProxy> {
  const port = await freePort();
  const file = join(scene.folder, `netvakt-${scene.rules}-${port}.json`);
  // JSON is YAML.
  const transparentEntry = await freePort();
  writeFileSync(file, JSON.stringify(configuration(scene, { port, transparentEntry, adminPort: await freePort() })));
  const profiled = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  const command = join(checkout, 'packages/netvakt/src/main.ts');
  const args = [...profiled, '--conditions=@netvakt/source', command, 'run', '--config', file];
  const daemon = await startDaemon('netvakt', { program: process.execPath, args, core: scene.core }, port);
  return { ...daemon, tunnelEntry: port, tunnelStyle: 'connect', transparentEntry };
}

interface Ports {
  readonly port: number;
  readonly transparentEntry: number;
  readonly adminPort: number;
}

function configuration(
  { hosts, originPort, tunnelPort, listFile }: Scene,
  { port, transparentEntry, adminPort }: Ports,
): object {
  const text = 'https://operator.example/';
  return {
    operator: { name: 'Bench', url: text },
    block: { authority: 'Bench', legal_basis: text, objection: text, help_line: text },
    default_market: 'se',
    markets: [{ id: 'se' }],
    lists: [{ id: 'bench', file: listFile, format: 'domains', min_entries: 0, max_entries: 100_000_000 }],
    proxy: {
      workers: 1,
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
      limits: { connections: 100_000, connections_per_client: 100_000 },
    },
    admin: { address: '127.0.0.1', port: adminPort },
    log: { level: 'warn' },
  };
}
