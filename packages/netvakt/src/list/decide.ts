import { releaseHeld, rollBackList } from '@netvakt/blocklist';
import type { Action, Context } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown } from '../base/text.ts';
import { type ListOptions, type OpenedLists, openList, withStore } from './command.ts';
import { personOf, record } from './record.ts';

/** Who decides, and why: both go into the audit log. */
export interface DecideOptions extends ListOptions {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
}

/** Names are free to choose; logins are not. */
const SAME_PERSON =
  'the same person has approved it already, by the name or by the login. Another person must, who has logged in under an account of their own';

/** Approves the held delivery; the last approval that is needed puts it in force. */
export const release: Action<DecideOptions> = withStore<DecideOptions>((context, options, opened) =>
  releaseAs('release', context, options, opened),
);

/** {@link release}, under the name that goes into the audit log. */
export const releaseAs = async (
  action: 'release' | 'enforce',
  context: Context,
  { id, by, reason, json }: DecideOptions,
  opened: OpenedLists,
): Promise<number> => {
  const managed = await openList(context, opened, id);
  if (managed === undefined) return EXIT.usage;
  const outcome = await releaseHeld(
    managed.list,
    { by, person: personOf(context), reason, at: Date.now() },
    managed.people,
  );
  if (outcome.kind === 'nothing-held' || outcome.kind === 'same-person') {
    const text = outcome.kind === 'nothing-held' ? 'nothing is held' : SAME_PERSON;
    await context.stderr.write(`${id}: ${text}\n`);
    return EXIT.failed;
  }
  const details = {
    reason,
    outcome: outcome.kind,
    ...(outcome.kind === 'released' ? { version: outcome.delivery.version } : {}),
  };
  await record(context, opened.lists.audit, { at: Date.now(), action, list: id, by, details });
  const text = outcome.kind === 'released' ? 'released; in force at the next reload' : 'approved; one more person must';
  await context.stdout.write(shown(json, { list: id, outcome: outcome.kind }, `${id}: ${text}`));
  return outcome.kind === 'released' ? EXIT.done : EXIT.held;
};

/** Puts the previous delivery in force again. */
export const rollback: Action<DecideOptions> = withStore<DecideOptions>(
  async (context, { id, by, reason, json }, opened) => {
    const managed = await openList(context, opened, id);
    if (managed === undefined) return EXIT.usage;
    const back = await rollBackList(managed.list, Date.now());
    if (back === undefined) {
      await context.stderr.write(`${id}: there is no previous delivery that opens\n`);
      return EXIT.failed;
    }
    const { left, taken } = back;
    const details = { reason, from: left.version, to: taken.version };
    await record(context, opened.lists.audit, { at: Date.now(), action: 'rollback', list: id, by, details });
    const report = { list: id, version: taken.version, active: taken.active, left: left.sha256 };
    await context.stdout.write(
      shown(json, report, `${id}: back to version ${taken.version}; in force at the next reload`),
    );
    return EXIT.done;
  },
);
