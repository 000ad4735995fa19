/** Processor time in microseconds, which the scheduler counts in nanoseconds (proc(5): schedstat); work of softirqs counts for whoever it interrupts. */
import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of all threads of a process; 0 of none. */
export function processMicros(pid: number): number {
  if (pid === 0) return 0;
  return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + taskMicros(`${pid}/task/${task}`), 0);
}

/** CPU time of the threads of the kernel that finish its work on packets. */
export function kernelMicros(): number {
  return SOFTIRQS.reduce((sum, pid) => sum + taskMicros(pid), 0);
}

const SOFTIRQS: readonly string[] = readdirSync('/proc').filter(
  (name) => /^\d+$/.test(name) && commandOf(name).startsWith('ksoftirqd'),
);

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'latin1');
  } catch {
    return ''; // ended meanwhile
  }
}

function taskMicros(task: string): number {
  try {
    return Number(readFileSync(`/proc/${task}/schedstat`, 'latin1').split(' ', 1)[0]) / 1000;
  } catch {
    return 0; // ended meanwhile
  }
}
