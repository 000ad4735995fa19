import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** Of 1000: the kernel, out of memory, ends whoever has most, with half of all memory added to this one's. */
const OUT_OF_MEMORY_FIRST = 500;

/**
 * Puts a process that was just started behind the traffic. At nice 10 the kernel gives a worker that has something to forward nine
 * times its share of a core: a million entries are parsed for some seconds of one. And where memory ends, it goes before the
 * filter does. All its threads are still to come, and take both over.
 */
export function yieldToTraffic({ pid }: ChildProcess): void {
  if (pid === undefined) return; // it did not start
  attempt(() => setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL));
  attempt(() => writeFileSync(`/proc/${pid}/oom_score_adj`, `${OUT_OF_MEMORY_FIRST}`));
}

/** It may have ended already, or the system, which need not be Linux, allows none: then it shares evenly. */
function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // As said above.
  }
}
