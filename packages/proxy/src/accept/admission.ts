import type { Socket } from 'node:net';
import type { ProxyObserver } from '../observe/observer.ts';
import { MODE, type ModeCode, REJECTION, type RejectionCode } from '../observe/vocabulary.ts';
import type { Policy } from '../settings/policy.ts';

/** What {@link Admission.admit} says of a client that may come in. */
export interface Admitted {
  readonly market: number;
}

/**
 * Who may have a connection, and how many. Counts live exactly as long as the connections that they count, and nowhere
 * else is a client's address kept.
 */
export class Admission {
  readonly #observer: ProxyObserver;
  readonly #most: number;
  readonly #byClient = new Map<string, number>();
  #count = 0;

  /** `most`: connections at one time in this worker. */
  constructor(observer: ProxyObserver, most: number) {
    this.#observer = observer;
    this.#most = most;
  }

  get count(): number {
    return this.#count;
  }

  /** Lets the client of that address in until its socket closes, or counts why not and returns `undefined`. */
  admit(socket: Socket, client: string, policy: Policy, mode: ModeCode): Admitted | undefined {
    if (socket.destroyed || client === '') return this.reject(REJECTION['client-gone']);
    const { allowed, market } = policy.standingOf(client);
    if (!allowed && mode === MODE.explicit) return this.reject(REJECTION['client-not-allowed']);
    const already = this.#byClient.get(client) ?? 0;
    if (already >= policy.limits.connectionsPerClient) return this.reject(REJECTION['client-limit']);
    if (this.#count >= this.#most) return this.reject(REJECTION['connection-limit']);
    this.#byClient.set(client, already + 1);
    this.#count += 1;
    this.#observer.connectionOpened(mode);
    socket.once('close', () => this.#release(client, mode));
    return { market };
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
  }

  /** Counts a connection that is not let in. */
  reject(reason: RejectionCode): undefined {
    this.#observer.connectionRejected(reason);
    return undefined;
  }
}
