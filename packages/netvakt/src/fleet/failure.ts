import { OperatorError } from '../base/operator-error.ts';

/**
 * The error for a file or secret that the section `fleet` names and that cannot be used, or for a role that it does not give.
 *
 * @param key - the setting, without `fleet.`.
 */
export function fleetError(key: string, found: string, remedy: string): OperatorError {
  return new OperatorError('ERR_FLEET', { found: `fleet.${key}: ${found}`, remedy });
}
