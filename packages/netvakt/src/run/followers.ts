import { heapOption, NO_INSPECTOR } from '@netvakt/blocklist';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { type FleetFollowOptions, fetchFirst, followFleet } from '../fleet/follow.ts';
import { followLists } from '../list/follow.ts';
import { watchRates } from '../list/watch-rates.ts';
import type { Service } from './service.ts';
import { reload } from './signals.ts';

/** How this program is started again, for a fetch of lists. */
const SELF: readonly [string, ...string[]] = [
  process.execPath,
  NO_INSPECTOR,
  ...process.execArgv,
  heapOption(),
  process.argv[1] ?? '',
];

/** What brings a running filter new lists, and takes back those that block too much. */
export class Followers {
  readonly #service: Service;
  readonly #config: Config;
  readonly #log: Log;
  #running: readonly ({ close(): void } | undefined)[] = [];

  constructor(service: Service, config: Config, log: Log) {
    this.#service = service;
    this.#config = config;
    this.#log = log;
  }

  /** Lets a node of a fleet that holds nothing fetch what it needs to start. */
  prepare(environment: NodeJS.ProcessEnv): Promise<void> {
    return fetchFirst(this.#ofFleet(), environment);
  }

  /** Follows the fleet, or else the lists that this filter fetches itself; watches the lists that are rolled back. */
  start(): void {
    this.#running = [followFleet(this.#ofFleet()) ?? this.#followLists(), this.#watchRates()];
  }

  close(): void {
    for (const one of this.#running) one?.close();
  }

  #reload(): Promise<void> {
    return reload(this.#service, this.#log);
  }

  #ofFleet(): FleetFollowOptions {
    const { lists, fleet } = this.#service.inForce;
    return {
      config: this.#config,
      log: this.#log,
      ledgers: { lists, fleet },
      reload: () => this.#reload(),
      chance: Math.random,
      self: SELF,
    };
  }

  #followLists(): { close(): void } | undefined {
    const { inForce } = this.#service;
    return followLists({
      config: this.#config,
      log: this.#log,
      ledger: inForce.lists,
      reload: () => this.#reload(),
      isBehind: () => inForce.isBehindStore(),
      chance: Math.random,
      self: SELF,
    });
  }

  #watchRates(): { close(): void } | undefined {
    const { inForce } = this.#service;
    return watchRates({
      config: this.#config,
      log: this.#log,
      ledger: inForce.lists,
      figures: (list) => inForce.rateOf(list),
      reload: () => this.#reload(),
      self: SELF,
      now: () => performance.now(),
    });
  }
}
