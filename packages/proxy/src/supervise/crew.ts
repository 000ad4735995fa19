import { Worker } from 'node:worker_threads';
import { openSnapshot } from '@netvakt/matcher';
import type { ListenerAddress } from '../accept/listener.ts';
import { DescriptorSet } from '../linux/descriptor-set.ts';
import type { ExemptionTable } from '../policy/exemptions.ts';
import type { DataPlaneSettings } from '../settings/settings.ts';
import { Member } from './member.ts';
import type { ToWorker, WorkerStart } from './messages.ts';
import { OverloadClock } from './overload-clock.ts';
import { QueueSeat } from './queue-seat.ts';
import { type Unserved, UnservedClock } from './unserved-clock.ts';

/** Notified of the workers' lives; for a log, or for a readiness check. */
export type WorkerEvent =
  | { readonly kind: 'listening'; readonly index: number }
  /** The thread ended on its own: `message` is its error's text, which no wire or list input gets into. */
  | { readonly kind: 'died'; readonly index: number; readonly message: string }
  | { readonly kind: 'replaced'; readonly index: number }
  /** It cannot accept connections, and tries again each 100 ms. Once for each `errno`, such as `EPERM`, and process. */
  | { readonly kind: 'paused'; readonly index: number; readonly errno: string };

/** What is published: all of it takes effect with one message. */
export type Published = Omit<Extract<ToWorker, { kind: 'publish' }>, 'kind' | 'ticket'>;

export interface CrewOptions {
  readonly settings: DataPlaneSettings;
  readonly snapshot: SharedArrayBuffer;
  readonly listSlots: Uint16Array;
  /** Keys of the lists of keyed hashes in the snapshot. Default: none. */
  readonly hashKeys?: readonly Uint8Array[];
  /** Who is exempt from the start. Default: nobody. */
  readonly exemptions?: ExemptionTable | undefined;
  /** The module that each worker runs; it calls `serveDataPlane`. */
  readonly workerEntry: URL;
  /** Structured-cloneable data for worker `index`; asked again for its replacement. */
  readonly workerData?: (index: number) => unknown;
  readonly onWorker?: (event: WorkerEvent) => void;
  /** Notified when every worker has as many connections as it may, and when one has room again. */
  readonly onOverload?: (overloaded: boolean) => void;
  /**
   * Throws if a buffer is no snapshot; for tests that bring their own rules. Default: the matcher's `openSnapshot`, which
   * checks all of it, so that workers need not.
   */
  readonly validate?: (buffer: SharedArrayBuffer) => unknown;
}

/**
 * A worker that dies at once (a port taken away, no memory) is tried again after this pause, in milliseconds; the first
 * replacement of a worker that has lived comes without one.
 */
const RETRY_PAUSE = 500;

/**
 * The workers of one data plane: as many members for connections as were asked for, if there is a listener, and one for each queue of
 * netfilter; each is replaced when it dies.
 */
export class Crew {
  addresses: readonly ListenerAddress[] = [];

  readonly #options: CrewOptions;
  readonly #workers: number;
  readonly #members: Member[] = [];
  #settings: DataPlaneSettings;
  /** What a worker that starts is given. */
  #rules: Omit<Published, 'settings'>;
  #exemptions: SharedArrayBuffer | undefined;
  readonly #overload = new OverloadClock();
  /** One for each queue. */
  readonly #unserved: readonly UnservedClock[];
  /** Errors that have kept workers from accepting. */
  readonly #errnos = new Set<string>();
  #tickets = 0;
  #ending = false;
  /** What was found whole. The same buffer is published again if only settings change. */
  readonly #valid = new WeakSet<SharedArrayBuffer>();

  constructor(options: CrewOptions, size: number) {
    if (!Number.isSafeInteger(size) || size < 1)
      throw new RangeError(`Cannot start ${size} workers: at least 1 is needed`);
    this.#options = options;
    this.#workers = options.settings.listeners.length > 0 ? size : 0;
    this.#settings = options.settings;
    this.#unserved = Array.from({ length: options.settings.packet?.queues ?? 0 }, () => new UnservedClock());
    this.#exemptions = options.exemptions?.memory;
    const { snapshot, listSlots, hashKeys = [] } = options;
    this.#rules = { snapshot, listSlots, hashKeys };
  }

  get listening(): number {
    return this.#members.filter((member) => member.listening).length;
  }

  /** How long every worker was full, since the start. */
  get overloadSeconds(): number {
    return this.#overload.seconds;
  }

  /** How long queues were not served, since the start; of several, the times of all added up. */
  unservedSeconds(reason: Unserved): number {
    return this.#unserved.reduce((sum, clock) => sum + clock.seconds(reason), 0);
  }

