import { judgeSize, type ListFacts, type ListRefusal, refuse } from '@netvakt/blocklist';
import type { Config } from '../config/config.ts';

/** The lists that are in force, and the configuration that named them. */
export interface ListsInForce {
  readonly config: Config;
  readonly lists: readonly ListFacts[];
}

/**
 * Compares lists that a reload has read from plain files with those in force: a file that was cut off must not
 * unblock what it lacks. Managed lists were judged when they were taken. A list whose path has changed is another one on purpose.
 *
 * @param lists - of `config`, in its order.
 * @returns a refusal for each list whose number of rules grows or shrinks by more than `lists[].max_growth` or `max_shrink`.
 */
export function judgeChange(before: ListsInForce, config: Config, lists: readonly ListFacts[]): readonly ListRefusal[] {
  const managed = new Set(config.intake?.lists.map(({ id }) => id));
  const paths = new Map(before.config.reloadable.lists.map(({ settings, path }) => [settings.id, path]));
  const refusals: ListRefusal[] = [];
  for (const [index, { settings, path, change }] of config.reloadable.lists.entries()) {
    if (managed.has(settings.id) || paths.get(settings.id) !== path) continue;
    const active = before.lists.find(({ id }) => id === settings.id)?.counts.active;
    const now = lists[index]?.counts.active;
    if (active === undefined || now === undefined) continue;
    const cause = judgeSize(active, now, change);
    if (cause !== undefined) refusals.push(refuse(settings.id, 'changed-too-much', cause.found));
  }
  return refusals;
}
