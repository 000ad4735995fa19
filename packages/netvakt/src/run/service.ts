import { availableParallelism } from 'node:os';
import {
  type AdminServer,
  allocateCounters,
  type CounterRegion,
  CounterTotals,
  ListLedger,
  ListSlots,
  Metrics,
  settleConnections,
  startAdmin,
} from '@netvakt/metrics';
import { DataPlane, type ListenerAddress, type WorkerEvent } from '@netvakt/proxy';
import { checkReload } from '../config/changes.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { socketOf } from './announce.ts';
import { codeInText, codeOf, ListenError } from './failure.ts';
import { type CompiledLists, loadLists, recordLists } from './lists.ts';
import type { Log } from './log.ts';
import { dataPlaneSettings, reloadableSettings } from './settings.ts';
import { counterShape, LIST_CAPACITY, LIST_VOCABULARY } from './shape.ts';
import { buildInfo, Status } from './status.ts';

/** Run from source, modules are `.ts`; the compiler renames imports, but not this. */
const WORKER_ENTRY = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/** What a service needs from outside. */
export interface ServiceOptions {
  readonly config: Config;
  readonly log: Log;
  /** Unix seconds. */
  readonly now: () => number;
  readonly commit: string | undefined;
}

/**
 * The running filter, as the main thread holds it: lists, data plane, counters, administration port.
 *
 *   start    administration → lists → data plane → ready
 *   reload   configuration → lists → publish; where any of it fails, nothing has changed
 *   stop     not ready → drain → administration
 */
export class Service {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #regions: readonly CounterRegion[];
  readonly #slots = new ListSlots(LIST_CAPACITY);
  readonly #ledger = new ListLedger(LIST_VOCABULARY);
  readonly #metrics: Metrics;
  readonly #status = new Status();
  #config: Config;
  #admin: AdminServer | undefined;
  #plane: DataPlane | undefined;
  #reloading: Promise<void> = Promise.resolve();

  constructor({ config, log, now, commit }: ServiceOptions) {
    this.#config = config;
    this.#log = log;
    this.#now = now;
    this.#status.workersWanted = config.fixed.workers === 0 ? availableParallelism() : config.fixed.workers;
    const shape = counterShape(config.fixed.markets);
    this.#regions = Array.from({ length: this.#status.workersWanted }, () => allocateCounters(shape));
    this.#ledger.track(config.reloadable.lists.map(({ settings: { id, markets } }) => ({ id, markets })));
    this.#metrics = new Metrics({
      totals: new CounterTotals(this.#regions),
      slots: this.#slots,
      lists: this.#ledger,
      build: buildInfo(commit),
      status: () => this.#status.read(),
    });
  }

  /** Starts everything. Rejects with a `ListenError` or `ListsError`, with nothing left running. */
  start(): Promise<void> {
    const started = this.#start();
    this.#reloading = started.catch(() => undefined); // a reload waits for it
    return started;
  }

  async #start(): Promise<void> {
    try {
      await this.#startAdmin();
      const compiled = await loadLists(this.#config, this.#ledger, this.#now);
      await this.#startPlane(compiled);
      this.#inForce(this.#config, compiled);
      this.#status.phase = 'running';
      this.#log.info(
        {
          proxy: this.proxyAddresses.map(socketOf),
          admin: this.adminAddresses.map(socketOf),
          workers: this.#status.workersWanted,
        },
        'listening',
      );
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Where clients connect, with the ports that the system chose. */
  get proxyAddresses(): readonly ListenerAddress[] {
    return this.#plane?.addresses() ?? [];
  }

  /** Where the administration port listens; empty before the start. */
  get adminAddresses(): readonly ListenerAddress[] {
    return this.#admin === undefined ? [] : [this.#admin.address];
  }

  /**
   * Reads configuration and lists again and puts them in force together. Rejects where any of it cannot be used; then
   * everything goes on as before. Calls are served one after the other.
   */
  reload(): Promise<void> {
    const turn = this.#reloading.then(() => this.#reload());
    this.#reloading = turn.catch(() => undefined);
    return turn;
  }

  /** Drains and ends. Resolves with the number of connections that had to be cut when the grace was over. */
  async stop(): Promise<number> {
    this.#status.phase = 'draining';
    const report = await this.#plane?.drain(this.#config.reloadable.graceMilliseconds);
    await this.close();
    return report?.cut ?? 0;
  }

  /** Ends everything at once. */
  async close(): Promise<void> {
    await this.#plane?.close();
    await this.#admin?.close();
  }

  async #startAdmin(): Promise<void> {
    const { address, port, hosts } = this.#config.fixed.admin;
    try {
      const sources = { metrics: this.#metrics, health: () => this.#status.health() };
      this.#admin = await startAdmin({ address, port, hosts }, sources);
    } catch (error) {
      throw new ListenError('admin.port', socketOf({ address, port }), codeOf(error) ?? 'unknown');
    }
  }

  async #startPlane({ buffer, snapshot }: CompiledLists): Promise<void> {
    const settings = dataPlaneSettings(this.#config);
    try {
      this.#plane = await DataPlane.start({
        settings,
        snapshot: buffer,
        listSlots: this.#slots.assign(snapshot.lists.map(({ id }) => id)),
        workers: this.#status.workersWanted,
        workerEntry: WORKER_ENTRY,
        workerData: (index) => this.#regions[index],
        onWorker: (event) => this.#onWorker(event),
      });
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined || !code.startsWith('EA')) throw error;
      throw new ListenError('proxy.listen', settings.listeners.map(socketOf).join(', '), code);
    }
    const plane = this.#plane;
    this.#status.workersRunning = () => plane.workersListening;
  }

  async #reload(): Promise<void> {
    const plane = this.#plane;
    if (plane === undefined || this.#status.phase !== 'running') return;
    this.#status.reloads.attempts += 1;
    try {
      const next = await loadConfig(this.#config.file);
      checkReload(this.#config, next);
      const compiled = await loadLists(next, this.#ledger, this.#now);
      const listSlots = this.#slots.assign(compiled.snapshot.lists.map(({ id }) => id));
      await plane.publish(compiled.buffer, { listSlots, settings: reloadableSettings(next) });
      this.#inForce(next, compiled);
    } catch (error) {
      this.#status.reloads.failures += 1;
      throw error;
    }
  }

  #inForce(config: Config, compiled: CompiledLists): void {
    const at = this.#now();
    this.#config = config;
    this.#status.reloads.lastSuccess = at;
    this.#status.snapshot = {
      rules: compiled.snapshot.ruleCount,
      bytes: compiled.buffer.byteLength,
      compileSeconds: compiled.seconds,
    };
    recordLists(config.reloadable.lists, compiled, this.#ledger, at);
    for (const { version, summary } of compiled.lists) {
      const { active, invalid, quarantined } = summary.counts;
      this.#log.debug({ list: summary.id, version, active, invalid, quarantined }, 'list in force');
    }
    this.#log.info(
      {
        lists: compiled.lists.length,
        rules: compiled.snapshot.ruleCount,
        seconds: Number(compiled.seconds.toFixed(3)),
      },
      'lists in force',
    );
  }

  #onWorker(event: WorkerEvent): void {
    if (event.kind === 'listening') return;
    if (event.kind === 'replaced') {
      this.#status.workerRestarts += 1;
      this.#log.info({ worker: event.index }, 'worker replaced');
      return;
    }
    const region = this.#regions[event.index];
    if (region !== undefined) settleConnections(region);
    this.#log.error({ worker: event.index, code: codeInText(event.message) }, 'worker died');
  }
}
