/** What is wrong with a report, or may be. */

/** Kinds of fault. Public: a code never changes its meaning; the conformance suite names them. */
export const REPORT_FAULTS = [
  /** Another set of indicators than this version's. */
  'template',
  /** Counted by other definitions than the coalition's. */
  'definitions',
  /** The quarter has not ended. */
  'quarter-not-over',
  /** The months are not those of the quarter, or have more days than there are. */
  'months',
  /** An observation of a month outside the quarter. */
  'month-outside',
  /** Two observations of one indicator, market and month. */
  'duplicate',
  /** No observation, not even `missing`, of an indicator in a market and month. */
  'incomplete',
  /** `value` without two numbers, or numbers without `value`. */
  'status',
  /** A part that is larger than its whole. */
  'share-above-whole',
  /** Events without the base that they are to be divided by. */
  'no-base',
  /** A first revision with a reason to correct, or a later one without. */
  'revision',
] as const;
export type ReportFaultCode = (typeof REPORT_FAULTS)[number];

/** One thing that is wrong. */
export interface ReportFault {
  readonly code: ReportFaultCode;
  /** `se/2026-07/pages`, or the name of a field. */
  readonly at: string;
  readonly found: string;
  readonly remedy: string;
}

/** Something that is unusual and may be right: somebody who knows confirms it, by its id. */
export interface ReportQuestion {
  /** `tenfold:se/2026-07/pages/numerator` or `partial:2026-07`. */
  readonly id: string;
  readonly found: string;
}

/** The place of an observation, as faults name it. */
export function placeOf(one: { readonly market: string; readonly month: string; readonly indicator: string }): string {
  return `${one.market}/${one.month}/${one.indicator}`;
}
