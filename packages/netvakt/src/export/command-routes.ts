/** `netvakt export bird | exabgp | gobgp`: suspect addresses as routes to the filter. */
import type { Action } from '../command/context.ts';
import { configured } from '../command/default-config.ts';
import { EXIT } from '../command/exit.ts';
import { birdText, exabgpText, gobgpText, type NextHops } from './format/routes.ts';
import { suspectsOf } from './suspects/run.ts';

export interface RouteOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly format: 'bird' | 'exabgp' | 'gobgp';
}

/** BIRD reads the whole; the others are told of what is gone. */
const TEXTS: Record<
  RouteOptions['format'],
  (all: readonly string[], gone: readonly string[], hops: NextHops) => string
> = {
  bird: (all, _gone, hops) => birdText(all, hops),
  exabgp: exabgpText,
  gobgp: gobgpText,
};

export const routes: Action<RouteOptions> = async (context, { config: file, format, json }) => {
  const config = await configured(file);
  const { addresses, gone } = await suspectsOf(context, config, json === true);
  const hops = { four: config.interception?.next_hop, six: config.interception?.next_hop6 };
  await context.stdout.write(TEXTS[format](addresses, gone, hops));
  return EXIT.done;
};
