import { OperatorError } from '../base/operator-error.ts';

/** The error for something that cannot be exported or put in force: what was found, and what to do. */
export function exportError(found: string, remedy: string): OperatorError {
  return new OperatorError('ERR_EXPORT', { found: `Cannot export: ${found}`, remedy });
}
