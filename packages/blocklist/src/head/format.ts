/**
 * Which format a list is in, from its first entries, with a confidence that is said aloud. A guess that is not sure is not
 * made: read as the wrong format, a list of pages could become a list of domains.
 */
import { shapeOf } from '../entries/shape.ts';
import type { ListFormat } from '../settings/settings.ts';

/** Entries that are looked at. Enough that a header of odd lines does not decide; held in memory until then. */
export const SAMPLE_ENTRIES = 1000;

/** Confidence below which no format is taken. */
export const LEAST_CONFIDENCE = 0.9;

/** A format, and the share of the sampled lines, 0 to 1, that it explains. */
export interface FormatGuess {
  readonly format: ListFormat;
  readonly confidence: number;
}

/**
 * Finds the format that explains most of the sample.
 *
 * @param entries - the first entries of the list.
 * @param unreadable - lines among them that gave no entry; they speak against every format.
 */
export function guessFormat(entries: readonly string[], unreadable: number): FormatGuess {
  let hosts = 0;
  let urls = 0;
  for (const entry of entries) {
    const shape = shapeOf(entry);
    if (shape === 'host') hosts += 1;
    if (shape === 'url') urls += 1;
  }
  const total = Math.max(1, entries.length + unreadable);
  return hosts >= urls
    ? { format: 'domains', confidence: hosts / total }
    : { format: 'urls', confidence: urls / total };
}
