import type { Flow } from '../connection/flow.ts';
import type { FlowStage } from '../connection/flow-stage.ts';
import { type UninspectableCode, UPSTREAM_FAILURE, type UpstreamFailureCode } from '../observe/vocabulary.ts';
import { HelloPeek, PEEK_FOLLOW, PEEK_MORE, PEEK_OPEN } from './hello-peek.ts';
import type { InterceptedRoute, RouteUser } from './intercepted-route.ts';
import { RequestLineWatch } from './request-line-watch.ts';
import { Tunnel } from './tunnel.ts';

const PEEKING = 0;
const DIALLING = 1;
const OVER = 2;

/**
 * An intercepted connection that is not read as HTTP, from its first bytes to its {@link Tunnel}. What the client has sent is held
 * until it has been judged and the origin is there.
 *
 *   PEEKING ──► hello judged ──┬──► DIALLING ──► tunnel
 *              address judged ─┘
 */
export class TunnelSetup implements FlowStage, RouteUser {
  readonly #flow: Flow;
  readonly #route: InterceptedRoute;
  readonly #peek: HelloPeek | undefined;
  /** For what is passed unread. */
  #watch: RequestLineWatch | undefined = undefined;
  #state: number;
  /** Nothing that comes is read any more. */
  #isOpen = false;

  /** For what looks like TLS: the flow's bytes are read as a ClientHello. */
  static peek(flow: Flow, route: InterceptedRoute): void {
    flow.setDeadline(flow.policy.limits.helloTime);
    const peek = new HelloPeek(flow, undefined, route.original);
    const setup = new TunnelSetup(flow, route, peek);
    if (flow.received.bytes !== undefined) setup.#look(peek, flow.received.bytes);
  }

  /** For what is not read: the address alone is judged. `unseen`: why. */
  static pass(flow: Flow, route: InterceptedRoute, unseen: UninspectableCode): void {
    new TunnelSetup(flow, route, undefined).#pass(unseen);
  }

  /** For what is never filtered: nothing is judged, nothing counted. */
  static join(flow: Flow, route: InterceptedRoute): void {
    new TunnelSetup(flow, route, undefined).#connect();
  }

  /** As {@link pass}, for what no HTTP server should find a request in: see {@link RequestLineWatch}. */
  static watch(flow: Flow, route: InterceptedRoute, unseen: UninspectableCode): void {
    const setup = new TunnelSetup(flow, route, undefined);
    if (setup.#startWatch()) setup.#pass(unseen);
  }

  private constructor(flow: Flow, route: InterceptedRoute, peek: HelloPeek | undefined) {
    this.#flow = flow;
    this.#route = route;
    this.#peek = peek;
    this.#state = peek === undefined ? DIALLING : PEEKING;
    route.user = this;
    flow.hand(this);
  }

  // ── the client's socket ─────────────────────────────────────────────────────────────────────────────────────────────

  data(bytes: Buffer): void {
    if (this.#state === OVER) return;
    const { received, socket } = this.#flow;
    received.add(bytes);
    if (this.#state === DIALLING) socket.pause();
    if (this.#peek !== undefined && this.#watch === undefined) this.#look(this.#peek, bytes);
    else this.#looksFree(bytes);
    received.settle();
  }

  ended(): void {
    this.#flow.ended = true;
    if (this.#state === PEEKING) this.#abandon(false);
  }

  drained(): void {}

  closed(): void {
    this.#end();
    this.#flow.close();
  }

  expire(): void {
    if (this.#state === PEEKING && this.#peek !== undefined) this.#shut(this.#peek, this.#peek.giveUp());
    else this.originFailed(UPSTREAM_FAILURE['connect-timeout']);
  }

  cut(): void {
    this.#abandon(true);
  }

  drain(): void {}

  // ── judging ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** `bytes`: those that have not been read yet; they are among the flow's. */
  #look(peek: HelloPeek, bytes: Buffer): void {
    if (this.#isOpen) return;
    const result = peek.read(bytes);
    if (result === PEEK_MORE) return;
    this.#isOpen = result === PEEK_OPEN;
    if (result !== PEEK_OPEN && result !== PEEK_FOLLOW) this.#shut(peek, result);
    else if (this.#state === PEEKING) this.#passPeeked(peek);
  }

  /** A hello is free, or there is none. */
  #passPeeked(peek: HelloPeek): void {
    if (peek.judged) {
      this.#connect();
    } else if (this.#startWatch()) {
      if (this.#route.addressIsFree()) this.#connect();
      else this.#abandon(true);
    }
  }

  /** False if it has found a request, and ended the connection. */
  #startWatch(): boolean {
    this.#watch = new RequestLineWatch(this.#flow);
    const { bytes } = this.#flow.received;
    return bytes === undefined || this.#looksFree(bytes);
  }

  #looksFree(bytes: Buffer): boolean {
    if (this.#watch === undefined || this.#watch.passes(bytes)) return true;
    this.#watch.count();
    this.#abandon(true);
    return false;
  }

  #pass(unseen: UninspectableCode): void {
    if (!this.#route.addressIsFree()) {
      this.#abandon(true);
      return;
    }
    this.#flow.tally.uninspectable(unseen);
    this.#connect();
  }

  #shut(peek: HelloPeek, result: number): void {
    if (this.#end()) peek.shut(result);
  }

  // ── the origin ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #connect(): void {
    this.#state = DIALLING;
    this.#route.connect();
  }

  originReady(): void {
    if (this.#state !== DIALLING) return;
    this.#state = OVER;
    const origin = this.#route.take();
    if (this.#watch !== undefined) Tunnel.watch(this.#flow, origin, this.#watch);
    else if (this.#peek?.judged === true && !this.#isOpen) Tunnel.follow(this.#flow, origin, this.#peek);
    else Tunnel.begin(this.#flow, origin, undefined);
  }

  originFailed(failure: UpstreamFailureCode): void {
    this.#flow.station.observer.upstreamFailed(failure);
    this.#abandon(failure !== UPSTREAM_FAILURE['closed-early']);
  }

  /** An origin that interrupts a hello has no answer to it. */
  originSpoke(): void {
    this.#abandon(false);
  }

  originLeft(reset: boolean): void {
    this.#abandon(reset);
  }

  // ── the ends ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #abandon(reset: boolean): void {
    if (this.#end()) this.#flow.abandon(reset);
  }

  /** False if that had been done before. */
  #end(): boolean {
    if (this.#state === OVER) return false;
    this.#state = OVER;
    this.#route.cancel();
    this.#flow.received.clear();
    return true;
  }
}
