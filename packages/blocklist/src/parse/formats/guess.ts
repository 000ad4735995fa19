/**
 * Which format a list is in, from its first rows, with the confidence of the guess. A guess below the threshold is not
 * made: read as the wrong format, a list of pages could become a list of domains.
 */

import type { ListFormat } from '../../settings/settings.ts';
import { FORMAT_ROWS } from './table.ts';

/** Rows that are looked at. Enough that a header of odd lines does not decide; held in memory until then. */
export const SAMPLE_ROWS = 1000;

/** A JSON document is no list of lines, so its first signs decide. `[2001:db8::1]` and `[Adblock]` begin alike. */
const JSON_DOCUMENT = /^\s*(?:\[\s*["{\]]|\{)/u;
const JSON_LINES = /^\s*\{.*\}[ \t]*\r?\n\s*["{]/u;

/** True if `head`, the beginning of a list, begins one JSON document. */
export function looksLikeJsonDocument(head: string): boolean {
  return JSON_DOCUMENT.test(head) && !JSON_LINES.test(head);
}

/** Confidence below which no format is taken. */
export const LEAST_CONFIDENCE = 0.9;

/** A format, and the share of the sampled rows, 0 to 1, that it explains. */
export interface FormatGuess {
  readonly format: ListFormat;
  readonly confidence: number;
}

/**
 * Finds the format that explains most of the sample.
 *
 * @param rows - the first rows of the list, without blank ones. Comments among them are ignored.
 * @param unreadable - rows among them that gave no text; they speak against every format.
 */
export function guessFormat(rows: readonly string[], unreadable: number): FormatGuess {
  let best: FormatGuess = { format: 'domains', confidence: 0 };
  for (const [format, { comment, explains }] of FORMAT_ROWS) {
    const evidence = rows.filter((row) => !comment.test(row));
    const confidence = explains(evidence) / Math.max(1, evidence.length + unreadable);
    if (confidence > best.confidence) best = { format, confidence };
  }
  return best;
}
