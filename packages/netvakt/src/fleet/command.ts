import { lastManifest, withStoreLock } from '@netvakt/blocklist';
import type { Action, Context } from '../base/context.ts';
import { makeFolder } from '../base/named-file.ts';
import type { Config } from '../config/config.ts';
import { configured } from '../config/default-config.ts';
import { Fleet } from './fleet.ts';

/** What every command on a fleet takes. */
export interface FleetOptions {
  readonly config?: string;
  readonly json?: boolean;
}

type FleetAction<Options> = (
  context: Context,
  options: Options,
  opened: { readonly fleet: Fleet; readonly config: Config },
) => Promise<number>;

/** How long a command waits for another one to end its writing. */
const LOCK_PATIENCE = 30_000;

/** A command that reads. */
export function withFleet<Options extends FleetOptions>(action: FleetAction<Options>): Action<Options> {
  return async (context, options) => {
    const config = await configured(options.config);
    return action(context, options, { fleet: Fleet.open(config, context.environment), config });
  };
}

/** A command that writes: one at a time. */
export function withFleetLock<Options extends FleetOptions>(action: FleetAction<Options>): Action<Options> {
  return withFleet<Options>((context, options, opened) =>
    locked(opened.fleet.folder, () => action(context, options, opened)),
  );
}

/** What a member keeps can be fetched or published again, so its folder is made if it is not there. */
async function locked(folder: string, work: () => Promise<number>): Promise<number> {
  await makeFolder(folder, 0o700);
  return withStoreLock(folder, LOCK_PATIENCE, work);
}

/** The manifest that this publisher signed last; reports if there is none. */
export async function signedBefore({ stderr }: Context, fleet: Fleet): Promise<ReturnType<typeof lastManifest>> {
  const manifest = await lastManifest({ store: fleet.publisherStore });
  if (manifest === undefined) await stderr.write('Nothing was published from here yet: netvakt fleet publish\n');
  return manifest;
}
