import type { UnitDefinitions } from '../indicator/definitions.ts';
import type { ReportedEnding } from './endings.ts';

/** Version of the form. A change that a reader could stumble over is another one. */
export const REPORT_SCHEMA_ID = 'netvakt-report/1';

/** The `typ` of a signed report. */
export const REPORT_TYPE = 'netvakt-report';

/**
 * Whether there is a figure. Zero is a figure: `value`.
 *
 *   value     it was measured: both numbers are there
 *   missing   it was not measured
 *   hidden    it was measured, and the operator does not give it
 */
export const OBSERVATION_STATUS = ['value', 'missing', 'hidden'] as const;
export type ObservationStatus = (typeof OBSERVATION_STATUS)[number];

/** The reason there is another revision of a report. */
export const REVISION_REASONS = ['first', 'late-figures', 'mistake', 'recount'] as const;
export type RevisionReason = (typeof REVISION_REASONS)[number];

/** One indicator in one market and month. */
export interface Observation {
  readonly market: string;
  /** `2026-07`. */
  readonly month: string;
  /** Id of an indicator. */
  readonly indicator: string;
  readonly status: ObservationStatus;
  /** Safe integers from 0; `null` unless the status is `value`. */
  readonly numerator: number | null;
  readonly denominator: number | null;
}

/** What one operator knows of a quarter, in the names of the file. It never leaves the operator's house. */
export interface OperatorReport {
  readonly schema: typeof REPORT_SCHEMA_ID;
  /** The operator's id within the coalition. */
  readonly operator: string;
  /** `2026-Q3`. */
  readonly quarter: string;
  /** 1, and one more with each correction. */
  readonly revision: number;
  readonly reason: RevisionReason;
  /** The day on which it was made, UTC. */
  readonly made: string;
  /** What made it, as `netvakt 0.1.0`. */
  readonly software: string;
  readonly definitions: UnitDefinitions;
  /**
   * How blocked TLS handshakes ended; absent if nobody knows. No part of the definitions: figures of two endings are added, and who
   * compares them is notified.
   */
  readonly tls_block?: readonly ReportedEnding[] | undefined;
  /** On how many days of each month of the quarter there were figures. */
  readonly months: readonly { readonly month: string; readonly days: number }[];
  readonly observations: readonly Observation[];
}
