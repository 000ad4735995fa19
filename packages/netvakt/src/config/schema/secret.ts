import { CREDENTIAL_NAME } from '@netvakt/blocklist/configuration';
import { z } from 'zod';
import { path } from './formats.ts';
import type { Section } from './settings.ts';

const WRITTEN = z
  .strictObject({
    file: path('File of the secret: 32 bytes, hexadecimal or base64; readable by its owner only.').optional(),
    credential: z
      .string()
      .min(1)
      .refine((name) => CREDENTIAL_NAME.test(name), {
        error: 'is no name of a credential',
        params: { remedy: 'Use 1 to 64 letters, digits, dots, hyphens and underscores' },
      })
      .optional()
      .meta({ description: 'Name of a systemd credential that holds it.' }),
  })
  .refine(({ file, credential }) => (file === undefined) !== (credential === undefined), {
    error: 'names no secret, or two',
    params: { remedy: 'Give file or credential' },
  });

/** The place of a secret: exactly one of two members in the file, one object with a `kind` in the settings. */
export function secret(description?: string) {
  const described = description === undefined ? WRITTEN : WRITTEN.meta({ description });
  return described.transform(({ file, credential }) => {
    if (file !== undefined) return { kind: 'file' as const, path: file };
    if (credential !== undefined) return { kind: 'credential' as const, name: credential };
    return z.NEVER; // refused above
  });
}

/** The place of a secret. */
export type SecretSection = Section<ReturnType<typeof secret>>;
