/** How long threads waited for a core although they had work: the kernel's choice, which no proxy can help. */
import { readFileSync } from 'node:fs';
import { familyOf, threadsOf } from '../common/processor.ts';

/** Times of one thread, since its start, in nanoseconds. */
interface ThreadTimes {
  readonly ran: number;
  readonly waited: number;
}

/** By process and thread, of a process and its descendants. */
export type QueueSample = ReadonlyMap<string, ThreadTimes>;

/** What a process waited between two samples, in seconds. */
export interface QueueDelay {
  /** The thread that worked most: it has the connections. */
  readonly waited: number;
  /**
   * Of `waited`, at least so much was for others' work. All threads of a proxy share one core, so no more than what its other threads ran
   * can have been for them; that part is the proxy's own fault.
   */
  readonly foreign: number;
}

/** Empty if this is not Linux, or the kernel keeps no statistics of its scheduler. */
export function sampleQueue(pid: number): QueueSample {
  return new Map(
    familyOf(pid).flatMap(({ pid: member }) =>
      threadsOf(member).flatMap((thread) => timesOf(`/proc/${member}/task/${thread}/schedstat`, `${member}/${thread}`)),
    ),
  );
}

/** A thread that began in between counts from its start; one that ended meanwhile is not known. */
export function delayBetween(before: QueueSample, after: QueueSample): QueueDelay {
  const spent = [...after].map(([thread, { ran, waited }]) => ({
    ran: ran - (before.get(thread)?.ran ?? 0),
    waited: waited - (before.get(thread)?.waited ?? 0),
  }));
  const [first, ...others] = spent.toSorted((a, b) => b.ran - a.ran);
  if (first === undefined) return { waited: 0, foreign: 0 };
  const own = others.reduce((sum, { ran }) => sum + ran, 0);
  return { waited: first.waited / 1e9, foreign: Math.max(0, first.waited - own) / 1e9 };
}

/** `schedstat`: nanoseconds on a core, nanoseconds in the run queue, and turns (Documentation/scheduler/sched-stats.rst). */
function timesOf(file: string, key: string): [string, ThreadTimes][] {
  try {
    const [ran = 0, waited = 0] = readFileSync(file, 'latin1').split(' ').map(Number);
    return [[key, { ran, waited }]];
  } catch {
    return [];
  }
}
