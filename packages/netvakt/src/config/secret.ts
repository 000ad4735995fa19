import type { KeySource } from '@netvakt/blocklist';
import type { SecretSection } from './schema/secret.ts';

/** The source of a section's secret. Credentials are in the folder that the service manager names. */
export function secretSource(section: SecretSection, environment: NodeJS.ProcessEnv): KeySource {
  if (section.kind === 'file') return section;
  return { ...section, directory: environment['CREDENTIALS_DIRECTORY'] };
}
