import type { ListenerAddress } from '@netvakt/proxy';
import { AlarmClock } from '../base/alarm-clock.ts';
import { codesOf } from '../base/failure.ts';
import { OneAtATime } from '../base/one-at-a-time.ts';
import { socketOf } from '../base/text.ts';
import { comparisonOf } from './comparison.ts';
import type { InForce } from './in-force.ts';
import { enforcedLists, logLists } from './list-ledger.ts';
import { type LoadedConfig, loadAgain, loadFirst } from './load.ts';
import { partsOf, type ServiceParts } from './parts.ts';
import type { PublishedSnapshot } from './published-snapshot.ts';
import type { ServiceOptions } from './service-options.ts';
import { reload } from './signals.ts';
import { warnAtStart } from './warnings.ts';

/** For how long the port stays open for the last scrape: two of the usual interval. The unit's TimeoutStopSec leaves room for it. */
const LAST_SCRAPE_MILLISECONDS = 30_000;

/**
 * The running filter, as the main thread holds it: what happens to its parts, and in which order.
 *
 *   start    administration → lists → data plane → ready
 *   reload   configuration → lists → publish; if any of it fails, nothing has changed
 *   stop     not ready → drain → last figures → scraped → administration
 */
export class Service {
  readonly #options: ServiceOptions;
  readonly #parts: ServiceParts;
  /** Start, reloads and new stop pages, one at a time. */
  readonly #changes = new OneAtATime();
  /** Resolves when the start is in that row: a reload that is asked for earlier comes after it. */
  readonly #begun = Promise.withResolvers<void>();
  /** Rings when a list's time in shadow is over. */
  readonly #shadowsEnd: AlarmClock;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#parts = partsOf(options, () => this.#changes.run(() => this.#republish()));
    this.#shadowsEnd = new AlarmClock(() => void reload(this, options.log));
  }

  /** What is in force, and the ledgers of those who follow lists or a fleet. */
  get inForce(): InForce {
    return this.#parts.inForce;
  }

  /** Where clients connect, with the ports that the system chose. */
  get proxyAddresses(): readonly ListenerAddress[] {
    return this.#parts.workers.addresses;
  }

  /** Where the administration port listens; empty before the start. */
  get adminAddresses(): readonly ListenerAddress[] {
    return this.#parts.admin.addresses;
  }

  /** Starts everything. Rejects with an `OperatorError`, with nothing left running. A reload waits for it. */
  start(): Promise<void> {
    const started = this.#changes.run(() => this.#start());
    this.#begun.resolve();
    return started;
  }

  /**
   * Reads configuration and lists again and puts them in force together. Rejects if any of it cannot be used; then
   * everything goes on as before. Calls are served one after the other, after the start.
   */
  async reload(): Promise<void> {
    await this.#begun.promise;
    return this.#changes.run(() => this.#reload());
  }

  /** The statistics series show what was counted until now, and the store has it too. */
  advanceStatistics(): void {
    this.#parts.statistics.advance();
  }

  /** Drains and ends. Resolves with the number of connections that had to be cut when the grace was over. */
  async stop(): Promise<number> {
    const { figures, manager, stopPages, statistics, workers, inForce, admin } = this.#parts;
    if (figures.status.phase === 'running') statistics.noteService();
    figures.status.phase = 'draining';
    manager.stopping();
    stopPages.stop();
    const cut = await workers.drain(inForce.config.reloadable.graceMilliseconds);
    await this.#closeData();
    await admin.lastScrape(LAST_SCRAPE_MILLISECONDS);
    await admin.close();
    return cut;
  }

  /** Ends everything at once. */
  async close(): Promise<void> {
    await this.#closeData();
    await this.#parts.admin.close();
  }

  async #closeData(): Promise<void> {
    const { stopPages, statistics, prober, manager, workers, rules, exemptions } = this.#parts;
    stopPages.stop();
    rules.close();
    exemptions.close();
    statistics.stop();
    prober.close();
    this.#shadowsEnd.set(undefined);
    manager.close();
    await workers.close();
    statistics.close(); // after the workers: what they counted last is in it
  }

  async #start(): Promise<void> {
    const { config, log, now, migrates } = this.#options;
    const { admin, statistics, figures, workers, manager, inForce, rules, exemptions } = this.#parts;
    try {
      await rules.follow(config);
      await admin.open(config, () => statistics.pagesOfMonth());
      const loaded = await loadFirst(config, inForce.lists, now);
      await exemptions.follow(config);
      figures.comparison = await comparisonOf(config, log);
      this.#putInForce(loaded, await workers.start(loaded));
      figures.status.phase = 'running';
      statistics.start();
      manager.started(inForce.condition, () => workers.probe());
    } catch (error) {
      await this.close();
      throw error;
    }
    const listening = { proxy: this.proxyAddresses.map(socketOf), admin: this.adminAddresses.map(socketOf) };
    log.info({ ...listening, workers: figures.status.workersWanted }, 'listening');
    warnAtStart(config, log, migrates);
  }

  async #reload(): Promise<void> {
    const { figures, manager, prober, workers, admin, inForce, rules, exemptions } = this.#parts;
    const { status } = figures;
    if (status.phase !== 'running') return;
    status.reloads.attempts += 1;
    status.reloading = true;
    manager.reloading();
    try {
      const loaded = await loadAgain(inForce.read, inForce.lists, this.#options.now);
      const published = await workers.seal(loaded);
      figures.snapshotChanges();
      await workers.publish(loaded.config, published);
      this.#putInForce(loaded, published);
      admin.token = loaded.token;
      await rules.follow(loaded.config);
      await exemptions.follow(loaded.config);
      figures.comparison = await comparisonOf(loaded.config, this.#options.log);
      status.refused = [];
    } catch (error) {
      status.reloads.failures += 1;
      status.refused = codesOf(error);
      prober.withdrawn();
      throw error;
    } finally {
      status.reloading = false;
      manager.reloaded(inForce.condition);
    }
  }

  /** The same lists and settings, with the stop pages that there are now. */
  async #republish(): Promise<void> {
    const { figures, workers, inForce } = this.#parts;
    const { config, published } = inForce;
    if (published === undefined || figures.status.phase !== 'running') return;
    await workers.publish(config, published);
  }

  #putInForce({ config, compiled }: LoadedConfig, published: PublishedSnapshot): void {
    const { figures, prober, stopPages, inForce, statistics } = this.#parts;
    const { log, now } = this.#options;
    inForce.replace(config, published);
    prober.inForce(config.reloadable, this.proxyAddresses);
    stopPages.follow(config);
    this.#shadowsEnd.set(compiled.changesAt);
    figures.inForce(config, compiled, now());
    statistics.listsInForce(enforcedLists(config, compiled));
    logLists(log, compiled);
  }
}
