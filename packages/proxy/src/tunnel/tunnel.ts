/**
 * Two sockets joined: CONNECT, WebSocket after its handshake, TLS and unknown protocols of the transparent mode. In a
 * CONNECT tunnel the client's first bytes are held until they have been judged ({@link HelloPeek}); what the origin says passes
 * all the while, so that a protocol in which the server speaks first does not hang.
 *
 *   PEEKING ──► OPEN ──► OVER
 */
import type { Flow } from '../connection/flow.ts';
import type { FlowStage } from '../connection/flow-stage.ts';
import { DIRECTION, UNINSPECTABLE } from '../observe/vocabulary.ts';
import { type OwnedSocket, own } from '../socket/ownership.ts';
import type { SocketOwner } from '../socket/socket-owner.ts';
import { write } from '../socket/write.ts';
import { type HelloPeek, PEEK_MORE, PEEK_OPEN } from './hello-peek.ts';

const PEEKING = 0;
const OPEN = 1;
const OVER = 2;

export class Tunnel implements FlowStage {
  readonly #flow: Flow;
  readonly #client: OwnedSocket;
  readonly #origin: OwnedSocket;
  #peek: HelloPeek | undefined;
  #state: number;
  #originSpoke = false;

  /**
   * Joins the flow's client to `origin`, and passes what the client has sent already. `peek`: judges what the client says first;
   * `undefined`: everything passes. `rest`: what the origin has said and the client has not got yet.
   */
  static begin(flow: Flow, origin: OwnedSocket, peek: HelloPeek | undefined, rest?: Buffer): void {
    new Tunnel(flow, origin, peek).#begin(rest);
  }

  private constructor(flow: Flow, origin: OwnedSocket, peek: HelloPeek | undefined) {
    this.#flow = flow;
    this.#client = flow.socket;
    this.#origin = origin;
    this.#peek = peek;
    this.#state = peek === undefined ? OPEN : PEEKING;
  }

  #begin(rest: Buffer | undefined): void {
    const { limits } = this.#flow.policy;
    this.#flow.setDeadline(this.#state === OPEN ? limits.tunnelIdleTime : limits.idleTime);
    this.#flow.hand(this);
    own(this.#origin, new OriginSide(this));
    this.#client.resume();
    this.#origin.resume();
    if (rest !== undefined) this.fromOrigin(rest);
    const { received } = this.#flow;
    if (received.bytes !== undefined) {
      if (this.#peek === undefined) this.#passReceived();
      else this.#look(this.#peek, received.bytes);
    }
    if (this.#flow.ended) this.ended();
  }

  // ── the client's side ───────────────────────────────────────────────────────────────────────────────────────────────

  data(bytes: Buffer): void {
    if (this.#peek === undefined) {
      this.#pass(this.#client, this.#origin, bytes);
      return;
    }
    const { received } = this.#flow;
    received.add(bytes);
    this.#look(this.#peek, bytes);
    received.settle();
  }

  ended(): void {
    // An unfinished hello will not be finished: there is nothing that could be judged, and nothing to pass on.
    if (this.#peek?.untouched === false) this.#destroy();
    else this.#origin.end();
  }

  drained(): void {
    this.#origin.resume();
  }

  closed(failed: boolean): void {
    this.#closed(this.#origin, failed);
  }

  expire(): void {
    if (this.#peek?.untouched === false) this.#shut(this.#peek, this.#peek.giveUp());
    else this.#destroy();
  }

  cut(): void {
    this.#destroy();
  }

  drain(): void {}

  // ── the origin's side ───────────────────────────────────────────────────────────────────────────────────────────────

  fromOrigin(bytes: Buffer): void {
    if (this.#peek?.untouched === true && !this.#originSpoke) {
      this.#flow.tally.uninspectable(UNINSPECTABLE['server-first']);
    }
    this.#originSpoke = true;
    this.#pass(this.#origin, this.#client, bytes);
  }

  originEnded(): void {
    this.#client.end();
  }

  originDrained(): void {
    this.#client.resume();
  }

  originClosed(failed: boolean): void {
    this.#closed(this.#client, failed);
  }

  // ── between the two ─────────────────────────────────────────────────────────────────────────────────────────────────

  #pass(from: OwnedSocket, to: OwnedSocket, bytes: Buffer): void {
    if (!write(to, bytes)) from.pause();
    const direction = to === this.#origin ? DIRECTION.request : DIRECTION.response;
    this.#flow.station.observer.bytes(direction, bytes.length);
    if (this.#peek === undefined) this.#flow.setDeadline(this.#flow.policy.limits.tunnelIdleTime);
  }

  #passReceived(): void {
    const bytes = this.#flow.received.take();
    if (bytes !== undefined) this.#pass(this.#client, this.#origin, bytes);
  }

  /** `bytes`: those that have not been read yet; they are among the flow's. */
  #look(peek: HelloPeek, bytes: Buffer): void {
    if (peek.untouched) this.#flow.setDeadline(this.#flow.policy.limits.helloTime);
    const result = peek.read(bytes);
    if (result === PEEK_MORE) return;
    if (result !== PEEK_OPEN) {
      this.#shut(peek, result);
      return;
    }
    this.#peek = undefined;
    this.#state = OPEN;
    this.#flow.setDeadline(this.#flow.policy.limits.tunnelIdleTime);
    this.#passReceived();
  }

  // ── the ends ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Ends a TLS connection before any of it has reached the origin. */
  #shut(peek: HelloPeek, result: number): void {
    this.#end();
    this.#origin.destroy();
    peek.shut(result);
  }

  /** A reset goes on as a reset, so that neither side takes a part for the whole. */
  #closed(other: OwnedSocket, failed: boolean): void {
    if (this.#state === OVER) return;
    this.#end();
    this.#flow.close();
    if (failed) other.resetAndDestroy();
    else other.destroySoon();
  }

  #destroy(): void {
    this.#end();
    this.#origin.destroy();
    this.#flow.abandon(false);
  }

  #end(): void {
    this.#state = OVER;
    this.#peek = undefined;
    this.#flow.received.clear();
  }
}

/** The origin's socket is the tunnel's, too. */
class OriginSide implements SocketOwner {
  readonly #tunnel: Tunnel;

  constructor(tunnel: Tunnel) {
    this.#tunnel = tunnel;
  }

  data(bytes: Buffer): void {
    this.#tunnel.fromOrigin(bytes);
  }
  ended(): void {
    this.#tunnel.originEnded();
  }
  drained(): void {
    this.#tunnel.originDrained();
  }
  closed(failed: boolean): void {
    this.#tunnel.originClosed(failed);
  }
}
