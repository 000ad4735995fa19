import { withStoreLock } from '@netvakt/blocklist';
import type { Action, Context } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import type { Config } from '../config/config.ts';
import { configured } from '../config/default-config.ts';
import { withHashKey } from '../config/hash-key.ts';
import { type ListIntake, ManagedLists } from './managed-lists.ts';

/** What every command on lists takes. */
export interface ListOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** What every command on lists is given. */
export interface OpenedLists {
  readonly lists: ManagedLists;
  readonly config: Config;
}

/** A command that is given the managed lists and the configuration. */
export type ListAction<Options> = (context: Context, options: Options, opened: OpenedLists) => Promise<number>;

/** How long a command waits for another one to end its writing. */
const LOCK_PATIENCE = 30_000;

/** As {@link withManagedLists}, while no other process writes into the store. */
export function withStore<Options extends ListOptions>(action: ListAction<Options>): Action<Options> {
  return withManagedLists<Options>((context, options, opened) =>
    withStoreLock(opened.lists.folder, LOCK_PATIENCE, () => action(context, options, opened)),
  );
}

/** Opens the managed lists of the configuration first. */
export function withManagedLists<Options extends ListOptions>(action: ListAction<Options>): Action<Options> {
  return async (context, options) => {
    const config = await configured(options.config);
    const lists = await ManagedLists.open(config, context.environment);
    if (lists !== undefined) return action(context, options, { lists, config });
    await context.stderr.write(
      'The configuration has no section intake: lists are read from their files as they are\n',
    );
    return EXIT.failed;
  };
}

/** Opens the list `id`; tells which there are where it is not managed. */
export async function openList(
  { stderr, environment }: Context,
  { lists, config }: OpenedLists,
  id: string,
): Promise<ListIntake | undefined> {
  const ofThisId = config.reloadable.lists.filter(({ settings }) => settings.id === id);
  const opened = await lists.list(
    id,
    ofThisId.map((list) => withHashKey(list, environment)),
  );
  if (opened === undefined) {
    await stderr.write(`There is no managed list "${id}". There are: ${lists.ids.join(', ') || 'none'}\n`);
  }
  return opened;
}
