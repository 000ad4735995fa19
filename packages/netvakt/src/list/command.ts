import { StoreLockedError, withStoreLock } from '@netvakt/blocklist';
import type { Action, Context } from '../command/context.ts';
import { EXIT } from '../command/exit.ts';
import type { Config } from '../config/config.ts';
import { configured } from '../config/default-config.ts';
import { HashKeyError, withHashKey } from './hash-key.ts';
import { Intake, IntakeError, type IntakeList } from './intake.ts';

/** What every command on lists takes. */
export interface ListOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** What every command on lists is given. */
export interface OpenedIntake {
  readonly intake: Intake;
  readonly config: Config;
}

/** A command that is given the intake and the configuration. */
export type IntakeAction<Options> = (context: Context, options: Options, opened: OpenedIntake) => Promise<number>;

/** How long a command waits for another one to end its writing. */
const LOCK_PATIENCE = 30_000;

/** As {@link withIntake}, while no other process writes into the store. */
export function withStore<Options extends ListOptions>(action: IntakeAction<Options>): Action<Options> {
  return withIntake<Options>((context, options, opened) =>
    withStoreLock(opened.intake.folder, LOCK_PATIENCE, () => action(context, options, opened)),
  );
}

/** Opens the intake first; says why where that fails. */
export function withIntake<Options extends ListOptions>(action: IntakeAction<Options>): Action<Options> {
  return async (context, options) => {
    const config = await configured(options.config);
    try {
      const intake = await Intake.open(config, context.environment);
      if (intake !== undefined) return await action(context, options, { intake, config });
      await context.stderr.write(
        'The configuration has no section intake: lists are read from their files as they are\n',
      );
    } catch (error) {
      if (!(error instanceof IntakeError || error instanceof HashKeyError || error instanceof StoreLockedError))
        throw error;
      await context.stderr.write(`${error.message}\n`);
    }
    return EXIT.failed;
  };
}

/** Opens the list `id`; tells which there are where it is not managed. */
export async function openList(
  { stderr, environment }: Context,
  { intake, config }: OpenedIntake,
  id: string,
): Promise<IntakeList | undefined> {
  const ofThisId = config.reloadable.lists.filter(({ settings }) => settings.id === id);
  const opened = await intake.list(
    id,
    ofThisId.map((list) => withHashKey(list, environment)),
  );
  if (opened === undefined) {
    await stderr.write(`There is no managed list "${id}". There are: ${intake.ids.join(', ') || 'none'}\n`);
  }
  return opened;
}

/** One line of JSON, or the same for people. */
export function shown(json: boolean | undefined, value: object, text: string): string {
  return json === true ? `${JSON.stringify(value)}\n` : `${text}\n`;
}

/** Milliseconds since 1970 as people and programs read them; `never` for 0. */
export function timeOf(milliseconds: number): string {
  return milliseconds === 0 ? 'never' : `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
