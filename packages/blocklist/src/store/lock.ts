/**
 * One writer at a time: a timer's update and a person's release must not write into one store together. The lock is a file with
 * the writer's process id; one whose process is gone is taken over.
 */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemCode } from '../report/system.ts';

const RETRY_MILLISECONDS = 50;

/** Somebody else writes, and went on writing for as long as was waited. */
export class StoreLockedError extends Error {
  override readonly name = 'StoreLockedError';
  readonly code = 'ERR_STORE_LOCKED';

  constructor(path: string) {
    super(`Cannot write into the store: another process does. Wait for it; if there is none, remove ${path}`);
  }
}

/**
 * Does `work` while nobody else does any in `folder`. Rejects with a {@link StoreLockedError} after `patience` milliseconds; else
 * as `work` does. Not for processes that cannot see each other's ids, such as those of two containers.
 */
export async function withStoreLock<T>(folder: string, patience: number, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, '.lock');
  const until = performance.now() + patience;
  while (!(await taken(path))) {
    if (await isLeft(path)) await rm(path, { force: true });
    else if (performance.now() > until) throw new StoreLockedError(path);
    else await pause(RETRY_MILLISECONDS);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function taken(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600);
    await handle.writeFile(`${process.pid}`);
    await handle.close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** True if the process that took the lock is gone. */
async function isLeft(path: string): Promise<boolean> {
  try {
    const owner = Number(await readFile(path, 'utf8'));
    // Empty: taken a moment ago, its owner not written yet.
    if (!Number.isSafeInteger(owner) || owner <= 0) return false;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return systemCode(error) === 'ESRCH';
  }
}
