/**
 * A client's connection to the explicit proxy, from its first byte to its last: request after request, each judged by
 * itself.
 *
 *   READING ──► judged ──► DIALLING ──► EXCHANGING ──┐          the origin's connection is kept for the next request
 *      ▲          │            │            │        │          to the same authority
 *      └──────────┼────────────┼────────────┼────────┘
 *                 ▼            ▼            ▼
 *             answered: blocked, refused or failed ─► farewell       CONNECT, WebSocket ─► tunnel
 *
 * Requests that come early wait their turn, so answers keep their order and a blocked one ends the connection after all
 * earlier ones were answered in full.
 */
import type { Socket } from 'node:net';
import { upstreamAnswer } from '../answer/failures.ts';
import { FORWARD, UNREADABLE } from '../decide/judge.ts';
import { Dial, type DialListener } from '../dial/dial.ts';
import { MORE, WHOLE } from '../head/head-reader.ts';
import type { Request } from '../head/request.ts';
import { REFUSAL, type RefusalCode } from '../observe/refusal.ts';
import { UPSTREAM_FAILURE, type UpstreamFailureCode } from '../observe/vocabulary.ts';
import { Asked, NO_HEAD } from './asked.ts';
import { ClientConnection } from './client-connection.ts';
import { BROKEN, Exchange, type ExchangeUser } from './exchange.ts';
import { Intake } from './intake.ts';
import { Origin } from './origin.ts';
import { own, type SocketOwner } from './ownership.ts';
import type { Station } from './station.ts';
import { Tunnel } from './tunnel.ts';

const READING = 0;
const DIALLING = 1;
const EXCHANGING = 2;
const OVER = 3;

/** The reason phrase that all clients expect; it tells nothing. */
const ESTABLISHED = Buffer.from('HTTP/1.1 200 Connection established\r\n\r\n');

export class ExplicitConnection extends ClientConnection implements SocketOwner, DialListener, ExchangeUser {
  readonly #intake: Intake;
  readonly #asked = new Asked();
  readonly #exchange: Exchange;
  #dial: Dial | undefined;
  #state = READING;
  /** A byte of the head that is being read has come. */
  #headBegun = false;
  /** The client has closed its side. */
  #clientEnded = false;

  /** Takes over a socket that was just accepted. */
  static begin(station: Station, socket: Socket, market: number): void {
    const connection = new ExplicitConnection(station, socket, market);
    own(socket, connection);
    station.deadlines.add(connection);
  }

  private constructor(station: Station, socket: Socket, market: number) {
    super(station, socket, market);
    this.#intake = new Intake(station, this.policy.limits);
    this.#exchange = new Exchange(socket, station.observer, this);
    this.setDeadline(this.policy.limits.firstByteTime);
  }

  // ── the client's socket ─────────────────────────────────────────────────────────────────────────────────────────────

