/** Netvakt through its own command and its own rules, in either mode. */
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { netvaktAt } from '../../common/checkout.ts';
import { OPERATOR_PART } from '../../common/configuration.ts';
import { startFilter } from './program.ts';
import type { Site, StartedFilter } from './site.ts';

/** Port of a TPROXY listener on its machine. */
export const TPROXY_PORT = 8443;
const ADMIN_PORT = 9464;

/** One thread that takes verdicts on packets of TCP and QUIC. */
export function startPacket(site: Site, verdict: 'fast' | 'confirm'): Promise<StartedFilter> {
  return startNetvakt(site, { mode: 'packet', verdict });
}

/** One worker that ends connections and begins them again. */
export function startTproxy(site: Site): Promise<StartedFilter> {
  return startNetvakt(site, { mode: 'tproxy', address: '::', port: TPROXY_PORT, source: 'preserve', ports: [443] });
}

/** Applies rules that lead connections to the TPROXY listener at {@link TPROXY_PORT}, whichever program that belongs to. */
export async function leadToListener(site: Site): Promise<void> {
  const listener = { mode: 'tproxy', address: '::', port: TPROXY_PORT, source: 'preserve', ports: [443] };
  await applyRules(site, writeConfiguration(site, listener));
}

async function startNetvakt(site: Site, listener: object): Promise<StartedFilter> {
  const file = writeConfiguration(site, listener);
  const command = [...netvaktAt(site.checkout, site.profiles), 'run', '--config', file];
  const started = await startFilter(site, command, (output) => output.includes('listening'));
  try {
    await applyRules(site, file);
    return started;
  } catch (error) {
    await started.stop();
    throw error;
  }
}

/** @throws with the command's own words if it fails. */
async function applyRules(site: Site, file: string): Promise<void> {
  const words = [...netvaktAt(site.checkout), 'export', 'nft', '--apply', '--config', file];
  await promisify(execFile)('ip', ['netns', 'exec', site.namespace, ...words]);
}

/** JSON is YAML. */
function writeConfiguration({ folder, listFile }: Site, listener: object): string {
  const own = mkdtempSync(join(folder, 'netvakt-'));
  const file = join(own, 'netvakt.json');
  writeFileSync(
    file,
    JSON.stringify({
      ...OPERATOR_PART,
      default_market: 'se',
      markets: [{ id: 'se' }],
      lists: [{ id: 'bench', file: listFile, format: 'domains', min_entries: 0, max_entries: 10_000_000 }],
      proxy: {
        workers: 1,
        listen: [listener],
        clients: ['198.18.0.0/15'],
        limits: { connections: 100_000, connections_per_client: 100_000 },
      },
      interception: {
        subscribers: ['subscribers'],
        ports: [443],
        canary: false,
        rules: 'own',
        state_folder: join(own, 'state'),
      },
      admin: { address: '127.0.0.1', port: ADMIN_PORT },
      log: { format: 'json', level: 'info' },
      statistics: { interval_seconds: 0 },
    }),
  );
  return file;
}