  async start(): Promise<void> {
    this.#validate(this.#rules.snapshot);
    const all = this.#workers + (this.#settings.packet?.queues ?? 0);
    const first = this.#spawn(0);
    this.addresses = await first.started;
    this.#settings = withAddresses(this.#settings, this.addresses);
    const rest = Array.from({ length: all - 1 }, (_, i) => this.#spawn(i + 1));
    await Promise.all(rest.map((member) => member.started));
    // Only now: a worker that cannot start at all is the caller's to hear of, not to be tried forever.
    for (const member of this.#members) void this.#replaceWhenDead(member);
  }

  async publish({ settings, ...rules }: Published): Promise<void> {
    this.#validate(rules.snapshot);
    const ticket = (this.#tickets += 1);
    const message = { kind: 'publish', ticket, ...rules, settings } as const;
    const outcomes = await Promise.allSettled(this.#members.map((member) => member.publish(message)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    // A replacement that started while we waited read the old fields: give it the new ones as well.
    this.#rules = rules;
    if (settings !== undefined) this.#settings = { ...settings, listeners: this.#settings.listeners };
    const late = this.#members.filter((member) => member.lastTicket < ticket);
    await Promise.all(late.map((member) => member.publish(message)));
  }

  exempt({ memory }: ExemptionTable): void {
    this.#exemptions = memory;
    for (const member of this.#members) member.exempt(memory);
  }

  async drain(graceMs: number): Promise<number> {
    this.#ending = true;
    const cuts = await Promise.all(this.#members.map((member) => member.drain(graceMs)));
    return cuts.reduce((sum, cut) => sum + cut, 0);
  }

  async close(): Promise<void> {
    this.#ending = true;
    await Promise.all(this.#members.map((member) => member.terminate()));
  }

  /** Asks each worker for a sign of life; true if each has given the last one that it was asked for. */
  probe(): boolean {
    return this.#members.map((member) => member.probe()).every(Boolean);
  }

  /** A worker follows the indices of a snapshot without a look: one that is damaged must not get there. */
  #validate(snapshot: SharedArrayBuffer): void {
    if (this.#valid.has(snapshot)) return;
    (this.#options.validate ?? openSnapshot)(snapshot);
    this.#valid.add(snapshot);
  }

  #spawn(index: number): Member {
    const seat = this.#seatFor(index);
    const descriptors = new DescriptorSet();
    const start: WorkerStart = {
      index,
      workers: this.#workers,
      rehearses: seat === undefined && this.#members[index] === undefined,
      queue: seat?.queue,
      settings: seat === undefined ? this.#settings : { ...this.#settings, listeners: [] },
      ...this.#rules,
      exemptions: this.#exemptions,
      descriptors: descriptors.memory,
      data: this.#options.workerData?.(index),
    };
    const member = new Member(new Worker(this.#options.workerEntry, { workerData: start }), descriptors, {
      filled: () => this.#filled(),
      paused: (errno) => this.#paused(index, errno),
    });
    this.#members[index] = member;
    if (seat !== undefined) void member.ended.then(() => seat.close());
    member.started.then(
      () => this.#options.onWorker?.({ kind: 'listening', index }),
      () => {}, // reported by `ended`
    );
    return member;
  }

  /** The queue of a worker that serves one. */
  #seatFor(index: number): QueueSeat | undefined {
    const { packet } = this.#settings;
    const clock = this.#clockOf(index);
    if (packet === undefined || clock === undefined) return undefined;
    const hung = (): void => void this.#members[index]?.terminate();
    return new QueueSeat(packet, { index: index - this.#workers, clock, hung });
  }

  /** Clock of the queue of a worker that serves one. */
  #clockOf(index: number): UnservedClock | undefined {
    return this.#unserved[index - this.#workers];
  }

  /** A connection that one worker has no room for is taken by another; a flow of a queue that is full by none. */
  #filled(): void {
    const workers = this.#members.slice(0, this.#workers);
    const queues = this.#members.slice(this.#workers);
    const full = !this.#ending && ((workers.length > 0 && workers.every(isFull)) || queues.some(isFull));
    if (this.#overload.set(full)) this.#options.onOverload?.(full);
  }

  /** Workers have the same kernel and the same privileges: what one cannot do, none can. */
  #paused(index: number, errno: string): void {
    if (this.#errnos.has(errno)) return;
    this.#errnos.add(errno);
    this.#options.onWorker?.({ kind: 'paused', index, errno });
  }

  async #replaceWhenDead(member: Member): Promise<void> {
    const index = this.#members.indexOf(member);
    const message = await member.ended;
    if (this.#ending) return;
    this.#clockOf(index)?.died();
    this.#options.onWorker?.({ kind: 'died', index, message });
    if (!member.listening) await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE));
    if (this.#ending) return;
    void this.#replaceWhenDead(this.#spawn(index));
    this.#options.onWorker?.({ kind: 'replaced', index });
  }
}

function isFull({ full }: Member): boolean {
  return full;
}

function withAddresses(settings: DataPlaneSettings, addresses: readonly ListenerAddress[]): DataPlaneSettings {
  return {
    ...settings,
    listeners: settings.listeners.map((listener, i) => ({ ...listener, port: addresses[i]?.port ?? listener.port })),
  };
}
