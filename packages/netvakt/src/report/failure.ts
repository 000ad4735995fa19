import { OperatorError } from '../base/operator-error.ts';

/** What stops a report, and what to do. */
export function reportError(found: string, remedy: string): OperatorError {
  return new OperatorError('ERR_REPORT', { found, remedy });
}
