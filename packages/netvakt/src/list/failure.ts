import { OperatorError } from '../base/operator-error.ts';

/**
 * The error for a file or secret that the section `intake` names and that cannot be used.
 *
 * @param key - the setting, without `intake.`.
 */
export function intakeError(key: string, found: string, remedy: string): OperatorError {
  return new OperatorError('ERR_INTAKE', { found: `intake.${key}: ${found}`, remedy });
}
