/**
 * A client's connection on which HTTP/1 is spoken, from its first head to its last byte: request after request, each
 * judged separately. What differs between the modes is in its {@link HttpMode}.
 *
 *   READING ──► judged ──► DIALLING ──► EXCHANGING ──┐          the origin's connection is kept for the next request
 *      ▲          │            │            │        │          that may be sent on it
 *      └──────────┼────────────┼────────────┼────────┘
 *                 ▼            ▼            ▼
 *             answered: blocked, refused or failed ─► farewell       CONNECT, WebSocket ─► tunnel
 *
 * Requests that come early wait their turn, so answers keep their order and a blocked one ends the connection after all
 * earlier ones were answered in full.
 */

import { refusalAnswer, upstreamAnswer } from '../answer/failures.ts';
import { BROKEN } from '../body/chunk-tracker.ts';
import { MORE, WHOLE } from '../bytes/reader-result.ts';
import { FIRST_WORD, type Flow } from '../connection/flow.ts';
import type { FlowStage } from '../connection/flow-stage.ts';
import { CANARY, judgeFlow } from '../connection/judge-flow.ts';
import { FORWARD, UNREADABLE } from '../decide/judge.ts';
import type { Request } from '../head/request.ts';
import { REFUSAL, type RefusalCode } from '../observe/refusal.ts';
import { PROTOCOL, UNINSPECTABLE, UPSTREAM_FAILURE, type UpstreamFailureCode } from '../observe/vocabulary.ts';
import { ResponseTracker } from '../response/response-tracker.ts';
import type { ReadyResponse } from '../settings/block-answer.ts';
import type { OwnedSocket } from '../socket/ownership.ts';
import { write } from '../socket/write.ts';
import { HelloPeek } from '../tunnel/hello-peek.ts';
import { Tunnel } from '../tunnel/tunnel.ts';
import { blockAnswer, sightBlock } from './block.ts';
import { Exchange, type ExchangeUser } from './exchange.ts';
import type { HttpMode, HttpModeUser } from './http-mode.ts';
import { OriginConnection } from './origin-connection.ts';
import { NO_HEAD, RequestSummary } from './request-summary.ts';

/** The reason phrase that all clients expect; it has no meaning. */
const ESTABLISHED = Buffer.from('HTTP/1.1 200 Connection established\r\n\r\n');

const READING = 0;
const DIALLING = 1;
const EXCHANGING = 2;
const OVER = 3;

export class HttpSession implements FlowStage, ExchangeUser, HttpModeUser {
  readonly #flow: Flow;
  readonly #mode: HttpMode;
  readonly #exchange: Exchange;
  readonly #summary = new RequestSummary();
  #state = READING;
  /** A byte of the head that is being read has come. */
  #headBegun = false;

  /** Takes the flow from its stage, if it had one; what the client has sent already is read at once. */
  static begin(flow: Flow, mode: HttpMode): void {
    new HttpSession(flow, mode).#begin();
    flow.received.settle();
  }

  private constructor(flow: Flow, mode: HttpMode) {
    this.#flow = flow;
    this.#mode = mode;
    this.#exchange = new Exchange(flow, this);
  }

  #begin(): void {
    this.#mode.attach(this);
    this.#flow.hand(this);
    this.#flow.setDeadline(this.#flow.policy.limits.firstByteTime);
    if (!this.#flow.received.empty) this.#read();
  }

  get dialling(): boolean {
    return this.#state === DIALLING;
  }

  // ── the client's socket ─────────────────────────────────────────────────────────────────────────────────────────────

