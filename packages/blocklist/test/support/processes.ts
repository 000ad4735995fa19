/** What Linux tells of the processes that a test's own process has started (proc(5)). */
import { readdirSync, readFileSync } from 'node:fs';
import { found } from '@netvakt/testing';

/** Their numbers. */
export function children(): readonly string[] {
  return readdirSync('/proc/self/task')
    .flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'latin1').split(' '))
    .filter((pid) => pid !== '');
}

/** The nice value of each thread. */
export function niceOf(pid: string): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  });
}

/** The cores that it may use, as `0-2,6`. */
export function coresOf(pid: string): string {
  return /^Cpus_allowed_list:\s+(\S+)$/mu.exec(statusOf(pid))?.[1] ?? '';
}

/** The child that is not one of `before`, once its threads are there. */
export function newChild(before: readonly string[]): Promise<string> {
  return found('a new child with threads', () =>
    children().find((child) => !before.includes(child) && niceOf(child).length > 2),
  );
}

/** `VmHWM` of a process's status, in bytes: the most memory that it has had. */
export function peakOf(status: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1]) * 1024;
}

/** Empty if it is gone. */
function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return '';
  }
}
