import { z } from 'zod';
import { count, id, path } from './formats.ts';
import type { Section } from './settings.ts';

/** Reasons of exemptions, if the configuration names none. */
export const EXEMPTION_REASONS = ['business', 'legal', 'support', 'test'] as const;

/** `exemptions`. */
export const EXEMPTIONS_SCHEMA = z.strictObject({
  folder: path(
    'Folder of the register, `exemptions.jsonl`, of its last good copy and of its audit log. Keep it across reboots.',
  ),
  reasons: z
    .array(id('A reason.'))
    .min(1)
    .max(32)
    .default([...EXEMPTION_REASONS])
    .meta({
      description: 'Reasons that an exemption may have. They are a label of metrics, so the set is closed.',
    }),
  max: count('Largest number of exemptions; more are refused.', 1, 1_000_000, 100_000),
  audit_prefixes: z.boolean().default(true).meta({
    description:
      'Whether the audit log holds the prefixes. It always holds who, when, why and until when; see the page on exemptions.',
  }),
});

/** Sources that are never filtered, or belong to another market; read again at each reload. */
export type ExemptionsSection = Section<typeof EXEMPTIONS_SCHEMA>;
