/**
 * Two sockets joined: CONNECT, WebSocket after its handshake, TLS and unknown protocols of the transparent mode. In a
 * CONNECT tunnel the client's first bytes are held until they have been judged ({@link Peek}); what the origin says passes
 * all the while, so that a protocol in which the server speaks first does not hang.
 */

import type { Expiring } from '../connection/deadlines.ts';
import type { Station } from '../connection/station.ts';
import { DIRECTION, UNINSPECTABLE } from '../observe/vocabulary.ts';
import type { Policy } from '../policy/policy.ts';
import { type OwnedSocket, own } from '../socket/ownership.ts';
import { write } from '../socket/write.ts';
import { PEEK_MORE, PEEK_OPEN, type Peek, shut } from './hello-peek.ts';

/** What a tunnel belongs to. */
export interface Flow {
  readonly station: Station;
  readonly policy: Policy;
  readonly market: number;
}

export class Tunnel implements Expiring {
  deadline = 0;

  readonly #flow: Flow;
  readonly #client: OwnedSocket;
  readonly #origin: OwnedSocket;
  #peek: Peek | undefined;
  #originSpoke = false;
  #over = false;

  /** `peek`: judges what the client says first; `undefined` where everything is to pass. */
  constructor(flow: Flow, client: OwnedSocket, origin: OwnedSocket, peek: Peek | undefined) {
    this.#flow = flow;
    this.#client = client;
    this.#origin = origin;
    this.#peek = peek;
  }

  /**
   * `first`: what the client has sent already. `ended`: it has closed its side, too. `rest`: what the origin has said and
   * the client has not got yet.
   */
  begin(first: Buffer | undefined, ended: boolean, rest?: Buffer): void {
    const { station, policy } = this.#flow;
    station.deadlines.add(this);
    this.#setDeadline(this.#peek === undefined ? policy.limits.tunnelIdleTime : policy.limits.idleTime);
    own(this.#client, {
      data: (bytes) => this.#fromClient(bytes),
      ended: () => this.#clientEnded(),
      drained: () => this.#origin.resume(),
      closed: (failed) => this.#closed(this.#origin, failed),
    });
    own(this.#origin, {
      data: (bytes) => this.#fromOrigin(bytes),
      ended: () => this.#client.end(),
      drained: () => this.#client.resume(),
      closed: (failed) => this.#closed(this.#client, failed),
    });
    this.#client.resume();
    this.#origin.resume();
    if (rest !== undefined) this.#fromOrigin(rest);
    if (first !== undefined) this.#fromClient(first);
    if (ended) this.#clientEnded();
  }

  cut(): void {
    this.#destroy();
  }

  expire(): void {
    if (this.#peek?.untouched === false) this.#shut(this.#peek, this.#peek.giveUp());
    else this.#destroy();
  }

  #fromClient(bytes: Buffer): void {
    if (this.#peek === undefined) this.#pass(this.#client, this.#origin, bytes);
    else this.#look(this.#peek, bytes);
  }

  #fromOrigin(bytes: Buffer): void {
    if (this.#peek?.untouched === true && !this.#originSpoke) this.#countServerFirst();
    this.#originSpoke = true;
    this.#pass(this.#origin, this.#client, bytes);
  }

  #pass(from: OwnedSocket, to: OwnedSocket, bytes: Buffer): void {
    if (!write(to, bytes)) from.pause();
    const direction = to === this.#origin ? DIRECTION.request : DIRECTION.response;
    this.#flow.station.observer.bytes(direction, bytes.length);
    if (this.#peek === undefined) this.#setDeadline(this.#flow.policy.limits.tunnelIdleTime);
  }

  #look(peek: Peek, bytes: Buffer): void {
    if (peek.untouched) this.#setDeadline(this.#flow.policy.limits.helloTime);
    const result = peek.read(bytes);
    if (result === PEEK_MORE) return;
    if (result !== PEEK_OPEN) {
      this.#shut(peek, result);
      return;
    }
    this.#peek = undefined;
    this.#setDeadline(this.#flow.policy.limits.tunnelIdleTime);
    this.#pass(this.#client, this.#origin, peek.held);
  }

  #countServerFirst(): void {
    const { station, market } = this.#flow;
    station.observer.uninspectable(market, UNINSPECTABLE['server-first']);
  }

  /** Ends a TLS connection before any of it has reached the origin. */
  #shut(peek: Peek, result: number): void {
    this.#finish();
    this.#origin.destroy();
    shut(this.#client, peek.flow, result);
  }

  #clientEnded(): void {
    // An unfinished hello will not be finished: there is nothing that could be judged, and nothing to pass on.
    if (this.#peek?.untouched === false) this.#destroy();
    else this.#origin.end();
  }

  /** A reset goes on as a reset, so that neither side takes a part for the whole. */
  #closed(other: OwnedSocket, failed: boolean): void {
    if (this.#over) return;
    this.#finish();
    if (failed) other.resetAndDestroy();
    else other.destroySoon();
  }

  #destroy(): void {
    this.#finish();
    this.#client.destroy();
    this.#origin.destroy();
  }

  #finish(): void {
    this.#over = true;
    this.#peek?.letGo();
    this.#peek = undefined;
    this.#flow.station.deadlines.remove(this);
  }

  #setDeadline(after: number): void {
    this.deadline = this.#flow.station.deadlines.now + after;
  }
}
