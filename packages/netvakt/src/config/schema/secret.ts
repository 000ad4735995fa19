import { z } from 'zod';
import { path } from './formats.ts';

/** Where a secret lies. Exactly one member. */
export interface SecretSection {
  readonly file?: string | undefined;
  readonly credential?: string | undefined;
}

/** A secret. */
export const SECRET: z.ZodType<SecretSection> = z
  .strictObject({
    file: path('File of the secret: 32 bytes, hexadecimal or base64; readable by its owner only.').optional(),
    credential: z.string().min(1).optional().meta({ description: 'Name of a systemd credential that holds it.' }),
  })
  .refine(({ file, credential }) => (file === undefined) !== (credential === undefined), {
    error: 'names no secret, or two',
    params: { remedy: 'Give file or credential' },
  });
