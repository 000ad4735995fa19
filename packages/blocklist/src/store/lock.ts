/**
 * One writer at a time: a timer's update and a person's release must not write into one store together.
 *
 * The kernel keeps the lock (flock(2)), on the folder itself. So nothing can be left behind that somebody has to remove: a writer that
 * is killed at any moment, or a machine that loses power, has released it; a process id that is used again means nothing; a full or
 * read-only disk is no obstacle. It holds between network, process and mount namespaces that see the same folder.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { systemCode } from '../report/system.ts';
import { StoreError } from './error.ts';
import { flock } from './flock.ts';

const RETRY_MILLISECONDS = 50;

/**
 * Does `work` while nobody else does any in `folder`, which must be there. Resolves and rejects as `work` does.
 *
 * @param patience - milliseconds to wait for another writer.
 * @throws {StoreError} `ERR_STORE_LOCKED` after that time; `ERR_STORE_MISSING` if there is no such folder: to make one here would
 * take what a disk that is not mounted should hold for a store that is new.
 */
export async function withStoreLock<T>(folder: string, patience: number, work: () => Promise<T>): Promise<T> {
  const handle = await opened(folder);
  try {
    const until = performance.now() + patience;
    while (!flock(handle.fd)) {
      if (performance.now() > until) throw await locked(folder, handle);
      await pause(RETRY_MILLISECONDS);
    }
    return await work();
  } finally {
    await handle.close();
  }
}

/** Opens the folder of a store, and closes it. @throws {StoreError} `ERR_STORE_MISSING` if that cannot be done. */
export async function mustFindStore(folder: string): Promise<void> {
  await (await opened(folder)).close();
}

async function opened(folder: string): Promise<FileHandle> {
  try {
    return await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    const code = systemCode(error) ?? 'unreadable';
    const remedy =
      code === 'EACCES'
        ? 'Run the command as the user of the filter: sudo -u netvakt …'
        : `If it was there before, mount or restore it; if it is new: install -d -m 0700 -o netvakt -g netvakt ${folder}`;
    throw new StoreError('ERR_STORE_MISSING', `the folder ${folder} cannot be opened (${code})`, remedy);
  }
}

async function locked(folder: string, handle: FileHandle): Promise<StoreError> {
  const owner = await ownerOf(handle);
  const who = owner === undefined ? 'another process' : `process ${owner}`;
  return new StoreError('ERR_STORE_LOCKED', `${who} writes into ${folder}`, 'Wait until it has ended, then try again');
}

/** The process that holds the lock, as the kernel lists it (proc(5), locks); `undefined` if it is not seen from here. */
async function ownerOf(handle: FileHandle): Promise<number | undefined> {
  try {
    const { ino } = await handle.stat();
    const row = new RegExp(`FLOCK +ADVISORY +WRITE +(\\d+) +[\\da-f]+:[\\da-f]+:${ino} `, 'u');
    const pid = Number(row.exec(await readFile('/proc/locks', 'latin1'))?.[1]);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined; // not Linux
  }
}
