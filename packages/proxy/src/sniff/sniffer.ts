/**
 * An intercepted connection whose protocol is not known yet. It shows in the client's first bytes; whatever it is, the connection
 * goes where it was going.
 *
 *   SILENT ──► WAITING ──► a request ──► HTTP session: judged request by request, each passed on byte for byte
 *      │          ├──────► a ClientHello ──► judged, then a tunnel
 *      │          └──────► anything else ──► the address is judged, then a tunnel, and counted
 *      └─ a second without a byte: the origin is connected to, in case it is the one that speaks first
 *
 * Nothing that was blocked or refused reaches the origin.
 */
import { refusalAnswer } from '../answer/failures.ts';
import { FIRST_WORD, type Flow } from '../connection/flow.ts';
import type { FlowStage } from '../connection/flow-stage.ts';
import { HttpSession } from '../http/http-session.ts';
import { TransparentMode } from '../http/transparent-mode.ts';
import { REFUSAL, type RefusalCode } from '../observe/refusal.ts';
import {
  UNINSPECTABLE,
  type UninspectableCode,
  UPSTREAM_FAILURE,
  type UpstreamFailureCode,
} from '../observe/vocabulary.ts';
import { INCOMPLETE, preambleLength } from '../proxy-protocol/preamble.ts';
import { charge } from '../socket/ownership.ts';
import type { InterceptedRoute, RouteUser } from '../tunnel/intercepted-route.ts';
import { RequestLineWatch } from '../tunnel/request-line-watch.ts';
import { Tunnel } from '../tunnel/tunnel.ts';
import { TunnelSetup } from '../tunnel/tunnel-setup.ts';
import { classify, LOOKS_HTTP, LOOKS_HTTP2, LOOKS_TLS, mayBecomeRequest, UNDECIDED } from './first-bytes.ts';

/** No byte of the client's has come. */
const SILENT = 0;
/** Some have, and they could be several things. */
const WAITING = 1;
const OVER = 2;

export class Sniffer implements FlowStage, RouteUser {
  readonly #flow: Flow;
  readonly #route: InterceptedRoute;
  #state = SILENT;

  /** Takes over a connection that was just accepted, and what its client has sent already. */
  static begin(flow: Flow, route: InterceptedRoute): void {
    if (flow.exempt) TunnelSetup.join(flow, route);
    else if (route.policy.looksInto(route.original.endpoint.port)) new Sniffer(flow, route).#begin();
    else TunnelSetup.pass(flow, route, UNINSPECTABLE['other-port']);
    flow.received.settle();
  }

  private constructor(flow: Flow, route: InterceptedRoute) {
    this.#flow = flow;
    this.#route = route;
  }

  #begin(): void {
    this.#route.user = this;
    this.#flow.hand(this);
    this.#flow.setDeadline(this.#flow.policy.limits.silenceTime);
    if (!this.#flow.received.empty) this.#look();
  }

  // ── the client's socket ─────────────────────────────────────────────────────────────────────────────────────────────

  data(bytes: Buffer): void {
    if (this.#state === OVER) return;
    const { received } = this.#flow;
    received.add(bytes);
    this.#look();
    received.settle();
  }

  ended(): void {
    this.#flow.ended = true;
    if (this.#state === WAITING) this.#passUnknown();
    else this.#abandon(false);
  }

  drained(): void {}

  closed(): void {
    this.#end();
    this.#flow.close();
  }

  expire(): void {
    if (this.#state === WAITING) this.#neverDecided(this.#flow.received.bytes as Buffer);
    else if (this.#route.ready) this.#abandon(false);
    else if (this.#route.dialling) this.originFailed(UPSTREAM_FAILURE['connect-timeout']);
    else this.#route.connect();
  }

  cut(): void {
    this.#abandon(true);
  }

  drain(): void {
    if (this.#route.ready) this.#flow.setDeadline(FIRST_WORD);
  }

  // ── the first bytes ─────────────────────────────────────────────────────────────────────────────────────────────────

  #look(): void {
    if (this.#state === SILENT) this.#flow.setDeadline(this.#flow.policy.limits.headTime);
    this.#state = WAITING;
    const bytes = this.#flow.received.bytes as Buffer;
    charge(this.#flow.socket, bytes.length); // what has come before is looked at again
    const start = preambleLength(bytes);
    if (start === INCOMPLETE || start === bytes.length) return;
    switch (classify(start === 0 ? bytes : bytes.subarray(start))) {
      case UNDECIDED:
        return;
      case LOOKS_HTTP:
        this.#state = OVER;
        this.#keepPreamble(bytes, start);
        HttpSession.begin(this.#flow, new TransparentMode(this.#flow, this.#route));
        return;
      case LOOKS_TLS:
        this.#state = OVER;
        TunnelSetup.peek(this.#flow, this.#route);
        return;
      case LOOKS_HTTP2:
        this.#preface();
        return;
      default:
        this.#passUnknown();
    }
  }

  /** The request's head is read from its own first byte. */
  #keepPreamble(bytes: Buffer, length: number): void {
    if (length === 0) return;
    this.#route.keepPreamble(bytes.subarray(0, length));
    this.#flow.received.drop(length);
  }

  #preface(): void {
    if (this.#route.policy.h2c === 'pass') this.#pass(UNINSPECTABLE.h2c);
    else this.#reset(REFUSAL['http2-preface']); // an answer in HTTP/1 would be garbage to this client
  }

  /** Passing half a method would let the other half, and what it asks for, pass unread. */
  #neverDecided(first: Buffer): void {
    if (this.#route.policy.ambiguous !== 'refuse' || !mayBecomeRequest(first)) {
      this.#passUnknown();
      return;
    }
    const refusal = REFUSAL['head-timeout'];
    this.#flow.tally.refused(refusal);
    if (this.#end()) this.#flow.answer(refusalAnswer(refusal), false);
  }

  #passUnknown(): void {
    if (this.#route.policy.unknown !== 'pass') {
      this.#reset(REFUSAL['protocol-not-allowed']);
      return;
    }
    this.#state = OVER;
    TunnelSetup.watch(this.#flow, this.#route, UNINSPECTABLE['protocol-unknown']);
  }

  #pass(unseen: UninspectableCode): void {
    this.#state = OVER;
    TunnelSetup.pass(this.#flow, this.#route, unseen);
  }

  #reset(refusal: RefusalCode): void {
    this.#flow.tally.refused(refusal);
    this.#abandon(true);
  }

  // ── the origin ──────────────────────────────────────────────────────────────────────────────────────────────────────

  originReady(): void {
    if (this.#state !== SILENT) return;
    const { station, policy } = this.#flow;
    this.#flow.setDeadline(station.draining ? FIRST_WORD : policy.limits.idleTime);
  }

  originFailed(failure: UpstreamFailureCode): void {
    this.#flow.station.observer.upstreamFailed(failure);
    this.#abandon(failure !== UPSTREAM_FAILURE['closed-early']);
  }

  originSpoke(bytes: Buffer): void {
    if (!this.#route.addressIsFree()) {
      this.#abandon(true);
      return;
    }
    this.#flow.tally.uninspectable(UNINSPECTABLE['server-first']);
    this.#state = OVER;
    Tunnel.watch(this.#flow, this.#route.take(), new RequestLineWatch(this.#flow), bytes);
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
