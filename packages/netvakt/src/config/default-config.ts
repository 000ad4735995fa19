import { fileURLToPath } from 'node:url';
import type { Config } from './config.ts';
import { loadConfig } from './load.ts';

/** The demonstration's configuration in a checkout. It is equally far from `src` and from `dist`. */
export const DEMO_CONFIG: string = fileURLToPath(new URL('../../../../fixtures/demo/netvakt.yaml', import.meta.url));

/** The file of a command that was given none: the installation's, else the demonstration's. */
export function defaultConfig(): string {
  return process.env['NETVAKT_CONFIG'] ?? DEMO_CONFIG;
}

/** Loads the file that was named, or the {@link defaultConfig}. Throws a `ConfigError`. */
export function configured(file: string | undefined): Promise<Config> {
  return loadConfig(file ?? defaultConfig());
}
