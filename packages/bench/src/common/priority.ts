import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Puts all threads of a process before those of programs that share the machine by chance, if this user may: the time slice of
 * another is 3 ms and more. Returns whether it could.
 *
 * @param priority - from -20, the first, to 19
 */
export function preferProcess(pid: number, priority: number): boolean {
  try {
    // On Linux a priority is that of one thread.
    for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), priority);
    return true;
  } catch {
    return false; // not root, or not Linux: the figures are those of a machine that is shared
  }
}
