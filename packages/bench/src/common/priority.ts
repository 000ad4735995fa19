import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { threadsOf } from './processor.ts';

/**
 * Puts all threads of a process before those of programs that share the machine by chance, if this user may: the time slice of
 * another is 3 ms and more. Returns whether it could.
 *
 * @param priority - from -20, the first, to 19
 */
export function preferProcess(pid: number, priority: number): boolean {
  try {
    // On Linux a priority is that of one thread.
    const threads = threadsOf(pid);
    for (const thread of threads) setPriority(thread, priority);
    return threads.length > 0;
  } catch {
    return false; // not root: the figures are those of a machine that is shared
  }
}

/**
 * Lets the threads of that name run as soon as they wake, whatever else is on their core (SCHED_FIFO), if this user may and util-linux is
 * there. On one core, only one such thread may always have work: what it waits for could not run.
 *
 * @param name - as Linux has it
 * @param rank - the higher, the sooner
 */
export function runAtOnce(pid: number, name: string, rank: number): void {
  for (const thread of threadsOf(pid).filter((one) => nameOf(pid, one) === name)) {
    spawnSync('chrt', ['--fifo', '--pid', String(rank), String(thread)], { stdio: 'ignore' });
  }
}

/** Empty if it has ended meanwhile. */
function nameOf(pid: number, thread: number): string {
  try {
    return readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
