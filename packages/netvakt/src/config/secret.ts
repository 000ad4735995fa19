import type { KeySource, readSecret } from '@netvakt/blocklist';
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

/** Why a secret cannot be used. */
type SecretFailure = Extract<ReturnType<typeof readSecret>, { readonly ok: false }>;

/**
 * What to do about a secret that cannot be used. `another` is to make or to get one, and only for a secret that is not there or is none:
 * who cannot read it would lose what it seals by a new one.
 */
export function secretRemedy(
  section: SecretSection,
  environment: NodeJS.ProcessEnv,
  { reason, found }: SecretFailure,
  another: string,
): string {
  if (isOutOfReach(section, environment)) return BY_NETVAKTCTL;
  if (reason === 'key-readable-by-others') return 'Let its owner alone read it: chmod 600';
  if (reason === 'key-not-regular') return 'Name the file itself';
  return found === 'EACCES' ? 'Run this as the user of the filter, or let this user read it' : another;
}

function isOutOfReach({ kind }: SecretSection, environment: NodeJS.ProcessEnv): boolean {
  return kind === 'credential' && environment['CREDENTIALS_DIRECTORY'] === undefined;
}
