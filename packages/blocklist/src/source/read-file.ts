/**
 * A file's bytes, with caps, and the facts of the delivery: what was read, from when it is.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { ListRefusalReason } from '../report/refusal.ts';
import { systemCode } from '../report/system.ts';

/** A file that was read to its end, and did not change meanwhile. */
export interface FileFacts {
  readonly path: string;
  readonly bytes: number;
  /** When the file was last written: milliseconds since 1970. */
  readonly modified: number;
  /** Inode of the file system: another one after a file was replaced by renaming. */
  readonly inode: number;
}

/** Gets each chunk, lent until it answers; false to stop. */
export type Receiver = (chunk: Buffer) => boolean | Promise<boolean>;

/** What reading comes to: the facts, or why not. `stopped` if the receiver wanted no more. */
export type FileRead =
  | { readonly outcome: 'read'; readonly facts: FileFacts }
  | { readonly outcome: 'stopped' }
  | { readonly outcome: 'failed'; readonly reason: ListRefusalReason; readonly found: string };

const CHUNK_BYTES = 256 * 1024;

/** Not blocking, so that opening a pipe nobody writes to does not hold a thread forever. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Reads a regular file of at most `maxBytes`, chunk by chunk, through one buffer.
 *
 * @param receive - gets each chunk in turn.
 * @returns a value for every failure of the file system; throws only what `receive` throws.
 */
export function readFile(path: string, maxBytes: number, receive: Receiver): Promise<FileRead> {
  return readOpened(path, undefined, maxBytes, receive);
}

/**
 * As {@link readFile}, of the file `name` in `folder`. Others may put files there, so a link must not lead out of the folder: what it
 * names could be a secret of ours. Links within are followed, as in a volume of Kubernetes.
 */
export function readFileIn(folder: string, name: string, maxBytes: number, receive: Receiver): Promise<FileRead> {
  return readOpened(join(folder, name), folder, maxBytes, receive);
}

async function readOpened(
  path: string,
  folder: string | undefined,
  maxBytes: number,
  receive: Receiver,
): Promise<FileRead> {
  let handle: FileHandle;
  try {
    handle = await open(path, OPEN_FLAGS);
  } catch (error) {
    return failure(path, error);
  }
  try {
    if (folder !== undefined && !(await isBelow(folder, handle)))
      return failed('file-not-regular', `${path} is a link that leads out of its folder`);
    return await readHandle(handle, path, maxBytes, receive);
  } catch (error) {
    if (!isSystemError(error)) throw error; // the receiver's mistake, which must not be taken for the disk's
    return failure(path, error);
  } finally {
    await handle.close();
  }
}

/** Asks the kernel what was opened, because a path may lead elsewhere a moment later. */
async function isBelow(folder: string, { fd }: FileHandle): Promise<boolean> {
  const opened = await readlink(`/proc/self/fd/${fd}`);
  return opened.startsWith(`${await realpath(folder)}${sep}`);
}

async function readHandle(handle: FileHandle, path: string, maxBytes: number, receive: Receiver): Promise<FileRead> {
  const before = await handle.stat();
  if (!before.isFile()) return failed('file-not-regular', `${path} is no regular file`);
  if (before.size > maxBytes)
    return failed('file-too-large', `${path} has ${before.size} bytes, max_bytes is ${maxBytes}`);
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, bytes);
    if (bytesRead === 0) break;
    bytes += bytesRead;
    if (bytes > before.size) return failed('file-changing', `${path} grew while it was read`);
    if (!(await receive(buffer.subarray(0, bytesRead)))) return { outcome: 'stopped' };
  }
  const after = await handle.stat();
  if (bytes !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
    return failed('file-changing', `${path} changed while it was read`);
  }
  return { outcome: 'read', facts: { path, bytes, modified: after.mtimeMs, inode: after.ino } };
}

/**
 * Returns true if somebody has written into a file since it was read: then it was read half written. A file that was replaced by
 * renaming, or removed, was read whole.
 */
export async function isWrittenInto({ path, bytes, modified, inode }: FileFacts): Promise<boolean> {
  const now = await stat(path).catch(() => undefined);
  return now !== undefined && now.ino === inode && (now.size !== bytes || now.mtimeMs !== modified);
}

function failed(reason: ListRefusalReason, found: string): FileRead {
  return { outcome: 'failed', reason, found };
}

function failure(path: string, error: unknown): FileRead {
  const code = systemCode(error) ?? 'unknown error';
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  return failed(missing ? 'file-missing' : 'file-unreadable', `${path}: ${code}`);
}

function isSystemError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}
