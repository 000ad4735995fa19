/**
 * Two sockets joined: CONNECT, WebSocket after its handshake, TLS and unknown protocols of the transparent mode. In a
 * CONNECT tunnel the client's first bytes are held until they have been judged ({@link HelloPeek}); what the origin sends passes
 * all the while, so that a protocol in which the server speaks first does not hang.
 *
 *   PEEKING ──► FOLLOWING ──► OPEN ──► LEAVING ──► OVER
 *
 * FOLLOWING: a hello was free, and the origin has not answered it yet. What may be a second hello is held.
 * LEAVING: one side has closed in order, and the other has not taken everything yet.
 */
import type { Flow } from '../connection/flow.ts';
import type { FlowStage } from '../connection/flow-stage.ts';
import { DIRECTION, UNINSPECTABLE } from '../observe/vocabulary.ts';
import { type OwnedSocket, own } from '../socket/ownership.ts';
import { hasUnsent } from '../socket/progress.ts';
import type { SocketOwner } from '../socket/socket-owner.ts';
import { write } from '../socket/write.ts';
import { type HelloPeek, PEEK_FOLLOW, PEEK_MORE, PEEK_OPEN } from './hello-peek.ts';
import { RequestLineWatch } from './request-line-watch.ts';

const PEEKING = 0;
const FOLLOWING = 1;
const OPEN = 2;
const LEAVING = 3;
const OVER = 4;

export class Tunnel implements FlowStage {
  readonly #flow: Flow;
  readonly #client: OwnedSocket;
  readonly #origin: OwnedSocket;
  #peek: HelloPeek | undefined;
  #watch: RequestLineWatch | undefined;
  #state: number;
  #originSpoke = false;

  /**
   * Joins the flow's client to `origin`, and passes what the client has sent already. `peek`: judges what the client sends first;
   * `undefined`: everything passes. `rest`: what the origin has sent and the client has not received yet.
   */
  static begin(flow: Flow, origin: OwnedSocket, peek: HelloPeek | undefined, rest?: Buffer): void {
    const state = peek === undefined ? OPEN : PEEKING;
    new Tunnel(flow, origin, peek, undefined, state).#begin(rest);
  }

  /** As {@link begin}, for a client whose first hello is free: `peek` has read all that it has sent. */
  static follow(flow: Flow, origin: OwnedSocket, peek: HelloPeek): void {
    new Tunnel(flow, origin, peek, undefined, FOLLOWING).#begin(undefined);
  }

  /** As {@link begin}, for what is not read: no request for an HTTP origin passes in it. `watch` has read all that came. */
  static watch(flow: Flow, origin: OwnedSocket, watch: RequestLineWatch, rest?: Buffer): void {
    new Tunnel(flow, origin, undefined, watch, OPEN).#begin(rest);
  }

  /** As {@link watch}, for a client that was allowed to send: what it has sent already is read now. */
  static stream(flow: Flow, origin: OwnedSocket, rest: Buffer | undefined): void {
    const watch = new RequestLineWatch(flow);
    const tunnel = new Tunnel(flow, origin, undefined, watch, OPEN);
    const { bytes } = flow.received;
    if (bytes === undefined || watch.passes(bytes)) tunnel.#begin(rest);
    else tunnel.#refuse(watch);
  }

  /**
   * As {@link begin}, for a tunnel that an intercepted origin has opened: many answer CONNECT like any other request, and read on.
   * What is no TLS is watched.
   */
  static guard(flow: Flow, origin: OwnedSocket, peek: HelloPeek, rest?: Buffer): void {
    new Tunnel(flow, origin, peek, new RequestLineWatch(flow), PEEKING).#begin(rest);
  }

  private constructor(
    flow: Flow,
    origin: OwnedSocket,
    peek: HelloPeek | undefined,
    watch: RequestLineWatch | undefined,
    state: number,
  ) {
    this.#flow = flow;
    this.#client = flow.socket;
    this.#origin = origin;
    this.#peek = peek;
    this.#watch = watch;
    this.#state = state;
  }

