import type { FleetLook } from '@netvakt/metrics';
import { type BlockAnswer, DataPlane, type ListenerAddress, serviceManager } from '@netvakt/proxy';
import { renderAnswers, withStopPages } from '../blockpage/answers.ts';
import { StopPageKeeper } from '../blockpage/stop-page/keeper.ts';
import { checkReload } from '../config/changes.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import type { RateCounts } from '../list/block-rate.ts';
import { TotalsKeeper } from '../totals/keeper.ts';
import { readAdminFiles } from './admin-files.ts';
import { AdminPort } from './admin-port.ts';
import { advanceEvery } from './advance.ts';
import { AlarmClock } from './alarm-clock.ts';
import { socketOf } from './announce.ts';
import { codeOf, ListenError } from './failure.ts';
import { Figures } from './figures.ts';
import { warnOfHandOver } from './hand-over.ts';
import type { InForce } from './in-force.ts';
import { type CompiledLists, hasStoreChanged, loadLists, logLists } from './lists.ts';
import type { Log } from './log.ts';
import { type Condition, ManagerLink } from './manager-link.ts';
import { planeEvents } from './plane-events.ts';
import { lacksListener, NO_LISTENER } from './probe/listener.ts';
import { Prober } from './probe/prober.ts';
import { type ServiceOptions, WORKER_ENTRY } from './service-options.ts';
import { dataPlaneSettings, reloadableSettings } from './settings.ts';
import { reload } from './signals.ts';
import { Turns } from './turns.ts';

/** In seconds. */
const DAY = 86_400;
const MINUTE = 60;

/**
 * The running filter, as the main thread holds it: lists, data plane, figures, administration port.
 *
 *   start    administration → lists → data plane → ready
 *   reload   configuration → lists → publish; where any of it fails, nothing has changed
 *   stop     not ready → drain → administration
 */
export class Service {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #workerEntry: URL;
  readonly #migrates: (() => boolean) | undefined;
  readonly #figures: Figures;
  readonly #stopPages: StopPageKeeper;
  readonly #manager: ManagerLink;
  #config: Config;
  readonly #totals: TotalsKeeper;
  readonly #prober: Prober;
  readonly #admin: AdminPort;
  #stopAdvancing: () => void = () => undefined;
  #plane: DataPlane | undefined;
  #inForce: InForce | undefined;
  readonly #turns = new Turns();
  /** Rings when a list's time in shadow is over. */
  readonly #shadowsEnd = new AlarmClock(() => void reload(this, this.#log));

  constructor(options: ServiceOptions) {
    const { config, log, now, commit, workerEntry = WORKER_ENTRY, manager = serviceManager(), time } = options;
    this.#manager = new ManagerLink(manager);
    this.#config = config;
    this.#log = log;
    this.#now = now;
    this.#workerEntry = workerEntry;
    this.#migrates = options.migrates;
    this.#figures = new Figures(config, commit, now, time);
    const { store: path, keepDays } = config.fixed.statistics;
    const { statistics } = this.#figures;
    const figures = (): ReturnType<Figures['statisticsFigures']> => this.#figures.statisticsFigures();
    this.#totals = new TotalsKeeper({ path, keepDays, statistics, figures, now, log });
    this.#prober = new Prober(config, this.#figures.probes, now);
    this.#admin = new AdminPort(this.#figures, now);
    this.#stopPages = new StopPageKeeper({ log, changed: () => this.#turns.take(() => this.#republish()) });
  }

  /** Starts everything. Rejects with a `ListenError` or `ListsError`, with nothing left running. */
  start(): Promise<void> {
    return this.#turns.take(() => this.#start()); // a reload waits for it
  }

  /** Where clients connect, with the ports that the system chose. */
  get proxyAddresses(): readonly ListenerAddress[] {
    return this.#plane?.addresses() ?? [];
  }

  /** Where the administration port listens; empty before the start. */
  get adminAddresses(): readonly ListenerAddress[] {
    return this.#admin.addresses;
  }

  /**
   * Reads configuration and lists again and puts them in force together. Rejects where any of it cannot be used; then
   * everything goes on as before. Calls are served one after the other.
   */
  reload(): Promise<void> {
    return this.#turns.take(() => this.#reload());
  }

