import { readFileSync, realpathSync, statfsSync } from 'node:fs';
import { systemCode } from '../report/system.ts';

/** The reason the store's disk did not take something. */
export interface DiskFailure {
  readonly reason: 'store-full' | 'store-unwritable';
  /** The system's code, and of which disk: where it is mounted, and what it has free. */
  readonly found: string;
}

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);
const MIB = 1 << 20;

/**
 * Describes an error of the file system that holds `path`; `undefined` if `error` is none of the system's.
 *
 * @param path - of the folder, or of a file that may not be there yet.
 */
export function diskFailure(path: string, error: unknown): DiskFailure | undefined {
  const code = systemCode(error);
  if (code === undefined || !/^E[A-Z\d]+$/u.test(code) || code.startsWith('ERR_')) return undefined;
  return { reason: FULL.has(code) ? 'store-full' : 'store-unwritable', found: `${code}, ${describeDisk(path)}` };
}

/** `/var/lib/netvakt is on /dev/sda2 (ext4, mounted at /var): 0 of 20000 MiB and 1200 of 5000 files are free`. Never throws. */
function describeDisk(path: string): string {
  try {
    const { bavail, blocks, bsize, ffree, files } = statfsSync(path);
    const [free, all] = [Math.floor((bavail * bsize) / MIB), Math.floor((blocks * bsize) / MIB)];
    return `${path} is on ${mountOf(path)}: ${free} of ${all} MiB and ${ffree} of ${files} files are free`;
  } catch {
    return `${path} cannot be examined`;
  }
}

/** The mount with the longest path above `path` (proc(5), mountinfo); a later one hides an earlier one. */
function mountOf(path: string): string {
  const real = `${realpathSync(path)}/`;
  let found = { at: '', text: 'an unknown disk' };
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [, , , , at = '', ...rest] = line.split(' ');
    const [type, device] = rest.slice(rest.indexOf('-') + 1);
    const isAbove = at !== '' && real.startsWith(at === '/' ? at : `${at}/`);
    if (isAbove && at.length >= found.at.length) found = { at, text: `${device} (${type}, mounted at ${at})` };
  }
  return found.text;
}
