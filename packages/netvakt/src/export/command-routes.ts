/** `netvakt export bird | exabgp | gobgp`: suspect addresses as routes to the filter. */
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { configured } from '../config/default-config.ts';
import { birdText, exabgpText, gobgpText } from './format/routes.ts';
import type { EnforcedFiles } from './names.ts';
import { readAnnounced, writeAnnounced } from './suspects/announced.ts';
import { stateOf } from './suspects/find.ts';
import { suspectsOf } from './suspects/run.ts';

export interface RouteOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly format: 'bird' | 'exabgp' | 'gobgp';
}

/** BIRD reads the whole; these are told of what is gone. */
const TEXTS = { exabgp: exabgpText, gobgp: gobgpText } as const;

export const routes =
  (files: EnforcedFiles): Action<RouteOptions> =>
  async (context, { config: file, format, json }) => {
    const config = await configured(file);
    const { addresses } = await suspectsOf(context, { config, files, json });
    const hops = { four: config.interception?.nextHop, six: config.interception?.nextHop6 };
    if (format === 'bird') {
      await context.stdout.write(birdText(addresses, hops));
      return EXIT.done;
    }
    const told = `${stateOf(config)}.${format}`;
    const present = new Set(addresses);
    const gone = (await readAnnounced(told)).filter((address) => !present.has(address));
    await context.stdout.write(TEXTS[format](addresses, gone, hops));
    await writeAnnounced(told, addresses);
    return EXIT.done;
  };
