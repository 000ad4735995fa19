import { randomFillSync } from 'node:crypto';
import { availableParallelism } from 'node:os';
import {
  APART_SLOT,
  allocateCounters,
  allocateUnits,
  type Comparison,
  type CounterRegion,
  CounterTotals,
  type DayPages,
  ExemptionLedger,
  FleetLedger,
  figuresOf,
  ListLedger,
  ListSlots,
  Metrics,
  nextGeneration,
  type Overview,
  overviewOf,
  type PendingCount,
  ProbeLedger,
  releaseUnits,
  renewUnits,
  type Sources,
  Statistics,
  type StatisticsFigure,
  settleConnections,
  type UnitMemory,
  type Units,
} from '@netvakt/metrics';
import { capacityOf, openFilesLimit } from '@netvakt/proxy';
import type { CompiledLists } from '../compile/lists.ts';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/problem.ts';
import type { StatisticsSection } from '../config/schema/statistics.ts';
import type { RateCounts } from '../list/block-rate.ts';
import { recordLists } from './list-ledger.ts';
import { counterShape, LIST_CAPACITY, LIST_VOCABULARY } from './shape.ts';
import { buildInfo, Status } from './status.ts';

/** What a data-plane worker counts with. Crosses by structured clone, which shares the buffers. */
export interface WorkerFigures {
  readonly region: CounterRegion;
  readonly units: UnitMemory;
  /** See `clockOf`. */
  readonly time: SharedArrayBuffer | undefined;
}

/** How a canary is asked for; see `run/probe`. */
const PROBED: readonly string[] = ['http', 'connect', 'tls'];

/**
 * Everything that is counted: the workers' shared regions, the lists' ledger, the process's status, and the metrics made
 * of them. It outlives every worker and every reload.
 */
export class ServiceFigures {
  readonly metrics: Metrics;
  readonly statistics: Statistics;
  readonly probes: ProbeLedger;
  /** Threads for connections; those for queues of packets come on top. */
  readonly workers: number;
  readonly ledger: ListLedger = new ListLedger(LIST_VOCABULARY);
  readonly status: Status = new Status();
  /** `undefined` unless this is a node of a fleet. */
  readonly fleet: FleetLedger | undefined;
  /** What is shown of the coalition. */
  comparison: Comparison | undefined;
  #exemptions: ExemptionLedger | undefined;
  readonly #sources: Sources;
  readonly #regions: readonly CounterRegion[];
  readonly #totals: CounterTotals;
  readonly #slots = new ListSlots(LIST_CAPACITY);
  readonly #units: UnitMemory;
  readonly #time: SharedArrayBuffer | undefined;

