import { heapOption } from '@netvakt/blocklist';
import type { FleetLook } from '@netvakt/metrics';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { explainFailure } from '../base/failure.ts';
import { type Log, makeLog } from '../base/log.ts';
import { VERSION } from '../base/version.ts';
import type { Config } from '../config/config.ts';
import { configured } from '../config/default-config.ts';
import { fetchFirst, followFleet } from '../fleet/follow.ts';
import { followLists } from '../list/follow.ts';
import { watchRates } from '../list/watch-rates.ts';
import { Service } from './service.ts';
import { obeySignals, reload } from './signals.ts';

export interface RunOptions {
  readonly config?: string;
  /** Starts the demonstration's web server too, and prints lines to paste. */
  readonly demo?: boolean;
}

/** What runs beside the service. */
interface Closable {
  close(): void;
}

/** How this program is started again, for a fetch of lists. */
const SELF: readonly [string, ...string[]] = [
  process.execPath,
  ...process.execArgv,
  heapOption(),
  process.argv[1] ?? '',
];

/** What `run --demo` shows; see `demo/`. */
export interface Demonstration {
  /** Starts the web server. Rejects with an `OperatorError` if one of its ports cannot be had. */
  readonly start: (config: Config) => Promise<{ close(): Promise<void> }>;
  /** The lines to paste, once everything listens. */
  readonly lines: (service: Pick<Service, 'proxyAddresses' | 'adminAddresses'>) => string;
}

/** Runs the filter until a signal ends it. `load` imports the demonstration, if one is wanted. */
export const run =
  (load: () => Promise<Demonstration>): Action<RunOptions> =>
  async ({ stdout, stderr, environment }, { config: file, demo = false }) => {
    if (file === undefined && !demo) {
      await stderr.write('Name a configuration with --config FILE, or see the demonstration with --demo\n');
      return EXIT.usage;
    }
    const config = await configured(file);
    const log = makeLog(config.fixed.log, process.stderr);
    log.info({ version: VERSION, node: process.version, config: config.file }, 'starting');
    const service = new Service({ config, log, now: () => Date.now() / 1000, commit: environment['NETVAKT_COMMIT'] });
    // Before the start: a signal that comes while lists are compiled must find its listener.
    const ended = obeySignals(service, log);
    let origin: { close(): Promise<void> } | undefined;
    const beside: (Closable | undefined)[] = [];
    const close = async (): Promise<void> => {
      for (const one of beside) one?.close();
      await service.close();
      await origin?.close();
    };
    try {
      const demonstration = demo ? await load() : undefined;
      origin = await demonstration?.start(config);
      const fleet = {
        config,
        log,
        reload: () => reload(service, log),
        looked: (look: FleetLook) => service.fleetLooked(look),
        chance: Math.random,
        self: SELF,
      };
      await fetchFirst(fleet, environment);
      await service.start();
      if (demonstration !== undefined) await stdout.write(demonstration.lines(service));
      beside.push(followFleet(fleet) ?? followOwn(service, config, log), watchOwn(service, config, log));
      return await ended;
    } catch (error) {
      const reasons = explainFailure(error);
      if (reasons === undefined) throw error;
      for (const reason of reasons) log.error({ reason }, 'cannot start');
      return EXIT.failed;
    } finally {
      await close();
    }
  };

/** Lists that this filter fetches itself. */
function followOwn(service: Service, config: Config, log: Log): Closable | undefined {
  return followLists({
    config,
    log,
    reload: () => reload(service, log),
    isBehind: () => service.isBehindStore(),
    refused: (list, reason) => service.listRefused(list, reason),
    confirmed: (list, expiry) => service.listConfirmed(list, expiry),
    held: (reasons) => service.listHeld(reasons),
    chance: Math.random,
    self: SELF,
  });
}

/** Lists that are rolled back by themselves. */
function watchOwn(service: Service, config: Config, log: Log): Closable | undefined {
  return watchRates({
    config,
    log,
    figures: (list) => service.rateOf(list),
    reload: () => reload(service, log),
    rolledBack: (list) => service.listRolledBack(list),
    self: SELF,
    now: () => performance.now(),
  });
}
