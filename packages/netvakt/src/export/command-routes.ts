/** `netvakt export bird | exabgp | gobgp`: suspect addresses as routes to the filter. */
import type { Action, Context } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { configured } from '../config/default-config.ts';
import { birdText, exabgpText, gobgpText } from './format/routes.ts';
import type { EnforcedFiles } from './names.ts';
import { countOf } from './output/count.ts';
import type { Checker } from './output/programs.ts';
import { type OutputOptions, putOut } from './output/put-out.ts';
import { readAnnounced, writeAnnounced } from './suspects/announced.ts';
import { stateOf } from './suspects/find.ts';
import { suspectsOf } from './suspects/run.ts';

export interface RouteOptions extends OutputOptions {
  readonly config?: string;
  readonly format: 'bird' | 'exabgp' | 'gobgp';
}

/** BIRD reads the whole; these get withdrawals of what is gone. */
const TEXTS = { exabgp: exabgpText, gobgp: gobgpText } as const;

/** A line for each route that is announced. */
const ENTRIES = { bird: /^ {2}route /gmu, exabgp: /^announce /gmu, gobgp: /^gobgp global rib add /gmu } as const;

/** ExaBGP has no program that looks at commands. */
const CHECKERS: Readonly<Partial<Record<RouteOptions['format'], Checker>>> = {
  bird: { command: (file) => ['bird', '-p', '-c', file], package: 'bird2' },
  gobgp: { command: (file) => ['sh', '-n', file], package: 'dash' },
};

export const routes =
  (files: EnforcedFiles): Action<RouteOptions> =>
  async (context, options) => {
    const { format, json } = options;
    const config = await configured(options.config);
    const { addresses } = await suspectsOf(context, { config, files, json });
    const hops = { four: config.interception?.nextHop, six: config.interception?.nextHop6 };
    if (format === 'bird') {
      await put(context, birdText(addresses, hops), options);
      return EXIT.done;
    }
    const announcedFile = `${stateOf(config)}.${format}`;
    const present = new Set(addresses);
    const gone = (await readAnnounced(announcedFile)).filter((address) => !present.has(address));
    await put(context, TEXTS[format](addresses, gone, hops), options);
    await writeAnnounced(announcedFile, addresses);
    return EXIT.done;
  };

async function put(context: Context, text: string, options: RouteOptions): Promise<void> {
  const { format, output } = options;
  const count = (found: string): number => countOf(found, ENTRIES[format]);
  // To a terminal or a pipe an empty table of routes is an answer like any other.
  const counted = output === undefined ? {} : { count };
  await putOut(context, { text: () => text, ...counted, checker: CHECKERS[format] }, options);
}
