import { resolve } from 'node:path';
import type { KeySource } from '@netvakt/blocklist';
import type { SecretSection } from './schema/secret.ts';

/** Where the secret of a section lies. `base`: the folder that relative paths start from. */
export function secretSource(section: SecretSection, base: string, environment: NodeJS.ProcessEnv): KeySource {
  if (section.file !== undefined) return { kind: 'file', path: resolve(base, section.file) };
  return { kind: 'credential', name: section.credential ?? '', directory: environment['CREDENTIALS_DIRECTORY'] };
}
