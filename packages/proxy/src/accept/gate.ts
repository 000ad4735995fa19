import { isDeepStrictEqual } from 'node:util';
import { Deadlines } from '../connection/deadlines.ts';
import { Flow } from '../connection/flow.ts';
import { Station } from '../connection/station.ts';
import { ownAddresses } from '../decide/destinations.ts';
import type { RuleMatcher } from '../decide/rule-matcher.ts';
import type { Resolver } from '../dial/resolver.ts';
import { resolverFor } from '../dial/resolver-for.ts';
import { withoutZone } from '../linux/address-bytes.ts';
import type { ProxyObserver } from '../observe/observer.ts';
import { type BoundQueue, QueueServer } from '../packet/queue-server.ts';
import { ExemptionTable } from '../policy/exemptions.ts';
import { Policy } from '../policy/policy.ts';
import type { DataPlaneSettings, NameSource, ReloadableSettings } from '../settings/settings.ts';
import { READ_SHARES } from '../socket/read-shares.ts';
import { Admission } from './admission.ts';
import { capacityOf, openFilesLimit } from './capacity.ts';
import { Entrance } from './entrance.ts';
import { Listener, type ListenerAddress } from './listener.ts';

/** Deadlines are noticed late by up to this many milliseconds, or by a tenth of the shortest. */
const SLOWEST_SWEEP = 500;
/** How often a drain looks whether it is done, in milliseconds. */
const DRAIN_LOOK = 20;
/** In canonical form, and never in use (RFC 6761 §6.4). */
const PROBE = 'probe.invalid';

export interface GateOptions {
  /** For each list of the snapshot the slot that it counts in. */
  readonly listSlots?: Uint16Array;
  readonly settings: DataPlaneSettings;
  readonly workers: number;
  readonly matcher: RuleMatcher;
  readonly observer: ProxyObserver;
  /** See {@link Gate.exempt}. Default: none. */
  readonly exemptions?: SharedArrayBuffer | undefined;
  /** Where names are looked up, in place of the settings. */
  readonly resolver?: Resolver;
  /** Notified when this worker has as many connections as it may, and when it has room again. */
  readonly filled?: (full: boolean) => void;
  /** Notified of each error that keeps this worker from accepting, the first time. */
  readonly paused?: (errno: string) => void;
  /** The queue of netfilter that this worker serves. Default: none. */
  readonly queue?: BoundQueue | undefined;
}

/** All listening sockets of one worker, and the connections that came in through them. */
export class Gate {
  readonly #station: Station;
  readonly #admission: Admission;
  readonly #entrances: readonly Entrance[];
  readonly #listeners: readonly Listener[];
  readonly #queue: QueueServer | undefined;
  readonly #own: readonly string[] = ownAddresses();
  readonly #workers: number;
  readonly #openFiles = openFilesLimit();
  readonly #deadlines: Deadlines;
  /** Absent if a resolver was given. */
  #names: NameSource | undefined;

