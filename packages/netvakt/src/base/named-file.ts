/** Reads and writes files that the command line names. A failure names the file, its cause and what to do. */
import { lstat, mkdir, stat } from 'node:fs/promises';
import { codeOf } from './anonymous.ts';
import { OperatorError } from './operator-error.ts';
import { readBounded } from './read-bounded.ts';
import { type Replacement, replaceFile } from './replace-file.ts';
import { writeNew } from './write-new.ts';

/** What to do, by the system's code. */
type Remedies = Readonly<Partial<Record<string, string>>>;

/** Twice the largest document of a coalition. A list may be larger. */
const MOST_BYTES = 64 * 1024 * 1024;

const READ_REMEDIES: Remedies = {
  ENOENT: 'There is no such file: check the path',
  ENOTDIR: 'A part of its path is no folder: check the path',
  EACCES: 'Let this user read the file',
  EISDIR: 'Name the file, not its folder',
};

const FOLDER = 'Let this user write the folder, or name another file';
const ROOM = 'Make room on its disk';

const WRITE_REMEDIES: Remedies = {
  EEXIST: 'It is there already and is not overwritten: name a file that is not there yet',
  ENOENT: 'There is no such folder: make it, or name another file',
  ENOTDIR: 'A part of its path is no folder: check the path',
  EISDIR: 'Name a file, not a folder',
  EACCES: FOLDER,
  EPERM: FOLDER,
  EROFS: FOLDER,
  ENOSPC: ROOM,
  EDQUOT: ROOM,
};

const FOLDER_REMEDIES: Remedies = {
  EEXIST: 'It is there and is no folder: name another',
  ENOTDIR: 'A part of its path is no folder: check the path',
  EACCES: 'Let this user write the folder above it, or name another',
};

/** The error for a file that the command line names and that cannot be used. */
export function fileError(found: string, remedy: string): OperatorError {
  return new OperatorError('ERR_FILE', { found, remedy });
}

/** How a file is read. */
interface ReadOptions {
  /** Bytes. Default: 64 MiB. */
  readonly most?: number;
  /** What messages call the file. Default: its path. */
  readonly name?: string;
  /** What to do if there is no such file. Default: to check the path. */
  readonly missing?: string | undefined;
}

/** Reads a file or a pipe. @throws OperatorError ERR_FILE */
export async function readNamed(path: string, options: ReadOptions = {}): Promise<Buffer> {
  const { name = path, missing } = options;
  return await reading(name, () => bounded(path, options), missing === undefined ? {} : { ENOENT: missing });
}

/** As {@link readNamed}; `undefined` if there is no such file. @throws OperatorError ERR_FILE */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  return await reading(path, () =>
    bounded(path, {}).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }),
  );
}

async function bounded(path: string, { most = MOST_BYTES, name = path }: ReadOptions): Promise<Buffer> {
  const bytes = await readBounded(path, most);
  if (bytes !== undefined) return bytes;
  throw fileError(`${name} has more than ${most} bytes`, 'Name the right file');
}

/**
 * Runs `read`, which reads `path`.
 *
 * @param remedies - before the usual ones.
 * @throws OperatorError ERR_FILE - instead of the system's error.
 */
export async function reading<T>(path: string, read: () => Promise<T>, remedies: Remedies = {}): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw explained(error, `Cannot read ${path}`, { ...READ_REMEDIES, ...remedies });
  }
}

/** Writes a file that is not there yet. @throws OperatorError ERR_FILE */
export async function writeNamedNew(path: string, text: string, mode: number): Promise<void> {
  await writing(path, () => writeNew(path, text, mode));
}

/**
 * Writes a file, whole or not at all. Replaces a regular file, also one that a symbolic link leads to, and nothing else.
 *
 * @throws OperatorError ERR_FILE
 */
export async function replaceNamed(
  path: string,
  content: Replacement['content'],
  modeOf: Replacement['modeOf'],
): Promise<void> {
  await refuseSpecial(path);
  await writing(path, () => replaceFile(path, { content, modeOf }));
}

/**
 * Runs `write`, which writes `path`.
 *
 * @param remedies - before the usual ones.
 * @throws OperatorError ERR_FILE - instead of the system's error.
 */
export async function writing<T>(path: string, write: () => Promise<T>, remedies: Remedies = {}): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw explained(error, `Cannot write ${path}`, { ...WRITE_REMEDIES, ...remedies });
  }
}

/** Makes a folder and those above it, unless they are there. @throws OperatorError ERR_FILE */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode });
  } catch (error) {
    throw explained(error, `Cannot make the folder ${path}`, FOLDER_REMEDIES);
  }
}

/** Refuses what is there and is no regular file. @throws OperatorError ERR_FILE */
export async function refuseSpecial(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) throw fileError(`${path} is a folder`, 'Name a file in it');
  if (found?.isFile() === false) throw fileError(`${path} is no regular file`, 'Name a file');
  if (found === undefined && (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true)
    throw fileError(`${path} is a symbolic link to no file`, 'Name the file itself');
}

/** An error of the system, or of the size of a file, in words; any other error as it is. */
function explained(error: unknown, found: string, remedies: Remedies): unknown {
  const code = codeOf(error);
  if (code === undefined || /^ERR_(?!FS_)/u.test(code)) return error;
  return fileError(`${found} (${code})`, remedies[code] ?? 'Check the path and its permissions');
}