  data(bytes: Buffer): void {
    if (this.#state === EXCHANGING && this.#exchange.requestOpen) {
      this.#passBody(bytes);
      return;
    }
    this.#intake.add(bytes);
    if (this.#state === READING) this.#read();
    else this.socket.pause();
  }

  ended(): void {
    this.#clientEnded = true;
    if (this.#state === READING) this.leave();
    else if (this.#state === EXCHANGING && this.#exchange.requestOpen) this.abandon(false);
    else this.setDeadline(this.policy.limits.halfOpenTime);
  }

  drained(): void {
    this.#exchange.clientDrained();
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

  /** Nothing new is to begin here: what is idle ends at once, what is under way when it is done. */
  drain(): void {
    if (this.#state === READING && !this.#headBegun) this.leave();
  }

  // ── reading and judging ─────────────────────────────────────────────────────────────────────────────────────────────

  #read(): void {
    const result = this.#intake.readHead();
    if (result === WHOLE) {
      this.#headBegun = false;
      const { reader, bytes } = this.#intake.wholeHead();
      const request = this.station.requestFor(this.policy.limits);
      const meaning = request.read(reader, bytes, this.policy.pseudonym);
      if (meaning === WHOLE) this.#judge(request);
      else this.refuse(meaning as RefusalCode, request.isHead);
      request.release();
    } else if (result !== MORE) {
      this.refuse(result as RefusalCode);
    } else if (!this.#headBegun) {
      this.#headBegun = true;
      this.setDeadline(this.policy.limits.headTime);
    }
  }

  #judge(request: Request): void {
    const { judge, matcher } = this.station;
    this.tally.begin(request.isConnect);
    if (request.endsHere) {
      this.refuse(REFUSAL['max-forwards-reached']);
      return;
    }
    const verdict = request.isConnect
      ? judge.judgeAuthority(request, matcher, this.market)
      : judge.judge(request, matcher, this.market);
    this.tally.inspected(judge.disagreed);
    if (verdict > FORWARD) this.#block(verdict, request);
    else if (verdict === UNREADABLE) this.refuse(REFUSAL['target-malformed'], request.isHead);
    else this.#forward(request);
  }

  #forward(request: Request): void {
    const { target, bytes } = request;
    this.#asked.note(request, request.isConnect ? NO_HEAD : this.station.writer.write(request, this.policy.via));
    const reuse = this.#exchange.origin?.serves(bytes, target.authorityStart, target.authorityEnd) === true;
    const dialable = reuse || this.#asked.noteDestination(request);
    this.#intake.passHead();
    if (!dialable) this.refuse(REFUSAL['target-malformed']);
    else if (reuse && !request.isConnect) this.#send();
    else this.#reach();
  }

  #reach(): void {
    const { host, port, isConnect } = this.#asked;
    this.#exchange.leaveOrigin();
    this.#state = DIALLING;
    this.setDeadline(this.policy.limits.connectTime);
    if (!this.#intake.empty) this.socket.pause();
    const context = {
      policy: this.policy,
      matcher: this.station.matcher,
      resolver: this.station.resolver,
      market: this.market,
      isOwnListener: (address: string, to: number): boolean => this.station.isOwnListener(address, to),
    };
    const ports = isConnect ? this.policy.connectPorts : this.policy.httpPorts;
    this.#dial = new Dial(context, { host: host ?? '', port, ports }, this);
  }

  // ── the dial ────────────────────────────────────────────────────────────────────────────────────────────────────────

  dialled(socket: Socket): void {
    this.#dial = undefined;
    if (this.#asked.isConnect) {
      this.#openTunnel(socket);
      return;
    }
    this.#exchange.origin = new Origin(socket, this.#asked.authority, this.#exchange);
    this.#send();
  }

  dialBlocked(rule: number): void {
    this.tally.blocked(this.station.matcher.listsOf(rule));
    const answer = this.policy.blockAnswer(this.market);
    this.answer(this.#asked.part ? answer.part : answer.page, this.#asked.toHead);
  }

  dialRefused(refusal: RefusalCode): void {
    this.refuse(refusal, this.#asked.toHead);
  }

  dialFailed(failure: UpstreamFailureCode): void {
    this.#dial?.cancel();
    this.tally.forwarded();
    this.exchangeFailed(failure);
  }

  // ── the exchange ────────────────────────────────────────────────────────────────────────────────────────────────────

  #send(): void {
    const { origin } = this.#exchange;
    if (origin === undefined) return;
    this.tally.forwarded();
    this.#state = EXCHANGING;
    this.#exchange.begin(origin, this.#asked);
    this.#asked.forgetHead();
    this.exchangeMoved();
    const early = this.#exchange.requestOpen ? this.#intake.take() : undefined;
    if (early !== undefined) this.#passBody(early);
    this.#resume();
  }

  #passBody(bytes: Buffer): void {
    const count = this.#exchange.fromClient(bytes);
    if (count === BROKEN) {
      if (this.#exchange.responseBegun) this.abandon(true);
      else this.refuse(REFUSAL['body-malformed'], this.#asked.toHead);
      return;
    }
    // The call may have ended the exchange and begun another: what is left over is then the next request's.
    if (count < bytes.length) this.#keep(bytes.subarray(count));
    if (this.#exchange.originFull) this.socket.pause();
  }

  #keep(bytes: Buffer): void {
    if (this.#state === OVER) return;
    this.#intake.add(bytes);
    if (this.#state === READING) this.#read();
    else this.socket.pause();
  }

  exchangeMoved(): void {
    const { limits } = this.policy;
    if (this.#clientEnded) this.setDeadline(limits.halfOpenTime);
    else this.setDeadline(this.#exchange.requestOpen ? limits.idleTime : limits.responseTime);
  }

  exchangeDone(goesOn: boolean): void {
    if (!goesOn || this.#asked.closes || this.station.draining) {
      this.leave();
      return;
    }
    this.#state = READING;
    this.setDeadline(this.policy.limits.idleTime);
    if (!this.#intake.empty) this.#read();
    else if (this.#clientEnded) this.leave();
    this.#resume();
  }

  exchangeFailed(failure: UpstreamFailureCode): void {
    this.station.observer.upstreamFailed(failure);
    this.answer(upstreamAnswer(failure), this.#asked.toHead);
  }

  exchangeBroken(reset: boolean): void {
    if (reset) this.abandon(true);
    else this.leave();
  }

  exchangeMissed(): void {
    this.abandon(false);
  }

  exchangeSwitched(rest: Buffer | undefined): void {
    this.tally.upgraded();
    const socket = this.#exchange.releaseOrigin();
    if (socket === undefined) return;
    if (rest !== undefined) this.socket.write(rest);
    this.#becomeTunnel(socket, undefined);
  }

  exchangeDrained(): void {
    this.#resume();
  }

  originGone(): void {
    this.#exchange.leaveOrigin();
  }

  #expireExchange(): void {
    if (this.#exchange.responseBegun) this.abandon(true);
    else if (this.#exchange.requestOpen) this.refuse(REFUSAL['body-timeout'], this.#asked.toHead);
    else this.exchangeFailed(UPSTREAM_FAILURE['response-timeout']);
  }

  // ── tunnels ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  #openTunnel(origin: Socket): void {
    this.tally.forwarded();
    this.socket.write(ESTABLISHED);
    this.#becomeTunnel(origin, this.#asked.host);
  }

  /** `authority`: the host whose name a ClientHello should bear; `undefined` where nothing inside is to be judged. */
  #becomeTunnel(origin: Socket, authority: string | undefined): void {
    const first = this.#intake.take();
    const ended = this.#clientEnded;
    this.end();
    const flow = { station: this.station, policy: this.policy, market: this.market, authority };
    new Tunnel(flow, this.socket, origin).begin(first, ended);
  }

  // ── the ends ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #block(rule: number, request: Request): void {
    this.#asked.note(request, NO_HEAD);
    this.#asked.noteDestination(request);
    this.dialBlocked(rule);
  }

  protected release(): void {
    this.#state = OVER;
    this.#dial?.cancel();
    this.#exchange.leaveOrigin();
    this.#intake.clear();
  }

  #resume(): void {
    // Unused bytes are a reason to wait, unless they are the beginning of a head whose rest has to come.
    const full = this.#exchange.originFull || (this.#state !== READING && !this.#intake.empty);
    if (this.#state !== OVER && !full) this.socket.resume();
  }
}
