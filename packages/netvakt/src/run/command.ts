import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { explainFailure } from '../base/failure.ts';
import { type Log, makeLog } from '../base/log.ts';
import { VERSION } from '../base/version.ts';
import type { Config } from '../config/config.ts';
import { configured } from '../config/default-config.ts';
import { Syslog } from '../syslog/syslog.ts';
import { Followers } from './followers.ts';
import { checkOpenFiles } from './open-files.ts';
import { Service } from './service.ts';
import { obeySignals } from './signals.ts';

export interface RunOptions {
  readonly config?: string;
  /** Starts the demonstration's web server too, and prints lines to paste. */
  readonly demo?: boolean;
}

/** What `run --demo` shows; see `demo/`. */
export interface Demonstration {
  /** Starts the web server. Rejects with an `OperatorError` if one of its ports cannot be had. */
  readonly start: (config: Config) => Promise<{ close(): Promise<void> }>;
  /** The lines to paste, once everything listens. */
  readonly lines: (service: Pick<Service, 'proxyAddresses' | 'adminAddresses'>) => string;
}

/** Unix seconds. */
const now = (): number => Date.now() / 1000;

/** Runs the filter until a signal ends it. `load` imports the demonstration, if one is wanted. */
export const run =
  (load: () => Promise<Demonstration>): Action<RunOptions> =>
  async ({ stdout, stderr, environment }, { config: file, demo = false }) => {
    if (file === undefined && !demo) {
      await stderr.write('Name a configuration with --config FILE, or see the demonstration with --demo\n');
      return EXIT.usage;
    }
    const config = await configured(file);
    const syslog = new Syslog(config.fixed.log.syslog, now);
    const log = makeLog(config.fixed.log, process.stderr, syslog.line);
    log.info({ version: VERSION, node: process.version, config: config.file }, 'starting');
    const service = new Service({ config, log, syslog, now, commit: environment['NETVAKT_COMMIT'] });
    // Before the start: a signal that comes while lists are compiled must find its listener.
    const ended = obeySignals(service, log);
    const followers = new Followers(service, config, log);
    let origin: { close(): Promise<void> } | undefined;
    try {
      checkOpenFiles(config, log);
      const demonstration = demo ? await load() : undefined;
      origin = await demonstration?.start(config);
      await followers.prepare(environment);
      await service.start();
      if (demonstration !== undefined) await stdout.write(demonstration.lines(service));
      followers.start();
      return await ended;
    } catch (error) {
      return cannotStart(error, log);
    } finally {
      followers.close();
      await service.close();
      await origin?.close();
      syslog.close();
    }
  };

/** Logs what the operator can repair. Throws anything else. */
function cannotStart(error: unknown, log: Log): number {
  const reasons = explainFailure(error);
  if (reasons === undefined) throw error;
  for (const reason of reasons) log.error({ reason }, 'cannot start');
  return EXIT.failed;
}
