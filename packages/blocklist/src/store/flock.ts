import { createRequire } from 'node:module';
import { getSystemErrorName } from 'node:util';
import type * as Koffi from 'koffi';
import { StoreError } from './error.ts';

/** <sys/file.h>: exclusive, and without waiting. */
const LOCK_EX_NB = 2 | 4;

interface LockCall {
  flock(descriptor: number, operation: number): number;
  errno(): number;
}

let loaded: LockCall | undefined;

/**
 * Locks an open file or folder for this open alone: flock(2), which Node has no name for. The kernel releases it when the descriptor is
 * closed, so also when the process dies in any way. Returns false if another open, of this process or of any other, holds it.
 *
 * Cost: 9 ms for the first call, which loads koffi; then a microsecond.
 * @throws {StoreError} `ERR_STORE_LOCK`: the file system has no locks, or koffi cannot be loaded.
 */
export function flock(descriptor: number): boolean {
  const call = lockCall();
  if (call.flock(descriptor, LOCK_EX_NB) === 0) return true;
  const code = getSystemErrorName(-call.errno());
  if (code === 'EAGAIN' || code === 'EWOULDBLOCK') return false;
  throw new StoreError('ERR_STORE_LOCK', `its folder cannot be locked (${code})`, 'Keep it on a local file system');
}

function lockCall(): LockCall {
  try {
    loaded ??= boundTo(createRequire(import.meta.url)('koffi') as typeof Koffi);
    return loaded;
  } catch {
    const found = 'the foreign-function library koffi, which calls flock(2), cannot be loaded';
    throw new StoreError('ERR_STORE_LOCK', found, 'Install with optional dependencies, on Linux on x64 or arm64');
  }
}

function boundTo(koffi: typeof Koffi): LockCall {
  return { flock: koffi.load(null).func('int flock(int, int)'), errno: () => koffi.errno() };
}