  #begin(rest: Buffer | undefined): void {
    const { limits } = this.#flow.policy;
    this.#flow.setDeadline(this.#state === PEEKING ? limits.idleTime : limits.tunnelIdleTime);
    this.#flow.hand(this);
    own(this.#origin, new OriginSide(this));
    this.#client.resume();
    this.#origin.resume();
    if (rest !== undefined) this.fromOrigin(rest);
    const { received } = this.#flow;
    if (received.bytes !== undefined) {
      if (this.#peek !== undefined && this.#state === PEEKING) this.#look(this.#peek, received.bytes);
      else this.#passReceived();
    }
    if (this.#flow.ended) this.ended();
  }

  // ── the client's side ───────────────────────────────────────────────────────────────────────────────────────────────

  data(bytes: Buffer): void {
    if (this.#peek === undefined) {
      if (this.#watch === undefined || this.#isFree(this.#watch, bytes)) this.#pass(this.#client, this.#origin, bytes);
      return;
    }
    if (this.#state === OVER) return;
    const { received } = this.#flow;
    received.add(bytes);
    this.#look(this.#peek, bytes);
    received.settle();
  }

  ended(): void {
    // An unfinished hello will not be finished: there is nothing that could be judged, and nothing to pass on.
    if (this.#holds()) this.#destroy();
    else if (this.#watch === undefined || this.#watch.passesEnd()) this.#origin.end();
    else this.#refuse(this.#watch);
  }

  drained(): void {
    this.#origin.resume();
  }

  closed(failed: boolean): void {
    this.#closed(this.#origin, failed);
  }

  expire(): void {
    if (this.#peek !== undefined && this.#holds()) this.#shut(this.#peek, this.#peek.giveUp());
    else this.#destroy();
  }

  cut(): void {
    this.#destroy();
  }

  drain(): void {}

  // ── the origin's side ───────────────────────────────────────────────────────────────────────────────────────────────

  fromOrigin(bytes: Buffer): void {
    if (this.#state === PEEKING && this.#peek?.untouched === true && !this.#originSpoke) {
      this.#flow.tally.uninspectable(UNINSPECTABLE['server-first']);
    }
    this.#originSpoke = true;
    this.#pass(this.#origin, this.#client, bytes);
    if (this.#state === FOLLOWING && this.#peek?.isAnswered(bytes) === true) this.#open();
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
    if (this.#state !== PEEKING && !this.#holds()) this.#flow.setDeadline(this.#flow.policy.limits.tunnelIdleTime);
  }

  #passReceived(): void {
    const bytes = this.#flow.received.takeAllBut(this.#peek?.held ?? 0);
    if (bytes !== undefined) this.#pass(this.#client, this.#origin, bytes);
  }

  /** Some of the client's bytes wait until they can be judged. */
  #holds(): boolean {
    if (this.#peek === undefined) return false;
    return this.#state === PEEKING ? !this.#peek.untouched : this.#peek.held > 0;
  }

  #open(): void {
    const isTls = this.#peek?.judged === true;
    this.#peek = undefined;
    this.#state = OPEN;
    if (isTls) this.#watch = undefined;
    const { bytes } = this.#flow.received;
    if (this.#watch !== undefined && bytes !== undefined && !this.#isFree(this.#watch, bytes)) return;
    this.#flow.setDeadline(this.#flow.policy.limits.tunnelIdleTime);
    this.#passReceived();
  }

  /** `bytes`: those that have not been read yet; they are among the flow's. */
  #look(peek: HelloPeek, bytes: Buffer): void {
    const isFirst = !this.#holds() || bytes === this.#flow.received.bytes;
    if (isFirst) this.#flow.setDeadline(this.#flow.policy.limits.helloTime);
    const result = peek.read(bytes);
    switch (result) {
      case PEEK_MORE:
        return;
      case PEEK_OPEN:
        this.#open();
        return;
      case PEEK_FOLLOW:
        this.#state = FOLLOWING;
        this.#passReceived();
        return;
      default:
        this.#shut(peek, result);
    }
  }

  #isFree(watch: RequestLineWatch, bytes: Buffer): boolean {
    if (watch.passes(bytes)) return true;
    this.#refuse(watch);
    return false;
  }

  /** The origin must not take what it has for a request that is whole: no end in order reaches it. */
  #refuse(watch: RequestLineWatch): void {
    watch.count();
    this.#end();
    this.#origin.resetAndDestroy();
    this.#flow.abandon(true);
  }

  // ── the ends ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Ends a TLS connection before any of the hello that was judged has reached the origin. */
  #shut(peek: HelloPeek, result: number): void {
    this.#end();
    this.#origin.destroy();
    peek.shut(result);
  }

  /**
   * A reset goes on as a reset, so that neither side takes a part for the whole. Whoever has not taken everything keeps its
   * deadline: an origin that never reads would otherwise keep its socket forever, and nobody would count it.
   */
  #closed(other: OwnedSocket, failed: boolean): void {
    if (this.#state === OVER) return;
    this.#end();
    if (failed) other.resetAndDestroy();
    else other.destroySoon();
    if (other.destroyed) {
      this.#flow.close();
    } else {
      this.#state = LEAVING;
      other.pause();
      this.#flow.setDeadline(this.#flow.policy.limits.idleTime);
    }
  }

  /** If bytes are left that a side has not taken, its end is a reset, so that it cannot take a part for the whole. */
  #destroy(): void {
    this.#end();
    if (hasUnsent(this.#origin)) this.#origin.resetAndDestroy();
    else this.#origin.destroy();
    this.#flow.abandon(hasUnsent(this.#client));
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
