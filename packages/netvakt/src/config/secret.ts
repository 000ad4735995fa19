import type { KeySource } from '@netvakt/blocklist';
import type { SecretSection } from './schema/secret.ts';

/** Where the secret of a section is read from; a credential, from the folder that the service manager names. */
export function secretSource(section: SecretSection, environment: NodeJS.ProcessEnv): KeySource {
  if (section.kind === 'file') return section;
  return { ...section, directory: environment['CREDENTIALS_DIRECTORY'] };
}
