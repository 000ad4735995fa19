/**
 * One proxy at a time: they share a core, and what one does without a request, looking for changes and reading its clocks, is more than a
 * hundredth of it. Those whose turn it is not are stopped (SIGSTOP).
 */
import { familyOf } from '../common/processor.ts';

interface Process {
  readonly pid: number;
}

/** Lets one of them run, all if `chosen` is undefined, none if it is another. With all of their children. */
export function letRun(all: Iterable<Process>, chosen: Process | undefined): void {
  for (const one of all) signal(one, chosen === undefined || one === chosen ? 'SIGCONT' : 'SIGSTOP');
}

function signal({ pid }: Process, name: 'SIGCONT' | 'SIGSTOP'): void {
  for (const member of familyOf(pid)) {
    try {
      process.kill(member.pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}