  /** A fetch of `list` was refused: counted like a load that was. */
  listRefused(list: string, reason: string): void {
    const { ledger } = this.#figures;
    ledger.attempted(list, this.#now());
    ledger.failed(list, reason);
  }

  /**
   * A fetch of `list` brought nothing new: what is in force is as fresh as that. `expiry`, Unix seconds, where its authority
   * has said anew until when.
   */
  listConfirmed(list: string, expiry: number | undefined): void {
    const { ledger } = this.#figures;
    const at = this.#now();
    ledger.attempted(list, at);
    ledger.fetched(list, { lastAttempt: at, lastSuccess: at, expiry });
  }

  /** A delivery was held, for `reasons`. */
  listHeld(reasons: readonly string[]): void {
    for (const reason of reasons) this.#figures.ledger.held(reason);
  }

  /** `list` was rolled back because it blocked too much. */
  listRolledBack(list: string): void {
    this.#figures.ledger.rolledBack(list);
  }

  /** True where somebody has taken a delivery or decided about one since the lists in force were read: they should be read again. */
  async isBehindStore(): Promise<boolean> {
    return this.#inForce !== undefined && (await hasStoreChanged(this.#config, this.#inForce.mark));
  }

  /** What `list` has blocked so far, and which delivery of it is in force. */
  rateOf(list: string): (RateCounts & { readonly delivery: string }) | undefined {
    const counts = this.#figures.countsOf(list);
    const facts = this.#inForce?.lists.find(({ id }) => id === list);
    return counts === undefined || facts === undefined ? undefined : { ...counts, delivery: facts.sha256 };
  }

  /** What a node's look at its fleet's store came to. */
  fleetLooked(look: FleetLook): void {
    this.#figures.fleetLooked(look, this.#now());
  }

  /** Drains and ends. Resolves with the number of connections that had to be cut when the grace was over. */
  async stop(): Promise<number> {
    this.#figures.status.phase = 'draining';
    this.#manager.stopping();
    this.#stopPages.stop();
    const report = await this.#plane?.drain(this.#config.reloadable.graceMilliseconds);
    await this.close();
    return report?.cut ?? 0;
  }

  /** Ends everything at once. */
  async close(): Promise<void> {
    this.#stopPages.stop();
    this.#stopAdvancing();
    this.#prober.close();
    this.#shadowsEnd.set(undefined);
    this.#manager.close();
    await this.#plane?.close();
    // After the workers: what they counted last is in it. The last interval is shorter than the others, and shows by day only.
    if (this.#figures.status.phase !== 'starting') this.#figures.statistics.advance(this.#now());
    this.#totals.close();
    await this.#admin.close();
  }

  async #start(): Promise<void> {
    const { ledger, status } = this.#figures;
    try {
      await this.#admin.open(this.#config, () => this.#totals.pagesOfMonth());
      const compiled = await loadLists(this.#config, ledger, this.#now);
      const answers = await renderAnswers(this.#config);
      const published = await this.#startPlane(compiled, answers);
      this.#putInForce(this.#config, compiled, published);
      status.phase = 'running';
      this.#advance();
      this.#manager.started(this.#condition, () => this.#plane?.probe() === true);
    } catch (error) {
      await this.close();
      throw error;
    }
    const [proxy, admin] = [this.proxyAddresses.map(socketOf), this.adminAddresses.map(socketOf)];
    this.#log.info({ proxy, admin, workers: status.workersWanted }, 'listening');
    if (lacksListener(this.#config.fixed)) this.#log.warn({ remedy: NO_LISTENER.remedy }, NO_LISTENER.found);
    warnOfHandOver(this.#config, this.#log, this.#migrates);
  }

  /** The statistics series show what was counted until now, and the store has it too. */
  advanceStatistics(): void {
    this.#figures.statistics.advance(this.#now());
    this.#totals.save();
  }

  #advance(): void {
    const { statistics } = this.#figures;
    const stops = [
      // Demonstrations show all at once; their totals are kept by the minute.
      advanceEvery(statistics.units.intervalSeconds || MINUTE, this.#now, () => this.advanceStatistics()),
      advanceEvery(DAY, this.#now, () => this.#figures.dayEnds()),
    ];
    this.#stopAdvancing = () => {
      for (const stop of stops) stop();
    };
  }

  async #startPlane(compiled: CompiledLists, answers: readonly BlockAnswer[]): Promise<InForce> {
    await this.#prober.prepare();
    const published = await this.#sealed(this.#config, compiled, answers);
    const settings = this.#prober.settings(dataPlaneSettings(this.#config, this.#answersOf(this.#config, answers)));
    const events = planeEvents(this.#figures, this.#log, () => this.#manager.describe(this.#condition));
    try {
      const plane = await DataPlane.start({
        settings,
        snapshot: published.buffer,
        listSlots: published.listSlots,
        hashKeys: published.hashKeys,
        workers: this.#figures.status.workersWanted,
        workerEntry: this.#workerEntry,
        workerData: (index) => this.#figures.workerFigures(index),
        ...events,
      });
      this.#plane = plane;
      this.#figures.status.overloadSeconds = () => plane.overloadSeconds;
      this.#figures.status.workersRunning = () => plane.workersListening;
      return published;
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined || !code.startsWith('EA')) throw error;
      throw new ListenError('proxy.listen', settings.listeners.map(socketOf).join(', '), code);
    }
  }

  async #reload(): Promise<void> {
    const { ledger, status } = this.#figures;
    if (this.#plane === undefined || status.phase !== 'running') return;
    status.reloads.attempts += 1;
    this.#manager.reloading();
    try {
      const next = await loadConfig(this.#config.file);
      checkReload(this.#config, next);
      const { token } = await readAdminFiles(next.fixed.admin, next.file);
      const answers = await renderAnswers(next);
      const compiled = await loadLists(next, ledger, this.#now);
      const published = await this.#sealed(next, compiled, answers);
      this.#figures.snapshotChanges();
      const settings = this.#prober.settings(reloadableSettings(next, this.#answersOf(next, answers)));
      const { buffer, listSlots, hashKeys } = published;
      await this.#plane.publish(buffer, { listSlots, hashKeys, settings });
      this.#putInForce(next, compiled, published);
      this.#admin.token = token;
    } catch (error) {
      status.reloads.failures += 1;
      this.#prober.withdrawn();
      throw error;
    } finally {
      this.#manager.reloaded(this.#condition);
    }
  }

  get #condition(): Condition {
    const { snapshot, workersWanted, workersRunning } = this.#figures.status;
    const lists = this.#config.reloadable.lists.length;
    return { rules: snapshot.rules, lists, workersWanted, workersRunning: workersRunning() };
  }

  /** The same lists and settings, with the stop pages that there are now. */
  async #republish(): Promise<void> {
    if (this.#plane === undefined || this.#inForce === undefined || this.#figures.status.phase !== 'running') return;
    const { buffer, listSlots, hashKeys, answers } = this.#inForce;
    const settings = this.#prober.settings(reloadableSettings(this.#config, this.#answersOf(this.#config, answers)));
    await this.#plane.publish(buffer, { listSlots, hashKeys, settings });
  }

  #answersOf(config: Config, answers: readonly BlockAnswer[]): readonly BlockAnswer[] {
    return withStopPages(config, answers, this.#stopPages.pagesFor(config));
  }

  /** What is to be published of `compiled`. */
  async #sealed(config: Config, compiled: CompiledLists, answers: readonly BlockAnswer[]): Promise<InForce> {
    const listSlots = this.#prober.slots(this.#figures.slotsOf(config, compiled));
    const { lists, mark, hashKeys } = compiled;
    return { buffer: await this.#prober.seal(compiled.buffer), hashKeys, lists, mark, listSlots, answers };
  }

  #putInForce(config: Config, compiled: CompiledLists, published: InForce): void {
    this.#config = config;
    this.#inForce = published;
    this.#prober.inForce(config.reloadable, this.proxyAddresses);
    this.#stopPages.follow(config);
    this.#shadowsEnd.set(compiled.changesAt);
    this.#figures.inForce(config, compiled, this.#now());
    logLists(this.#log, compiled);
  }
}
