import { OperatorError } from '../base/operator-error.ts';

/** The error for exemptions that cannot be read, changed or put in force. Holds no prefix. */
export function exemptError(found: string, remedy: string): OperatorError {
  return new OperatorError('ERR_EXEMPT', { found, remedy });
}
