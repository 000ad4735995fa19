import { anonymous } from '../base/anonymous.ts';
import { takeEarlyHangUps } from '../base/early-signals.ts';
import { explainFailure } from '../base/failure.ts';
import type { Log } from '../base/log.ts';

/** What the signals act on. */
export interface Signalled {
  reload(): Promise<void>;
  stop(): Promise<number>;
}

/**
 * Obeys the signals of an init system until the process is to end; resolves with its exit code.
 *
 *   SIGHUP            reload; a failure keeps what is in force, and the log has the reason. One that came earlier counts, too
 *   SIGTERM, SIGINT   drain and end with 0; a second one ends at once with 1
 *   SIGUSR1           nothing; see `early-signals`
 */
export function obeySignals(service: Signalled, log: Log, signals: NodeJS.EventEmitter = process): Promise<number> {
  return new Promise((resolve) => {
    let stopping = false;
    const stop = (signal: NodeJS.Signals): void => {
      if (stopping) {
        resolve(1);
        return;
      }
      stopping = true;
      log.info({ signal }, 'draining');
      void drain(service, log).then(resolve);
    };
    signals.on('SIGTERM', stop);
    signals.on('SIGINT', stop);
    const hangUp = (): void => {
      if (!stopping) void reload(service, log);
    };
    signals.on('SIGHUP', hangUp);
    if (takeEarlyHangUps(signals)) hangUp();
  });
}

async function drain(service: Signalled, log: Log): Promise<number> {
  try {
    const cut = await service.stop();
    log.info({ cut }, 'stopped');
    return 0;
  } catch (error) {
    log.error(anonymous(error), 'could not stop in order');
    return 1;
  }
}

/** Reloads; a failure keeps what is in force, and the log has the reason. Never rejects. */
export async function reload(service: Pick<Signalled, 'reload'>, log: Log): Promise<void> {
  log.info('reloading');
  try {
    await service.reload();
    log.info('reloaded');
  } catch (error) {
    const reasons = explainFailure(error);
    if (reasons === undefined) log.error(anonymous(error), 'not reloaded, the old state stays');
    else for (const reason of reasons) log.error({ reason }, 'not reloaded, the old state stays');
  }
}
