import { startProgram } from '../../common/daemon.ts';
import { keepOn } from '../../common/processor.ts';
import type { Site, StartedFilter } from './site.ts';

/**
 * Starts a program on a filter's machine, and waits until `ready`, which is given its last words, returns true. Once it has started, it has
 * one core.
 *
 * @throws with the program's own words if it ends early, or is not ready in time.
 */
export async function startFilter(
  { namespace, core }: Site,
  command: readonly string[],
  ready: (output: string) => boolean,
): Promise<StartedFilter> {
  // ip becomes the program that it starts: the process id stays.
  const filter = await startProgram(command.join(' '), ['ip', 'netns', 'exec', namespace, ...command], ready);
  keepOn(core, filter.pid);
  return filter;
}
