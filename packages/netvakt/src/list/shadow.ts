import { enforceList, shadowList } from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown, timeOf } from '../base/text.ts';
import { type ListOptions, openList, withStore } from './command.ts';
import { type DecideOptions, releaseAs } from './decide.ts';
import { record } from './record.ts';

export interface ShadowOptions extends ListOptions {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  /** How long. Default: until somebody ends it. */
  readonly minutes?: number;
}

/** Puts a whole list in shadow: it blocks nothing and counts what it would block. Later deliveries of it are in shadow, too. */
export const shadow: Action<ShadowOptions> = withStore<ShadowOptions>(
  async (context, { id, by, reason, minutes, json }, opened) => {
    const managed = await openList(context, opened, id);
    if (managed === undefined) return EXIT.usage;
    const since = Date.now();
    const until = minutes === undefined ? 0 : since + minutes * 60_000;
    await shadowList(managed.list, { since, until });
    const end = until === 0 ? 'ended' : timeOf(until);
    await record(context, opened.lists.audit, {
      at: since,
      action: 'shadow',
      list: id,
      by,
      details: { reason, until: end },
    });
    const text = `${id}: in shadow until ${end}, from the next reload; it blocks nothing`;
    await context.stdout.write(shown(json, { list: id, outcome: 'in-shadow', until: end }, text));
    return EXIT.done;
  },
);

/** Ends the shadow of a list, or of its held delivery. */
export const enforce: Action<DecideOptions> = withStore<DecideOptions>(async (context, options, opened) => {
  const { id, by, reason, json } = options;
  const managed = await openList(context, opened, id);
  if (managed === undefined) return EXIT.usage;
  if (await enforceList(managed.list)) {
    const event = { at: Date.now(), action: 'enforce', list: id, by, details: { reason } } as const;
    await record(context, opened.lists.audit, event);
    await context.stdout.write(
      shown(json, { list: id, outcome: 'enforced' }, `${id}: enforces again, from the next reload`),
    );
    return EXIT.done;
  }
  if (managed.list.settings.enforcement === 'shadow') {
    await context.stderr.write(`${id}: the configuration has it in shadow; write enforcement: enforce there\n`);
    return EXIT.failed;
  }
  return releaseAs('enforce', context, options, opened);
});