  /**
   * @param commit - of the build; anything that is no hash shows as `unknown`
   * @param now - Unix seconds
   * @param time - see `clockOf`
   */
  constructor(
    { fixed, reloadable, fleet }: Config,
    commit: string | undefined,
    now: () => number = () => Date.now() / 1000,
    time?: SharedArrayBuffer,
  ) {
    this.fleet = fleet?.source === undefined ? undefined : new FleetLedger();
    this.#time = time;
    this.#units = allocateUnits(unitsOf(fixed.statistics), fixed.statistics.recentItems, fill);
    this.workers = fixed.workers === 0 ? availableParallelism() : fixed.workers;
    const { packet } = fixed;
    this.status.workersWanted = (fixed.listeners.length > 0 ? this.workers : 0) + (packet?.queues ?? 0);
    this.status.packet = packet;
    this.status.overloadPolicies = [
      ...fixed.listeners.map((listener) => (listener.mode === 'explicit' ? 'closed' : listener.overload)),
      ...(packet === undefined ? [] : [packet.overload]),
    ];
    const shape = counterShape(fixed.markets);
    this.#limit(reloadable.limits.connections);
    this.#regions = Array.from({ length: this.status.workersWanted }, () => allocateCounters(shape));
    // From here on the lists' series exist, at zero.
    this.ledger.track(
      reloadable.lists.map(({ settings: { id, markets } }) => ({ id, markets })),
      now(),
    );
    const totals = new CounterTotals(this.#regions);
    this.#totals = totals;
    this.statistics = new Statistics(totals, unitsOf(fixed.statistics), fixed.timeZones);
    this.probes = new ProbeLedger(shape.markets, PROBED);
    const exemptions = (): ExemptionLedger | undefined => this.#exemptions;
    const comparison = (): Comparison | undefined => this.comparison;
    this.#sources = {
      totals,
      statistics: this.statistics,
      probes: this.probes,
      slots: this.#slots,
      lists: this.ledger,
      fleet: this.fleet,
      get exemptions() {
        return exemptions();
      },
      get comparison() {
        return comparison();
      },
      build: buildInfo(commit),
      status: () => this.status.read(),
    };
    this.metrics = new Metrics(this.#sources);
  }

  /** The ledger of exemptions; `undefined` if `config` has no section for them. A reload may add or take it away. */
  exemptionsOf({ exemptions }: Config): ExemptionLedger | undefined {
    if (exemptions === undefined) this.#exemptions = undefined;
    else this.#exemptions ??= new ExemptionLedger(exemptions.reasons);
    return this.#exemptions;
  }

  /** What the operator's page shows at `unixSeconds`; `history` are totals by day, `undefined` if none are kept. */
  overview(unixSeconds: number, history: readonly DayPages[] | undefined): Overview {
    return overviewOf(this.#sources, history, unixSeconds);
  }

  /** The counters of worker `index`, and of its successors. */
  workerFigures(index: number): WorkerFigures | undefined {
    const region = this.#regions[index];
    return region === undefined ? undefined : { region, units: this.#units, time: this.#time };
  }

  /** The counters of this moment. What is blocked by market must not be shown from them: see {@link Statistics}. */
  get live(): CounterTotals {
    return this.#totals;
  }

  /** What the statistics show now, as rows. */
  statisticsFigures(): readonly StatisticsFigure[] {
    return figuresOf(this.statistics.totals, this.#slots, this.ledger);
  }

  /** What has been counted until now and no series shows; `counted` is that, and more, as rows. */
  pending(): { readonly unshown: readonly PendingCount[]; readonly counted: readonly StatisticsFigure[] } {
    const counted = this.statistics.counted();
    return {
      unshown: this.statistics.pending(counted, this.#slots),
      counted: figuresOf(counted, this.#slots, this.ledger),
    };
  }

  /** Takes over what another process had counted and not shown; returns it as rows, as far as it is of lists and markets that there are. */
  carry(unshown: readonly PendingCount[]): readonly StatisticsFigure[] {
    return figuresOf(this.statistics.carry(unshown, this.#slots), this.#slots, this.ledger);
  }

  /** Whether a list in force is past the expiry that its authority has signed. */
  listsExpired(unixSeconds: number): boolean {
    for (const [, { current, report }] of this.ledger.entries()) {
      if (current && (report?.expiry ?? Number.POSITIVE_INFINITY) < unixSeconds) return true;
    }
    return false;
  }

  /** Another snapshot is about to be published. */
  snapshotChanges(): void {
    nextGeneration(this.#units);
  }

  /** The day is over: who was counted in it is forgotten. */
  dayEnds(): void {
    renewUnits(this.#units, fill);
  }

  /**
   * For each list of a snapshot the slot that it counts in; a delivery in shadow has its list's. Throws a `ConfigError` if
   * too many ids were seen.
   */
  slotsOf(
    { file, reloadable }: Config,
    { lists }: { readonly lists: readonly { readonly id: string }[] },
  ): Uint16Array {
    const ids = lists.map(({ id }) => id);
    const apart = new Set(reloadable.lists.flatMap((list) => (list.apart ? [list.settings.id] : [])));
    if (this.#slots.lacking(ids) === 0) {
      return this.#slots.assign(ids).map((slot, i) => (apart.has(ids[i] ?? '') ? APART_SLOT : slot));
    }
    const fault = `names more lists than one process can count in its life: ${LIST_CAPACITY}, those that are gone included`;
    throw new ConfigError([
      { file, key: 'lists', fault, remedy: 'Restart the process: it forgets the lists that are gone' },
    ]);
  }

  /** What was counted so far for the list `id`, in its markets; `undefined` if it never was in force. */
  countsOf(id: string): RateCounts | undefined {
    const slot = new Map(this.#slots.entries()).get(id);
    const record = new Map(this.ledger.entries()).get(id);
    if (slot === undefined || record === undefined) return undefined;
    const { markets, protocols } = this.#totals.shape;
    let [blocked, inspected] = [0, 0];
    for (const [market, name] of markets.entries()) {
      if (!record.markets.has(name)) continue;
      for (const protocol of protocols.keys()) {
        blocked += this.#totals.sum('blockedByList', [market, protocol, slot]);
        inspected += this.#totals.sum('inspected', [market, protocol]);
      }
    }
    return { blocked, inspected };
  }

  /** Worker `index` is dead, its successor not yet there: what it had open is closed. */
  workerDied(index: number): void {
    const region = this.#regions[index];
    if (region !== undefined) settleConnections(region);
    releaseUnits(this.#units, index);
  }

  #limit(connections: number): void {
    const { status } = this;
    const limit = openFilesLimit();
    status.descriptors = { open: 0, limit };
    status.connectionLimit = capacityOf(connections, this.workers, limit) * this.workers;
  }

  /** The settings that figures depend on are in force. */
  settingsInForce({ fixed, reloadable }: Pick<Config, 'fixed' | 'reloadable'>): void {
    const { tlsBlock, subscriptions } = reloadable;
    this.statistics.endings.inForce(tlsBlock);
    this.statistics.subscriptions = new Map(
      fixed.markets.flatMap((market, i) => {
        const known = subscriptions[i];
        return known === undefined ? [] : [[market, known.filtered] as const];
      }),
    );
  }

  /** `compiled` is in force from `unixSeconds` on. */
  inForce(config: Config, compiled: CompiledLists, unixSeconds: number): void {
    const { reloadable } = config;
    this.status.reloads.lastSuccess = unixSeconds;
    this.settingsInForce(config);
    this.status.snapshot = {
      rules: compiled.snapshot.ruleCount,
      bytes: compiled.buffer.byteLength,
      compileSeconds: compiled.seconds,
    };
    if (compiled.generation !== undefined) this.fleet?.inForce(compiled.generation);
    recordLists(reloadable.lists, compiled, this.ledger, unixSeconds);
  }
}

function fill(words: Int32Array): void {
  randomFillSync(words);
}

/** The units of counting as the configuration sets them. */
function unitsOf({ windowSeconds, ipv6PrefixLength, attemptsPerClientDay, intervalSeconds }: StatisticsSection): Units {
  return { windowSeconds, ipv6PrefixLength, attemptsPerClientDay, intervalSeconds };
}
