import { isDeepStrictEqual } from 'node:util';
import type { Config, FixedConfig } from './config.ts';
import { ConfigError, type Problem } from './problem.ts';

/** The keys of the file that make up {@link FixedConfig}. Changing one takes a restart; the reference marks them. */
export const FIXED_KEYS: Readonly<Record<keyof FixedConfig, string>> = {
  markets: 'markets[].id',
  timeZones: 'markets[].time_zone',
  listeners: 'proxy.listen',
  packet: 'proxy.listen',
  workers: 'proxy.workers',
  admin: 'admin',
  statistics: 'statistics',
  probe: 'probe',
  log: 'log',
  demo: 'demo',
};

/** Throws a {@link ConfigError} if `next` changes what cannot change while the process runs. */
export function checkReload(running: Config, next: Config): void {
  const changed = (Object.keys(FIXED_KEYS) as (keyof FixedConfig)[]).filter(
    (name) => !isDeepStrictEqual(running.fixed[name], next.fixed[name]),
  );
  if (changed.length === 0) return;
  throw new ConfigError(
    changed.map(
      (name): Problem => ({
        file: next.file,
        key: FIXED_KEYS[name],
        fault: 'differs from the running configuration and cannot change while running',
        remedy: 'Put the old value back and reload, or restart the process',
      }),
    ),
  );
}
