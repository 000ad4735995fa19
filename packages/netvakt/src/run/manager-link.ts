import type { ServiceManager } from '@netvakt/proxy';

/** The figures that are reported to the service manager. */
export interface Condition {
  readonly rules: number;
  readonly lists: number;
  readonly workersRunning: number;
  readonly workersWanted: number;
}

/** Whether every worker has answered the last probe; asks for the next answer. */
export type AnswersProbe = () => boolean;

/**
 * The service's life as the service manager hears of it:
 *
 *   READY=1       lists are loaded and every listener listens
 *   WATCHDOG=1    every half of the time allowed, if each worker has answered a probe through its matcher since the last
 *   RELOADING=1   then READY=1 again, whether the reload succeeded or not: what was in force still is
 *   STOPPING=1    the drain begins; it has a bound of its own, so the watchdog is fed until the end
 */
export class ManagerLink {
  readonly #manager: ServiceManager;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(manager: ServiceManager) {
    this.#manager = manager;
  }

  started(condition: Condition, probe: AnswersProbe): void {
    this.#manager.ready();
    this.describe(condition);
    const { watchdogMs } = this.#manager;
    if (watchdogMs === undefined) return;
    this.#manager.watchdog();
    probe();
    this.#timer = setInterval(() => this.#feed(probe), watchdogMs / 2).unref();
  }

  describe({ rules, lists, workersRunning, workersWanted }: Condition): void {
    this.#manager.status(`Filtering: ${rules} rules of ${lists} lists, ${workersRunning} of ${workersWanted} workers`);
  }

  reloading(): void {
    this.#manager.reloading();
  }

  reloaded(condition: Condition): void {
    this.#manager.ready();
    this.describe(condition);
  }

  stopping(): void {
    this.#stopping = true;
    this.#manager.stopping();
    this.#manager.status('Draining');
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #feed(probe: AnswersProbe): void {
    if (this.#stopping || probe()) this.#manager.watchdog();
  }
}