  constructor(options: GateOptions) {
    const { settings, workers, matcher, observer, resolver, listSlots, exemptions, filled, paused } = options;
    const deadlines = new Deadlines(sweepFor(settings));
    this.#workers = workers;
    this.#deadlines = deadlines;
    this.#names = resolver === undefined ? settings.resolvers : undefined;
    this.#station = new Station(new Policy(settings, this.#own), matcher, {
      observer,
      resolver: resolver ?? this.#resolverFor(settings.resolvers, observer),
      deadlines,
    });
    if (listSlots !== undefined) this.#station.listSlots = listSlots;
    READ_SHARES.onWait = (): void => observer.shareTaken();
    if (exemptions !== undefined) this.exempt(exemptions);
    const most = capacityOf(settings.limits.connections, workers, this.#openFiles);
    const whenFilled = (full: boolean): void => {
      for (const listener of this.#listeners) {
        if (full) listener.stepAside();
        else listener.stepBack();
      }
      filled?.(full);
    };
    this.#admission = new Admission(observer, most, whenFilled, paused);
    this.#entrances = settings.listeners.map(
      (listener, i) => new Entrance(listener, `listeners[${i}]`, this.#station, this.#admission),
    );
    this.#listeners = settings.listeners.map(
      (listener, i) => new Listener(listener, most, this.#entrances[i] as Entrance),
    );
    this.#queue = queueServerOf(options, this.#station);
  }

  /** Resolves with the addresses when all listen. */
  async listen(): Promise<readonly ListenerAddress[]> {
    const addresses = await Promise.all(this.#listeners.map((listener) => listener.listen(this.#workers > 1)));
    for (const [i, { port }] of addresses.entries()) (this.#entrances[i] as Entrance).port = port;
    this.#queue?.begin();
    this.#station.ownListeners = new Set(addresses.flatMap((address) => spelledOut(address, this.#own)));
    return addresses;
  }

  /**
   * From the next request on this matcher judges; from the next connection on these settings hold. Throws, with nothing
   * changed, if the settings cannot be used.
   */
  publish(matcher: RuleMatcher, listSlots: Uint16Array, settings?: ReloadableSettings): void {
    const policy = settings === undefined ? undefined : new Policy(settings, this.#own);
    this.#station.observer.snapshotReplaced(listSlots);
    this.#station.listSlots = listSlots;
    this.#station.matcher = matcher;
    if (policy !== undefined) this.#adopt(policy);
    if (settings !== undefined) this.#askAt(settings.resolvers);
  }

  /** From the next connection on, these sources are exempt. @param memory - of an {@link ExemptionTable}. */
  exempt(memory: SharedArrayBuffer): void {
    this.#station.exemptions = new ExemptionTable(memory);
  }

  /** Others than before are asked from the next dial on, with none of the old answers remembered. */
  #askAt(names: NameSource): void {
    if (this.#names === undefined || isDeepStrictEqual(names, this.#names)) return;
    this.#names = names;
    this.#station.resolver = this.#resolverFor(names, this.#station.observer);
  }

  #resolverFor(names: NameSource, observer: ProxyObserver): Resolver {
    return resolverFor(names, () => this.#deadlines.now, {
      outlived: () => observer.nameOutlived(),
      namesPerClient: () => this.#station.policy.limits.namesPerClient,
    });
  }

  #adopt(policy: Policy): void {
    this.#station.replacePolicy(policy);
    const most = capacityOf(policy.limits.connections, this.#workers, this.#openFiles);
    for (const listener of this.#listeners) listener.most = most;
    this.#admission.most = most;
  }

  /** Asks the matcher that judges now about a name that nobody has. Throws if it cannot answer, which ends the worker. */
  probe(): void {
    this.#station.matcher.matchHost(PROBE, 0);
  }

  /** Connections at this moment. */
  get connections(): number {
    return this.#admission.count;
  }

  /**
   * Stops accepting, ends what is idle, waits for the rest; resolves with the number of connections that were cut when
   * `graceMs` was over.
   */
  async drain(graceMs: number): Promise<number> {
    this.#station.draining = true;
    for (const listener of this.#listeners) listener.close();
    this.#queue?.close();
    const end = performance.now() + graceMs;
    this.#station.deadlines.each((one) => {
      if (one instanceof Flow) one.drain();
    });
    // A peer that has not said yet who its client is has a deadline, and is no connection yet.
    while (this.#admission.count + this.#deadlines.size > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_LOOK));
    }
    const cut = this.#admission.count;
    this.#station.deadlines.stop();
    this.#station.deadlines.each((one) => one.cut());
    return cut;
  }
}

function queueServerOf({ settings, queue, filled }: GateOptions, station: Station): QueueServer | undefined {
  if (queue === undefined || settings.packet === undefined) return undefined;
  return new QueueServer({ station, settings: settings.packet, queue, filled: filled ?? ((): void => {}) });
}

function sweepFor({ limits }: DataPlaneSettings): number {
  const times = Object.entries(limits).flatMap(([name, value]) => (name.endsWith('Time') ? [Number(value)] : []));
  return Math.max(5, Math.min(SLOWEST_SWEEP, ...times.map((time) => Math.floor(time / 10))));
}

/** `0.0.0.0:3128` answers on all of this machine's addresses. */
function spelledOut({ address, port }: ListenerAddress, own: readonly string[]): string[] {
  const addresses = address === '0.0.0.0' || address === '::' ? own : [address];
  return addresses.map((one) => `${withoutZone(one)}:${port}`);
}
