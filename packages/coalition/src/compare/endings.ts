/** Whether the attempts of a comparison were counted under one ending of blocked handshakes. */
import { endingsIn, type ReportedEnding } from '../report/endings.ts';
import type { OperatorReport } from '../report/report.ts';
import type { EditionPayload } from '../sum/edition.ts';

/** How blocked TLS handshakes ended at the operator, and at all members together. Empty: not known. */
export interface ComparedEndings {
  readonly own: readonly ReportedEnding[];
  readonly members: readonly ReportedEnding[];
}

/** Returns the endings of a report and of an edition of the same quarter. */
export function comparedEndings(
  report: Pick<OperatorReport, 'tls_block'>,
  edition: Pick<EditionPayload, 'tls_block'>,
): ComparedEndings {
  return { own: report.tls_block ?? [], members: edition.tls_block ?? [] };
}

/** Returns a sentence for whoever reads compared attempts; empty if nobody reports how handshakes end. */
export function endingsNote({ own, members }: ComparedEndings): string {
  const all = endingsIn([own, members]);
  if (all.length === 0) return '';
  const here = `Blocked TLS handshakes end by ${wordsOf(own)} here, by ${wordsOf(members)} at the members that say so.`;
  return all.length > 1
    ? `${here} Browsers load a page again after a reset or FIN and not after an alert: do not compare attempts and requests, compare pages.`
    : here;
}

const WORDS: Readonly<Record<ReportedEnding, string>> = {
  alert: 'an alert',
  reset: 'a reset',
  fin: 'FIN',
  other: 'other means',
};

function wordsOf(endings: readonly ReportedEnding[]): string {
  return endings.length === 0 ? 'unknown means' : endings.map((ending) => WORDS[ending]).join(' and ');
}
