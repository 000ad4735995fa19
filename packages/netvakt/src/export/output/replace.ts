/** The file that an export replaces. */
import { readFile, stat } from 'node:fs/promises';
import { codeOf } from '../../base/anonymous.ts';
import { replaceFile } from '../../base/replace-file.ts';
import { exportError } from '../failure.ts';

/** Owner and group may read a new file: the group is that of its folder, so that a daemon's folder gives it to the daemon. */
const NEW_MODE = 0o640;

/** The text of the file that would be replaced; `undefined` if there is none. Throws an {@link OperatorError} if it cannot be read. */
export async function readTarget(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile())
      throw exportError(`${path} is no regular file`, 'Name a file, or leave --output out');
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw writeError(path, error);
  }
}

/**
 * Replaces the file at `path`, once `check` has seen the new one. A file that is replaced hands down its permissions, too.
 *
 * @throws OperatorError - if it cannot be written, or what `check` throws.
 */
export async function replaceTarget(path: string, text: string, check: (file: string) => void): Promise<void> {
  try {
    await replaceFile(path, { content: text, modeOf: (before = NEW_MODE) => before, check });
  } catch (error) {
    throw writeError(path, error);
  }
}

function writeError(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || code.startsWith('ERR_')) return error;
  return exportError(
    `${path} cannot be written (${code}), and is untouched`,
    'Check the folder, its permissions and the space on its disk',
  );
}
