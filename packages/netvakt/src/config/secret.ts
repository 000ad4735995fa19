import type { KeySource } from '@netvakt/blocklist';
import type { Config } from './config.ts';
import type { SecretSection } from './schema/secret.ts';

/** What to do if a command that a shell started has none of the credentials that the configuration names. */
export const BY_NETVAKTCTL = 'Run it by netvaktctl, which has the credentials of the service';

/** The source of a section's secret. Credentials are in the folder that the service manager names. */
export function secretSource(section: SecretSection, environment: NodeJS.ProcessEnv): KeySource {
  if (section.kind === 'file') return section;
  return { ...section, directory: environment['CREDENTIALS_DIRECTORY'] };
}

/** True if the configuration names a credential, and the service manager has given this process none. */
export function lacksCredentials({ intake, fleet, reloadable }: Config, environment: NodeJS.ProcessEnv): boolean {
  const secrets = [intake?.key, fleet?.key, ...reloadable.lists.map(({ hashKey }) => hashKey?.secret)];
  return secrets.some((one) => one !== undefined && isOutOfReach(one, environment));
}

/** What to do about a secret that cannot be read: `remedy`, unless the whole folder of credentials is missing. */
export function secretRemedy(section: SecretSection, environment: NodeJS.ProcessEnv, remedy: string): string {
  return isOutOfReach(section, environment) ? BY_NETVAKTCTL : remedy;
}

function isOutOfReach({ kind }: SecretSection, environment: NodeJS.ProcessEnv): boolean {
  return kind === 'credential' && environment['CREDENTIALS_DIRECTORY'] === undefined;
}
