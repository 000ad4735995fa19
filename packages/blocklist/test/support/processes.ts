/** What Linux tells of the processes that a test's own process has started (proc(5)). */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

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
export async function newChild(before: readonly string[]): Promise<string> {
  for (;;) {
    const pid = children().find((child) => !before.includes(child));
    if (pid !== undefined && niceOf(pid).length > 2) return pid;
    await pause(5);
  }
}

/** The most memory that a process has had, in bytes; looks every few milliseconds, until it ends. */
export async function peakOf(pid: string): Promise<number> {
  let peak = 0;
  for (;;) {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/mu.exec(statusOf(pid))?.[1];
    if (kibibytes === undefined) return peak;
    peak = Math.max(peak, Number(kibibytes) * 1024);
    await pause(3);
  }
}

/** Empty if it is gone. */
function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return '';
  }
}
