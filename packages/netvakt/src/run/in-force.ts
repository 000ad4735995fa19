import type { FleetLedger, ListLedger } from '@netvakt/metrics';
import { hasStoreChanged } from '../compile/lists.ts';
import type { Config } from '../config/config.ts';
import type { RateCounts } from '../list/block-rate.ts';
import type { ServiceFigures } from './figures.ts';
import type { ListsInForce } from './judge-change.ts';
import type { Condition } from './manager-link.ts';
import type { PublishedSnapshot } from './published-snapshot.ts';

/**
 * What is in force: the configuration, what was published of it, and the ledgers of lists and fleet. Followers of lists and of a
 * fleet write into the ledgers what they see; the service does not look at it.
 */
export class InForce {
  readonly lists: ListLedger;
  /** `undefined` unless this is a node of a fleet. */
  readonly fleet: FleetLedger | undefined;
  readonly #figures: ServiceFigures;
  #config: Config;
  #published: PublishedSnapshot | undefined;

  constructor(config: Config, figures: ServiceFigures) {
    this.#config = config;
    this.#figures = figures;
    this.lists = figures.ledger;
    this.fleet = figures.fleet;
  }

  get config(): Config {
    return this.#config;
  }

  /** `undefined` before the start. */
  get published(): PublishedSnapshot | undefined {
    return this.#published;
  }

  /** What the lists were read from, and what they came to. */
  get read(): ListsInForce {
    return { config: this.#config, lists: this.#published?.lists ?? [] };
  }

  /** The service's state as the service manager reports it. */
  get condition(): Condition {
    const { snapshot, workersWanted, workersRunning } = this.#figures.status;
    const lists = this.#config.reloadable.lists.length;
    return { rules: snapshot.rules, lists, workersWanted, workersRunning: workersRunning() };
  }

  /** `published` is in force from now on. */
  replace(config: Config, published: PublishedSnapshot): void {
    this.#config = config;
    this.#published = published;
  }

  /**
   * True if somebody has taken a delivery or decided about one since the lists in force were read: they should be read again.
   * Reads some hundred bytes a list.
   */
  async isBehindStore(): Promise<boolean> {
    return this.#published !== undefined && (await hasStoreChanged(this.#config, this.#published.mark));
  }

  /** How much `list` has blocked so far, and which delivery of it is in force; `undefined` if none is. */
  rateOf(list: string): (RateCounts & { readonly delivery: string }) | undefined {
    const counts = this.#figures.countsOf(list);
    const facts = this.#published?.lists.find(({ id }) => id === list);
    return counts === undefined || facts === undefined ? undefined : { ...counts, delivery: facts.sha256 };
  }
}
