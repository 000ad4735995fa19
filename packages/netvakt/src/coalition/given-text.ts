import { readFile } from 'node:fs/promises';
import { OperatorError } from '../base/operator-error.ts';

/**
 * Reads a file that the command line names. @param name - what the message calls it.
 *
 * @throws OperatorError ERR_COALITION - it cannot be read.
 */
export async function givenText(
  path: string,
  remedy = 'Name a file that is there',
  name: string = path,
): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new OperatorError('ERR_COALITION', { found: `Cannot read ${name}`, remedy });
  }
}
