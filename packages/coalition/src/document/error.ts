/** Identifies a kind of failure. Public: a code never changes its meaning. */
export type CoalitionErrorCode =
  /** A file is not what it should be: no JSON, a wrong field, too large. */
  | 'ERR_DOCUMENT'
  /** The coalition's folder cannot be used now. */
  | 'ERR_FOLDER'
  /** A key cannot be used. */
  | 'ERR_KEY'
  /** The policy does not allow it: another quarter, no member, other definitions. */
  | 'ERR_POLICY'
  /** A round cannot go on: the two sums do not belong together, or something is missing. */
  | 'ERR_ROUND'
  /** A log does not match its checkpoint. */
  | 'ERR_LOG'
  /** A signature is missing, wrong or by nobody who counts. */
  | 'ERR_SIGNATURE';

/** The parts of a {@link CoalitionError}. */
export interface CoalitionErrorDetails {
  /** What was found, with the file or field that it was found in. Never a figure. */
  readonly found: string;
  /** What to do. */
  readonly remedy: string;
  /** One report per fault, if there are several. Default: the message. */
  readonly reasons?: readonly string[];
}

/** A failure that a member, an aggregator or the secretariat can repair. Its message may be shown: what was found, and the remedy. */
export class CoalitionError extends Error {
  override readonly name: string = 'CoalitionError';
  readonly code: CoalitionErrorCode;
  readonly remedy: string;
  /** What to report, one line each. At least one. */
  readonly reasons: readonly string[];

  constructor(code: CoalitionErrorCode, { found, remedy, reasons }: CoalitionErrorDetails) {
    super(`${found}. ${remedy}`);
    this.code = code;
    this.remedy = remedy;
    this.reasons = reasons ?? [this.message];
  }
}
