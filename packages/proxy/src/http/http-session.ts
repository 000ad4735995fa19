/**
 * A client's connection on which HTTP/1 is spoken, from its first head to its last byte: request after request, each
 * judged by itself. What differs between the modes is said by the classes below it, see {@link HttpMode}.
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
import { upstreamAnswer } from '../answer/failures.ts';
import type { Guest } from '../connection/guest.ts';
import { Intake } from '../connection/receive-buffer.ts';
import type { Station } from '../connection/station.ts';
import { FORWARD, UNREADABLE } from '../decide/judge.ts';
import type { Original } from '../decide/original.ts';
import type { DialListener } from '../dial/dial.ts';
import { MORE, WHOLE } from '../head/head-reader.ts';
import type { Request } from '../head/request.ts';
import { REFUSAL, type RefusalCode } from '../observe/refusal.ts';
import { UPSTREAM_FAILURE, type UpstreamFailureCode } from '../observe/vocabulary.ts';
import type { OwnedSocket, SocketOwner } from '../socket/ownership.ts';
import { Peek } from '../tunnel/hello-peek.ts';
import { Tunnel } from '../tunnel/tunnel.ts';
import { BROKEN, Exchange, type ExchangeUser } from './exchange.ts';
import { HttpMode } from './http-mode.ts';

/** For a client that has just connected to begin its first request while we drain, in milliseconds. */
export const FIRST_WORD = 1000;

const READING = 0;
const DIALLING = 1;
const EXCHANGING = 2;
const OVER = 3;

export abstract class HttpConnection extends HttpMode implements SocketOwner, DialListener, ExchangeUser {
  protected readonly intake: Intake;
  protected readonly exchange: Exchange;
  /** The client has closed its side. */
  protected clientEnded = false;
  #state = READING;
  /** A byte of the head that is being read has come. */
  #headBegun = false;

  protected constructor(station: Station, socket: OwnedSocket, guest: Guest) {
    super(station, socket, guest);
    this.intake = new Intake(station, this.policy.limits);
    this.exchange = new Exchange(socket, station.observer, this);
    this.setDeadline(this.policy.limits.firstByteTime);
  }

  /** A request waits for its connection to an origin. */
  protected get dialling(): boolean {
    return this.#state === DIALLING;
  }

  // ── the client's socket ─────────────────────────────────────────────────────────────────────────────────────────────

  data(bytes: Buffer): void {
    if (this.#state === EXCHANGING && this.exchange.requestOpen) this.#passBody(bytes);
    else this.#keep(bytes);
    this.intake.settle();
  }

  ended(): void {
    this.clientEnded = true;
    if (this.#state === READING) this.leave();
    else if (this.#state === EXCHANGING && this.exchange.requestOpen) this.abandon(false);
    else this.setDeadline(this.policy.limits.halfOpenTime);
  }

  drained(): void {
    this.exchange.clientDrained();
  }

  closed(): void {
    this.end();
  }

  expire(): void {
    switch (this.#state) {
      case READING:
        if (this.#headBegun) this.refuse(REFUSAL['head-timeout']);
        else this.abandon(false);
        return;
      case DIALLING:
        this.dialFailed(UPSTREAM_FAILURE['connect-timeout']);
        return;
      default:
        this.#expireExchange();
    }
  }

  /**
   * Nothing new is to begin here: what is idle ends at once, what is under way when it is done. A client that has only just
   * connected is about to ask: to close on it would be to refuse it.
   */
  drain(): void {
    if (this.#state !== READING || this.#headBegun) return;
    if (this.exchange.origin === undefined) this.setDeadline(FIRST_WORD);
    else this.leave();
  }

  // ── reading and judging ─────────────────────────────────────────────────────────────────────────────────────────────

  #read(): void {
    const result = this.intake.readHead();
    if (result === WHOLE) {
      this.#headBegun = false;
      const { reader, bytes } = this.intake.wholeHead();
      const request = this.station.requestFor(this.policy.limits);
      const meaning = this.readRequest(request, reader, bytes);
      if (meaning === WHOLE) this.#judge(request);
      else this.unreadable(meaning as RefusalCode, request.isHead);
      request.release();
    } else if (result !== MORE) {
      this.unreadable(result as RefusalCode, false);
    } else if (!this.#headBegun) {
      this.#headBegun = true;
      this.setDeadline(this.policy.limits.headTime);
    }
  }

  #judge(request: Request): void {
    this.tally.begin(request.isConnect);
    const { sampler, judge } = this.station;
    sampler.begin();
    const verdict = this.judgeRequest(request);
    if (this.over) return;
    sampler.end();
    const canary = verdict > FORWARD && this.station.isCanary(verdict);
    if (!canary) this.tally.inspected(judge.disagreed);
    this.station.matcher.settleShadow?.();
    if (verdict > FORWARD) this.block(verdict, request, canary);
    else if (verdict === UNREADABLE) this.unreadable(REFUSAL['target-malformed'], request.isHead);
    else this.#forward(request);
  }

  #forward(request: Request): void {
    this.asked.note(request, this.headFor(request));
    const reuse = this.servedBy(request);
    const dialable = reuse || this.reachable(request);
    this.intake.passHead();
    if (!dialable) this.refuse(REFUSAL['target-malformed']);
    else if (reuse) this.send();
    else this.#reach();
  }

  #reach(): void {
    this.exchange.leaveOrigin();
    this.#state = DIALLING;
    this.asked.keepHead();
    this.setDeadline(this.policy.limits.connectTime);
    if (!this.intake.empty) this.socket.pause();
    this.connect();
  }

  // ── the dial ────────────────────────────────────────────────────────────────────────────────────────────────────────

  abstract dialled(socket: OwnedSocket): void;

  dialRefused(refusal: RefusalCode): void {
    this.refuse(refusal, this.asked.toHead);
  }

  dialFailed(failure: UpstreamFailureCode): void {
    this.cancelConnect();
    this.tally.forwarded();
    this.exchangeFailed(failure);
  }

  // ── the exchange ────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Sends the request on the connection that there is now. */
  protected send(): void {
    const { origin } = this.exchange;
    if (origin === undefined) return;
    this.tally.forwarded();
    this.#state = EXCHANGING;
    this.exchange.begin(origin, this.asked);
    this.asked.forgetHead();
    this.exchangeMoved();
    const early = this.exchange.requestOpen ? this.intake.take() : undefined;
    if (early !== undefined) this.#passBody(early);
    this.#resume();
  }

  #passBody(bytes: Buffer): void {
    const count = this.exchange.fromClient(bytes);
    if (count === BROKEN) {
      if (this.exchange.responseBegun) this.abandon(true);
      else this.refuse(REFUSAL['body-malformed'], this.asked.toHead);
      return;
    }
    // The call may have ended the exchange and begun another: what is left over is then the next request's.
    if (count < bytes.length) this.#keep(bytes.subarray(count));
    if (this.exchange.originFull) this.socket.pause();
  }

