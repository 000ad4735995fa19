import { setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';

/** A worker gets nine times the share of another thread that wants its core, and does not wait for that one's slice to end. */
export const WORKER_PRIORITY = -10;

/**
 * Puts the calling worker, and those that it starts from now on, before the other threads of its process: before what draws metrics, reads lists and
 * collects garbage. On Linux a priority is that of one thread. What the system does not allow is left out: a user other than root
 * needs RLIMIT_NICE (`LimitNICE=` of systemd) or CAP_SYS_NICE. ADR 25 has what it is worth.
 */
export function goFirst(): void {
  // From the main thread, all processes that it starts would have it, too.
  if (process.platform !== 'linux' || isMainThread) return;
  try {
    setPriority(0, WORKER_PRIORITY);
  } catch {
    // Not allowed: the thread shares its core with the others, as before.
  }
}
