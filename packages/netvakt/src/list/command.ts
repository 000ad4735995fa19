import { diskFailure, StoreError, withStoreLock } from '@netvakt/blocklist';
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

/** As {@link withManagedLists}, while no other process writes into the store. Throws a `StoreError` if it cannot be used. */
export function withStore<Options extends ListOptions>(action: ListAction<Options>): Action<Options> {
  return withManagedLists<Options>(async (context, options, opened) => {
    const { lists } = opened;
    try {
      return await withStoreLock(lists.folder, LOCK_PATIENCE, async () => {
        await lists.mustOpen();
        return action(context, options, opened);
      });
    } catch (error) {
      const failure = diskFailure(lists.folder, error);
      if (failure === undefined) throw error;
      const code = failure.reason === 'store-full' ? 'ERR_STORE_FULL' : 'ERR_STORE_UNWRITABLE';
      throw new StoreError(code, failure.found, 'Make room there, or repair it; then try again');
    }
  });
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

/** Opens the list `id`. If it is not managed, the error names those that are. */
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
  if (opened === undefined) await stderr.write(unmanaged({ lists }, id));
  return opened;
}

/** True if `id` is a list that is taken in through the store. */
export function isManaged({ lists, config }: OpenedLists, id: string): boolean {
  return lists.ids.includes(id) && config.reloadable.lists.some(({ settings }) => settings.id === id);
}

/** What to write of an id that no managed list has. */
export function unmanaged({ lists }: Pick<OpenedLists, 'lists'>, id: string): string {
  return `There is no managed list "${id}". There are: ${lists.ids.join(', ') || 'none'}\n`;
}
