/** Puts a new file into the place of another: readers see the old one or the new one, whole, whatever fails on the way. */
import type { Stats } from 'node:fs';
import { type FileHandle, open, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Milliseconds after which a temporary file belongs to no run any more. */
const LEFT_OVER = 3_600_000;

export interface Replacement {
  /** Whole, or in pieces if it is large. */
  readonly content: string | Uint8Array | Iterable<string>;
  /** Permissions of the new file, from those of the file that it replaces, if there is one. */
  readonly modeOf: (before: number | undefined) => number;
  /** Looks at the new file before it is in place. */
  readonly check?: (file: string) => void;
}

/**
 * Writes next to `path`, flushes, calls `check` with the new file, and renames it into place. A file that is replaced hands down owner
 * and group; a symbolic link is followed. If anything fails, the file at `path` is as it was, and nothing is left next to it.
 *
 * Throws the system's error, or what `check` throws.
 */
export async function replaceFile(path: string, { content, modeOf, check }: Replacement): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const folder = dirname(target);
  const temporary = join(folder, `.${basename(target)}.${process.pid}.part`);
  try {
    await sweep(folder, basename(target));
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await writeFile(handle, content);
      await inherit(handle, target, modeOf);
      await handle.sync();
    } finally {
      await handle.close();
    }
    check?.(temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

async function inherit(handle: FileHandle, target: string, modeOf: Replacement['modeOf']): Promise<void> {
  const before = await statsOf(target);
  const own = await handle.stat();
  if (before === undefined) {
    const { gid } = await stat(dirname(target));
    // Not ours to give: then its own group reads it.
    await handle.chown(own.uid, gid).catch(() => undefined);
  } else if (own.uid !== before.uid || own.gid !== before.gid) await handle.chown(before.uid, before.gid);
  await handle.chmod(modeOf(before && before.mode & 0o777));
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
