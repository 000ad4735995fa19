/** Identifies a kind of failure. Public: a code never changes its meaning. */
export type OperatorErrorCode =
  | 'ERR_COALITION'
  | 'ERR_CONFIG'
  | 'ERR_EXEMPT'
  | 'ERR_EXPORT'
  | 'ERR_FILE'
  | 'ERR_FLEET'
  | 'ERR_HASH_KEY'
  | 'ERR_INTAKE'
  | 'ERR_LISTEN'
  | 'ERR_LISTS'
  | 'ERR_OPEN_FILES'
  | 'ERR_RELOAD'
  | 'ERR_REPORT'
  | 'ERR_TOTALS';

/** The parts of an {@link OperatorError}. */
export interface OperatorErrorDetails {
  /** What was found, with the setting, file or socket that it was found in. Never an entry, a host or a client. */
  readonly found: string;
  /** What to do. Empty if {@link reasons} contain it, or if no remedy is known. */
  readonly remedy: string;
  /** One report per fault, if there are several. Default: the message. */
  readonly reasons?: readonly string[];
}

/**
 * A failure that the operator can repair, as opposed to a defect of this program. Its message may be shown and logged; it
 * consists of what was found and the remedy.
 */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
  readonly code: OperatorErrorCode;
  readonly remedy: string;
  /** What to report, one line or more each. At least one. */
  readonly reasons: readonly string[];

  constructor(code: OperatorErrorCode, { found, remedy, reasons }: OperatorErrorDetails) {
    super(remedy === '' ? found : `${found}. ${remedy}`);
    this.code = code;
    this.remedy = remedy;
    this.reasons = reasons ?? [this.message];
  }
}

/** True for an {@link OperatorError} of one of these codes. */
export function isOperatorError(error: unknown, ...codes: readonly OperatorErrorCode[]): error is OperatorError {
  return error instanceof OperatorError && codes.includes(error.code);
}