  data(bytes: Buffer): void {
    if (this.#state === EXCHANGING && this.#exchange.requestOpen) this.#passBody(bytes);
    else this.#keep(bytes);
    this.#flow.received.settle();
  }

  ended(): void {
    this.#flow.ended = true;
    if (this.#state === READING) this.#leave();
    else if (this.#state === EXCHANGING && this.#exchange.requestOpen) this.abandon(false);
    else this.#flow.waitHalfOpen(this.#state === EXCHANGING);
  }

  drained(): void {
    this.#exchange.clientDrained();
  }

  closed(): void {
    this.#end();
    this.#flow.close();
  }

  expire(): void {
    switch (this.#state) {
      case READING:
        if (this.#headBegun) this.#refuse(REFUSAL['head-timeout'], false);
        else this.abandon(false);
        return;
      case DIALLING:
        this.dialFailed(UPSTREAM_FAILURE['connect-timeout']);
        return;
      default:
        this.#expireExchange();
    }
  }

  cut(): void {
    this.abandon(true);
  }

  /**
   * Nothing new is to begin here: what is idle ends at once, what is under way when it is done. A client that has only just
   * connected is about to ask: to close on it would be to refuse it.
   */
  drain(): void {
    if (this.#state !== READING || this.#headBegun) return;
    if (this.#exchange.origin === undefined) this.#flow.setDeadline(FIRST_WORD);
    else this.#leave();
  }

  // ── reading and judging ─────────────────────────────────────────────────────────────────────────────────────────────

  #read(): void {
    const { received, station, policy } = this.#flow;
    const result = received.readHead();
    if (result === WHOLE) {
      this.#headBegun = false;
      const { reader, bytes } = received.wholeHead();
      const request = station.requestFor(policy.limits);
      const meaning = this.#mode.read(request, reader, bytes);
      if (meaning === WHOLE) this.#judge(request);
      else this.#unreadable(meaning as RefusalCode, request.isHead);
      request.release();
    } else if (result !== MORE) {
      this.#unreadable(result as RefusalCode, false);
    } else if (!this.#headBegun) {
      this.#headBegun = true;
      this.#flow.setDeadline(policy.limits.headTime);
    }
  }

  #judge(request: Request): void {
    this.#flow.tally.begin(request.isConnect ? PROTOCOL.connect : PROTOCOL.http);
    const verdict = judgeFlow(this.#flow, this.#mode, request);
    if (verdict === FORWARD) this.#forward(request);
    else if (verdict === UNREADABLE) this.#unreadable(REFUSAL['target-malformed'], request.isHead);
    else this.#block(verdict, request);
  }

  #forward(request: Request): void {
    const { origin } = this.#exchange;
    this.#mode.note(request, this.#summary);
    const reuse = origin !== undefined && this.#mode.serves(request, origin);
    const dialable = reuse || this.#mode.reaches(request, this.#summary);
    this.#flow.received.passHead();
    if (!dialable) this.#refuse(REFUSAL['target-malformed'], false);
    else if (reuse) this.#send();
    else this.#reach();
  }

  /** A head that cannot be read in one way only, or asks for what this mode does not do. */
  #unreadable(refusal: RefusalCode, toHead: boolean): void {
    if (!this.#mode.passesUnread) {
      this.#refuse(refusal, toHead);
      return;
    }
    const origin = this.#exchange.releaseOrigin();
    this.#handOn();
    this.#mode.passUnread(origin);
  }

  #block(verdict: number, request: Request): void {
    const { station, tally } = this.#flow;
    this.#summary.note(request, NO_HEAD);
    this.#summary.noteReader(request);
    if (verdict !== CANARY) {
      const sighting = sightBlock(this.#flow, this.#summary, verdict);
      this.#mode.nameHost(request, sighting);
      tally.blocked(station.matcher.listsOf(verdict), sighting);
    }
    this.#answer(blockAnswer(this.#flow, this.#summary), this.#summary.toHead);
  }

  // ── the dial ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #reach(): void {
    this.#exchange.leaveOrigin();
    this.#state = DIALLING;
    this.#summary.keepHead();
    this.#flow.setDeadline(this.#flow.policy.limits.connectTime);
    if (!this.#flow.received.empty) this.#flow.socket.pause();
    this.#mode.connect(this.#summary);
  }

  dialled(socket: OwnedSocket): void {
    this.#mode.connected(socket);
    if (this.#summary.isConnect && this.#mode.visible) {
      this.#flow.tally.forwarded();
      write(this.#flow.socket, ESTABLISHED);
      this.#handOn();
      Tunnel.begin(this.#flow, socket, this.#peek());
      return;
    }
    const tracker = new ResponseTracker(this.#mode.strictness, this.#flow.policy.limits);
    this.#exchange.origin = new OriginConnection(socket, this.#summary.authority, this.#exchange, tracker);
    this.#send();
  }

  /** The name was free, and the address that it leads to is not. */
  dialBlocked(rule: number): void {
    const { station, tally } = this.#flow;
    const sighting = sightBlock(this.#flow, this.#summary, rule);
    sighting.at(this.#summary.authority, 0, this.#summary.authority.length);
    tally.blocked(station.matcher.listsOf(rule), sighting);
    this.#answer(blockAnswer(this.#flow, this.#summary), this.#summary.toHead);
  }

  dialRefused(refusal: RefusalCode): void {
    this.#refuse(refusal, this.#summary.toHead);
  }

  /** Also of a connection that was begun before the first request. */
  dialFailed(failure: UpstreamFailureCode): void {
    this.#mode.cancel();
    if (this.#state === DIALLING) this.#flow.tally.forwarded();
    this.exchangeFailed(failure);
  }

  // ── the exchange ────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Sends the request on the connection that there is now. */
  #send(): void {
    const { origin } = this.#exchange;
    if (origin === undefined) return;
    this.#flow.tally.forwarded();
    this.#state = EXCHANGING;
    this.#exchange.begin(origin, this.#summary);
    this.#summary.forgetHead();
    this.exchangeMoved();
    const early = this.#exchange.requestOpen ? this.#flow.received.take() : undefined;
    if (early !== undefined) this.#passBody(early);
    this.#resume();
  }

  #passBody(bytes: Buffer): void {
    const count = this.#exchange.fromClient(bytes);
    if (count === BROKEN) {
      if (this.#exchange.responseBegun) this.abandon(true);
      else this.#refuse(REFUSAL['body-malformed'], this.#summary.toHead);
      return;
    }
    // The call may have ended the exchange and begun another: what is left over is then the next request's.
    if (count < bytes.length) this.#keep(bytes.subarray(count));
    if (this.#exchange.originFull) this.#flow.socket.pause();
  }

  #keep(bytes: Buffer): void {
    if (this.#state === OVER) return;
    this.#flow.received.add(bytes);
    if (this.#state === READING) this.#read();
    else if (!this.#exchange.endIfDoubted()) this.#flow.socket.pause();
  }

  exchangeMoved(): void {
    const { limits } = this.#flow.policy;
    if (this.#flow.ended) this.#flow.setDeadline(limits.halfOpenTime);
    else this.#flow.setDeadline(this.#exchange.requestOpen ? limits.idleTime : limits.responseTime);
  }

  exchangeDone(goesOn: boolean): void {
    if (!goesOn || this.#summary.closes || this.#flow.station.draining) {
      this.#leave();
      return;
    }
    this.#state = READING;
    this.#flow.setDeadline(this.#flow.policy.limits.idleTime);
    if (!this.#flow.received.empty) this.#read();
    else if (this.#flow.ended) this.#leave();
    this.#resume();
  }

  exchangeFailed(failure: UpstreamFailureCode): void {
    this.#flow.station.observer.upstreamFailed(failure);
    if (this.#mode.visible) this.#answer(upstreamAnswer(failure), this.#summary.toHead);
    else this.abandon(failure !== UPSTREAM_FAILURE['closed-early']);
  }

  exchangeBroken(reset: boolean): void {
    if (reset) this.abandon(true);
    else this.#leave();
  }

  exchangeMissed(): void {
    this.abandon(false);
  }

  exchangeSwitched(rest: Buffer | undefined): void {
    const { tally } = this.#flow;
    const { asksHttp2, isConnect, isSource } = this.#summary;
    if (asksHttp2) tally.uninspectable(UNINSPECTABLE.h2c);
    const socket = this.#exchange.releaseOrigin();
    if (socket === undefined) return;
    if (!isConnect) tally.uninspectable(UNINSPECTABLE.upgraded);
    this.#handOn();
    if (isSource) Tunnel.stream(this.#flow, socket, rest);
    else if (isConnect) Tunnel.guard(this.#flow, socket, this.#peek(), rest);
    else Tunnel.begin(this.#flow, socket, undefined, rest);
  }

  exchangeDrained(): void {
    this.#resume();
  }

  originGone(): void {
    if (this.#mode.visible) this.#exchange.leaveOrigin();
    else this.#leave();
  }

  #expireExchange(): void {
    if (this.#exchange.responseBegun) this.#expireResponse();
    else if (this.#exchange.requestOpen) this.#refuse(REFUSAL['body-timeout'], this.#summary.toHead);
    else this.exchangeFailed(UPSTREAM_FAILURE['response-timeout']);
  }

  /** A client that takes bytes, however slowly, is no reason to end anything. */
  #expireResponse(): void {
    if (this.#flow.clientProgressed()) this.exchangeMoved();
    else this.abandon(true);
  }

  // ── tunnels ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** To look at the client's first bytes in a tunnel: a name in them should be the one that was asked for with CONNECT. */
  #peek(): HelloPeek {
    return new HelloPeek(this.#flow, this.#summary.host, undefined);
  }

  // ── the ends ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Reports to the client, and to the observer, why the request was not forwarded. */
  #refuse(refusal: RefusalCode, toHead: boolean): void {
    this.#flow.tally.refused(refusal);
    this.#answer(refusalAnswer(refusal), toHead);
  }

  #answer(response: ReadyResponse, toHead: boolean): void {
    if (this.#end()) this.#flow.answer(response, toHead);
  }

  #leave(): void {
    if (this.#end()) this.#flow.finish();
  }

  abandon(reset: boolean): void {
    if (this.#end()) this.#flow.abandon(reset);
  }

  /** Ends everything but the client's socket. False if that had been done before. */
  #end(): boolean {
    if (this.#state === OVER) return false;
    this.#handOn();
    this.#mode.cancel();
    this.#flow.tally.close();
    this.#flow.received.clear();
    return true;
  }

  /** Lets go of the flow; a connection that its mode is making goes on. */
  #handOn(): void {
    this.#state = OVER;
    this.#exchange.leaveOrigin();
    this.#flow.received.leaveHead();
  }

  #resume(): void {
    // Unused bytes are a reason to wait, unless they are the beginning of a head whose rest has to come.
    const full = this.#exchange.originFull || (this.#state !== READING && !this.#flow.received.empty);
    if (this.#state !== OVER && !full) this.#flow.socket.resume();
  }
}
