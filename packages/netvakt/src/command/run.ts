import { heapOption } from '@netvakt/blocklist';
import type { FleetLook } from '@netvakt/metrics';
import type { Config } from '../config/config.ts';
import { configured } from '../config/default-config.ts';
import { type Origin, startOrigin } from '../demo/origin.ts';
import { fetchFirst, followFleet } from '../fleet/follow.ts';
import { followLists } from '../list/follow.ts';
import { watchRates } from '../list/watch-rates.ts';
import { demoLines } from '../run/announce.ts';
import { codeOf, explainFailure, ListenError } from '../run/failure.ts';
import { type Log, makeLog } from '../run/log.ts';
import { Service } from '../run/service.ts';
import { obeySignals, reload } from '../run/signals.ts';
import { VERSION } from '../run/status.ts';
import type { Action } from './context.ts';
import { EXIT } from './exit.ts';

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

/** Runs the filter until a signal ends it. */
export const run: Action<RunOptions> = async ({ stdout, stderr, environment }, { config: file, demo = false }) => {
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
  let origin: Origin | undefined;
  const beside: (Closable | undefined)[] = [];
  const close = async (): Promise<void> => {
    for (const one of beside) one?.close();
    await service.close();
    await origin?.close();
  };
  try {
    if (demo) origin = await demoOrigin(config);
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
    if (demo) await stdout.write(demoLines(service));
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

async function demoOrigin({ fixed: { demo } }: Config): Promise<Origin> {
  const { address, httpPort, httpsPort } = demo;
  try {
    return await startOrigin(demo);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !code.startsWith('EA')) throw error;
    throw new ListenError('demo.http_port, demo.https_port', `${address}:${httpPort} and ${httpsPort}`, code);
  }
}
