/** How a filter ends a TLS handshake that it blocks, as in a report. */
import { z } from 'zod';

/**
 * `alert`: a fatal TLS alert. `reset`: a TCP reset. `fin`: the connection is closed in order. `other`: anything else, as a filter of
 * names in DNS, which ends no handshake.
 */
export const REPORTED_ENDINGS = ['alert', 'reset', 'fin', 'other'] as const;

/** One of {@link REPORTED_ENDINGS}. */
export type ReportedEnding = (typeof REPORTED_ENDINGS)[number];

/** Endings that were in force at any time, each once, in the order of {@link REPORTED_ENDINGS}. */
export const endingsSchema: z.ZodType<readonly ReportedEnding[]> = z
  .array(z.enum(REPORTED_ENDINGS))
  .min(1)
  .refine(
    (endings) => endingsIn([endings]).join() === endings.join(),
    'is not in the order alert, reset, fin, other, each once',
  )
  .meta({
    description:
      'How blocked TLS handshakes ended in the quarter: alert, reset, fin or other; two if it changed. Browsers load a page again after a reset or FIN and not after an alert, so attempts compare only between equal endings. Absent: not known.',
  });

/** Returns the endings in any of the lists, each once, in the order of {@link REPORTED_ENDINGS}. Linear. */
export function endingsIn(lists: readonly (readonly string[])[]): readonly ReportedEnding[] {
  const found = new Set(lists.flat());
  return REPORTED_ENDINGS.filter((ending) => found.has(ending));
}