  #keep(bytes: Buffer): void {
    if (this.#state === OVER) return;
    this.intake.add(bytes);
    if (this.#state === READING) this.#read();
    else this.socket.pause();
  }

  exchangeMoved(): void {
    const { limits } = this.policy;
    if (this.clientEnded) this.setDeadline(limits.halfOpenTime);
    else this.setDeadline(this.exchange.requestOpen ? limits.idleTime : limits.responseTime);
  }

  exchangeDone(goesOn: boolean): void {
    if (!goesOn || this.asked.closes || this.station.draining) {
      this.leave();
      return;
    }
    this.#state = READING;
    this.setDeadline(this.policy.limits.idleTime);
    if (!this.intake.empty) this.#read();
    else if (this.clientEnded) this.leave();
    this.#resume();
  }

  exchangeFailed(failure: UpstreamFailureCode): void {
    this.station.observer.upstreamFailed(failure);
    this.answer(upstreamAnswer(failure), this.asked.toHead);
  }

  exchangeBroken(reset: boolean): void {
    if (reset) this.abandon(true);
    else this.leave();
  }

  exchangeMissed(): void {
    this.abandon(false);
  }

  exchangeSwitched(rest: Buffer | undefined): void {
    const socket = this.exchange.releaseOrigin();
    if (socket === undefined) return;
    if (!this.asked.isConnect) this.tally.upgraded();
    this.becomeTunnel(socket, this.asked.isConnect ? this.peekFor(this.asked.host) : undefined, rest);
  }

  exchangeDrained(): void {
    this.#resume();
  }

  originGone(): void {
    this.exchange.leaveOrigin();
  }

  #expireExchange(): void {
    if (this.exchange.responseBegun) this.abandon(true);
    else if (this.exchange.requestOpen) this.refuse(REFUSAL['body-timeout'], this.asked.toHead);
    else this.exchangeFailed(UPSTREAM_FAILURE['response-timeout']);
  }

  // ── tunnels ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** To look at the client's first bytes in a tunnel; `authority`: the host that a name in them should be. */
  protected peekFor(authority: string | undefined, original?: Original): Peek {
    const { station, policy, market, client } = this;
    return new Peek({ station, policy, market, client, authority, ...(original === undefined ? {} : { original }) });
  }

  /** Joins the two sockets. `peek` where what passes is to be judged first; `rest`: what the origin has said already. */
  protected becomeTunnel(origin: OwnedSocket, peek: Peek | undefined, rest?: Buffer): void {
    const first = this.intake.take();
    this.end();
    const { station, policy, market } = this;
    new Tunnel({ station, policy, market }, this.socket, origin, peek).begin(first, this.clientEnded, rest);
  }

  // ── the ends ────────────────────────────────────────────────────────────────────────────────────────────────────────

  protected release(): void {
    this.#state = OVER;
    this.cancelConnect();
    this.exchange.leaveOrigin();
    this.intake.clear();
  }

  #resume(): void {
    // Unused bytes are a reason to wait, unless they are the beginning of a head whose rest has to come.
    const full = this.exchange.originFull || (this.#state !== READING && !this.intake.empty);
    if (this.#state !== OVER && !full) this.socket.resume();
  }
}
