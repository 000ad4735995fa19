/** How many files this process, and what it starts, may open. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Raises the limit to `wanted` if it is lower and this user may (prlimit of util-linux, as root).
 *
 * @returns the limit that there is; Infinity if the system states none
 */
export function raiseOpenFiles(wanted: number): number {
  if (openFiles() < wanted)
    spawnSync('prlimit', ['--pid', String(process.pid), `--nofile=${wanted}:${wanted}`], { stdio: 'ignore' });
  return openFiles();
}

/** Node raises the soft limit to the hard one when it starts. */
function openFiles(): number {
  try {
    const [, soft = ''] = /^Max open files +(\d+)/mu.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === '' ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY; // not Linux
  }
}
