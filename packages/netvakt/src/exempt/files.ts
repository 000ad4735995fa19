/**
 * Files in the folder of exemptions. A command that runs as root writes files there that the filter's user owns. So that this user
 * cannot redirect root's writes to other files, no link is followed, and ownership is changed through the open handle, not by name.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../base/anonymous.ts';
import type { OperatorError } from '../base/operator-error.ts';
import { exemptError } from './failure.ts';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** Reads a regular file; `undefined` if there is none. Rejects with an `OperatorError`, also for a link, a pipe or a device. */
export async function textOf(path: string): Promise<string | undefined> {
  try {
    // A pipe that nobody writes to is opened at once, and refused below.
    const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) throw notPlain(path);
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    if (code === 'ERR_EXEMPT') throw error;
    if (code === 'ELOOP') throw notPlain(path);
    throw exemptError(
      `${path} cannot be read (${code ?? 'unknown'})`,
      'Let the user of the filter read it, as root can',
    );
  }
}

/** A file that is written and durable, and takes the place of another one only if {@link StagedFile.commit} is called. */
export interface StagedFile {
  /** Replaces the old file in one step. Rejects with an `OperatorError`; the old file is then still there. */
  commit(): Promise<void>;
  /** Removes the written file. Never rejects. */
  discard(): Promise<void>;
}

/** Writes `text` next to `path`, for the owner of the folder. Leaves nothing behind if it rejects, with an `OperatorError`. */
export async function stage(path: string, text: string): Promise<StagedFile> {
  const part = `${path}.part`;
  const discard = (): Promise<void> => rm(part, { force: true }).catch(() => undefined);
  try {
    await rm(part, { force: true });
    const handle = await open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      await handle.writeFile(text);
      await giveTo(handle, dirname(path));
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await discard();
    throw unwritable(path, error);
  }
  const commit = async (): Promise<void> => {
    try {
      await rename(part, path);
    } catch (error) {
      await discard();
      throw unwritable(path, error);
    }
    // The new file is in place. If this fails, it may be lost in a power cut; the next write reports what is wrong with the disk.
    await syncFolder(dirname(path)).catch(() => undefined);
  };
  return { commit, discard };
}

/** Makes the owner of the folder `model` the owner of the open file. A process that may not do so is that owner already. */
async function giveTo(handle: FileHandle, model: string): Promise<void> {
  const { uid, gid } = await stat(model);
  await handle.chown(uid, gid).catch(() => undefined);
}

/** As {@link giveTo}, for a folder that was made just now. */
export async function giveFolderTo(folder: string, model: string): Promise<void> {
  const handle = await open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    await giveTo(handle, model);
  } finally {
    await handle.close();
  }
}

/** The error for a link, pipe or device in the folder: it is there by an attack or a mistake. */
function notPlain(path: string): OperatorError {
  return exemptError(
    `${path} is a link, or no regular file: it is not followed`,
    `See who made it (ls -l ${path}), take it away, and try again`,
  );
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, O_RDONLY | O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on its disk',
  EDQUOT: 'Make room on its disk',
  EEXIST: 'Somebody else makes files in this folder meanwhile: see who, then try again',
};

function unwritable(path: string, error: unknown): OperatorError {
  const code = codeOf(error) ?? 'unknown';
  return exemptError(
    `${path} cannot be written (${code}); nothing has changed`,
    REMEDIES[code] ?? 'Run the command as root, or as the user of the filter',
  );
}
