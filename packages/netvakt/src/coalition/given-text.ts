import { readNamed } from '../base/named-file.ts';

/**
 * Reads a file that the command line names.
 *
 * @param missing - what to do if there is no such file.
 * @param name - what the message calls it.
 * @throws OperatorError ERR_FILE - it cannot be read.
 */
export async function givenText(path: string, missing?: string, name: string = path): Promise<string> {
  return (await readNamed(path, { missing, name })).toString();
}
