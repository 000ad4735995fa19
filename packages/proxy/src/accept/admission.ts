import type { ProxyObserver } from '../observe/observer.ts';
import { MODE, type ModeCode, REJECTION, type RejectionCode } from '../observe/vocabulary.ts';
import { ClientCounts } from '../policy/client-counts.ts';
import type { ClientKey } from '../policy/client-key.ts';
import type { ExemptionTable } from '../policy/exemptions.ts';
import type { ClientStanding, Policy } from '../policy/policy.ts';
import { type OwnedSocket, onceClosed } from '../socket/ownership.ts';

/** A worker that was full has room again at this share of what it may have. */
const ROOM = 0.9;
/** The last quarter of a worker's connections is for clients and networks that have less than a quarter. */
const KEPT_FOR_OTHERS = 0.25;
/** With fewer connections than these, a quarter of them is a browser's. */
const LEAST_SHARED = 64;

/** What decides a client's rank. */
export interface AdmissionRules {
  readonly policy: Policy;
  readonly exemptions: ExemptionTable;
}

/**
 * Who may have a connection, and how many. Clients are counted by hashed keys: no address is kept, and there are never more of them
 * than connections. Whoever has many addresses of one network cannot have all connections of the worker.
 */
export class Admission {
  readonly #observer: ProxyObserver;
  readonly #filled: (full: boolean) => void;
  readonly #paused: (errno: string) => void;
  #most: number;
  readonly #counts = new ClientCounts();
  #count = 0;
  #full = false;
  readonly #errnos = new Set<string>();

  /**
   * @param most - connections at one time in this worker.
   * @param filled - called when there are as many, and when there is room again: a tenth less, so that it is not called all the time.
   * @param paused - called with the name of each error that keeps this worker from accepting, once.
   */
  constructor(
    observer: ProxyObserver,
    most: number,
    filled: (full: boolean) => void = () => {},
    paused: (errno: string) => void = () => {},
  ) {
    this.#observer = observer;
    this.#most = most;
    this.#filled = filled;
    this.#paused = paused;
  }

  /** From now on there may be as many connections at one time. None that exists is ended. */
  set most(most: number) {
    this.#most = most;
    this.#look();
  }

  get count(): number {
    return this.#count;
  }

  /** Lets the client of that address in until its socket closes, or counts why not and returns `undefined`. */
  admit(socket: OwnedSocket, address: string, rules: AdmissionRules, mode: ModeCode): ClientStanding | undefined {
    if (socket.destroyed || address === '') return this.reject(REJECTION['client-gone']);
    const { policy, exemptions } = rules;
    const standing = policy.standingOf(address, exemptions);
    if (!standing.allowed && mode === MODE.explicit) return this.reject(REJECTION['client-not-allowed']);
    if (this.#counts.of(standing.client) >= policy.limits.connectionsPerClient)
      return this.reject(REJECTION['client-limit']);
    if (this.#count >= this.#most) return this.reject(REJECTION['connection-limit']);
    if (this.#isKeptFrom(standing.site)) return this.reject(REJECTION['client-share']);
    this.#change(standing, 1);
    this.#observer.connectionOpened(mode);
    if (standing.exempt) this.#observer.connectionExempted(mode);
    onceClosed(socket, () => this.#release(standing, mode));
    this.#look();
    return standing;
  }

  /** The kernel's or Node's own limit turned a connection away before we saw it. */
  dropped(): void {
    this.reject(REJECTION['connection-limit']);
  }

  /** The kernel gave none of the connections that wait: counted each time, and the error reported the first time. */
  paused(errno: string): void {
    this.#observer.acceptPaused();
    if (this.#errnos.has(errno)) return;
    this.#errnos.add(errno);
    this.#paused(errno);
  }

  #release(standing: ClientStanding, mode: ModeCode): void {
    this.#change(standing, -1);
    this.#observer.connectionClosed(mode);
    this.#look();
  }

  #change({ client, site }: ClientStanding, by: 1 | -1): void {
    this.#count += by;
    this.#counts.change(client, by);
    if (site !== client) this.#counts.change(site, by);
  }

  #isKeptFrom(site: ClientKey): boolean {
    const kept = this.#most * KEPT_FOR_OTHERS;
    return this.#most >= LEAST_SHARED && this.#count >= this.#most - kept && this.#counts.of(site) >= kept;
  }

  #look(): void {
    const full = this.#count >= (this.#full ? Math.floor(this.#most * ROOM) + 1 : this.#most);
    if (full === this.#full) return;
    this.#full = full;
    this.#filled(full);
  }

  /** Counts a connection that is not let in. */
  reject(reason: RejectionCode): undefined {
    this.#observer.connectionRejected(reason);
    return undefined;
  }
}
