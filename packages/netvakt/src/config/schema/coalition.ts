import { z } from 'zod';
import { path } from './formats.ts';
import type { Section } from './settings.ts';

/** `coalition`. */
export const COALITION_SCHEMA = z.strictObject({
  comparison: path(
    'File that `netvakt coalition compare --write` wrote: its figures are on the operator’s page and in the metrics.',
  ),
});

/** What of the coalition the filter shows; read again at each reload. */
export type CoalitionSection = Section<typeof COALITION_SCHEMA>;
