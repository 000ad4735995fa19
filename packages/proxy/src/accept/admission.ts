import type { ProxyObserver } from '../observe/observer.ts';
import { MODE, type ModeCode, REJECTION, type RejectionCode } from '../observe/vocabulary.ts';
import type { ExemptionTable } from '../policy/exemptions.ts';
import type { Policy } from '../policy/policy.ts';
import { type OwnedSocket, onceClosed } from '../socket/ownership.ts';

/** A worker that was full has room again at this share of what it may have. */
const ROOM = 0.9;

/** What {@link Admission.admit} says of a client that may come in. */
export interface Admitted {
  readonly market: number;
  /** See `ClientStanding`. */
  readonly exempt: boolean;
}

/** What a client's standing follows from. */
export interface AdmissionRules {
  readonly policy: Policy;
  readonly exemptions: ExemptionTable;
}

/**
 * Who may have a connection, and how many. Counts live exactly as long as the connections that they count, and nowhere
 * else is a client's address kept.
 */
export class Admission {
  readonly #observer: ProxyObserver;
  readonly #filled: (full: boolean) => void;
  #most: number;
  readonly #byClient = new Map<string, number>();
  #count = 0;
  #full = false;

  /**
   * @param most - connections at one time in this worker.
   * @param filled - told when there are as many, and when there is room again: a tenth less, so that it is not told all the time.
   */
  constructor(observer: ProxyObserver, most: number, filled: (full: boolean) => void = () => {}) {
    this.#observer = observer;
    this.#most = most;
    this.#filled = filled;
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
  admit(socket: OwnedSocket, client: string, rules: AdmissionRules, mode: ModeCode): Admitted | undefined {
    if (socket.destroyed || client === '') return this.reject(REJECTION['client-gone']);
    const { policy, exemptions } = rules;
    const { allowed, market, exempt } = policy.standingOf(client, exemptions);
    if (!allowed && mode === MODE.explicit) return this.reject(REJECTION['client-not-allowed']);
    const already = this.#byClient.get(client) ?? 0;
    if (already >= policy.limits.connectionsPerClient) return this.reject(REJECTION['client-limit']);
    if (this.#count >= this.#most) return this.reject(REJECTION['connection-limit']);
    this.#byClient.set(client, already + 1);
    this.#count += 1;
    this.#observer.connectionOpened(mode);
    if (exempt) this.#observer.connectionExempted(mode);
    onceClosed(socket, () => this.#release(client, mode));
    this.#look();
    return { market, exempt };
  }

  /** The kernel's or Node's own limit turned a connection away before we saw it. */
  dropped(): void {
    this.reject(REJECTION['connection-limit']);
  }

  #release(client: string, mode: ModeCode): void {
    const left = (this.#byClient.get(client) ?? 1) - 1;
    if (left === 0) this.#byClient.delete(client);
    else this.#byClient.set(client, left);
    this.#count -= 1;
    this.#observer.connectionClosed(mode);
    this.#look();
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
