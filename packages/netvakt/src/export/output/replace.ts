/** Puts a new file into the place of another: readers see the old one or the new one, whole, whatever fails on the way. */
import type { Stats } from 'node:fs';
import { type FileHandle, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '../../base/anonymous.ts';
import { exportError } from '../failure.ts';

/** Owner and group may read a new file: the group is that of its folder, so that a daemon's folder gives it to the daemon. */
const NEW_MODE = 0o640;
/** Milliseconds after which a temporary file belongs to no run any more. */
const LEFT_OVER = 3_600_000;

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
 * Writes next to `path`, flushes, calls `check` with the new file, and renames it into place. A file that is replaced hands down owner,
 * group and mode; a symbolic link is followed. If anything fails, the file at `path` is as it was.
 *
 * @throws OperatorError - if it cannot be written, or what `check` throws.
 */
export async function replaceFile(path: string, text: string, check: (file: string) => void): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const folder = dirname(target);
  const temporary = join(folder, `.${basename(target)}.${process.pid}.part`);
  try {
    await sweep(folder, basename(target));
    await writeNew(temporary, text, target);
    check(temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeError(path, error);
  }
  await syncFolder(folder);
}

async function writeNew(temporary: string, text: string, target: string): Promise<void> {
  await rm(temporary, { force: true });
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await inherit(handle, await statsOf(target), dirname(target));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function inherit(handle: FileHandle, before: Stats | undefined, folder: string): Promise<void> {
  const own = await handle.stat();
  if (before === undefined) {
    const { gid } = await stat(folder);
    // Not ours to give: then its own group reads it.
    await handle.chown(own.uid, gid).catch(() => undefined);
    await handle.chmod(NEW_MODE);
    return;
  }
  if (own.uid !== before.uid || own.gid !== before.gid) await handle.chown(before.uid, before.gid);
  await handle.chmod(before.mode & 0o777);
}

async function statsOf(path: string): Promise<Stats | undefined> {
  return await stat(path).catch(() => undefined);
}

/** Takes away what killed runs left: it holds names in clear. */
async function sweep(folder: string, name: string): Promise<void> {
  for (const found of await readdir(folder)) {
    if (!(found.startsWith(`.${name}.`) && /\.\d+\.part$/u.test(found))) continue;
    const path = join(folder, found);
    const age = Date.now() - ((await statsOf(path))?.mtimeMs ?? Date.now());
    if (age > LEFT_OVER) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Makes the rename outlive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
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
