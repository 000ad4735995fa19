/**
 * HTTP on an intercepted connection: what {@link HttpConnection} leaves to its mode. Requests go on byte for byte, to the
 * one origin that the client was going to, and nothing is answered that the client would not have heard without us but the
 * block page and refusals.
 */

import type { Guest } from '../connection/guest.ts';
import type { Station } from '../connection/station.ts';
import { FORWARD } from '../decide/judge.ts';
import type { Original } from '../decide/original.ts';
import type { HeadReader } from '../head/head-reader.ts';
import type { Request } from '../head/request.ts';
import { HttpConnection } from '../http/http-session.ts';
import { REFUSAL, type RefusalCode } from '../observe/refusal.ts';
import type { Sighting } from '../observe/sighting.ts';
import {
  ANSWER,
  UNINSPECTABLE,
  type UninspectableCode,
  UPSTREAM_FAILURE,
  type UpstreamFailureCode,
} from '../observe/vocabulary.ts';
import type { InterceptionPolicy } from '../policy/interception-policy.ts';
import type { OwnedSocket } from '../socket/ownership.ts';

export abstract class InterceptedConnection extends HttpConnection {
  protected readonly original: Original;
  protected readonly interception: InterceptionPolicy;
  #asksHttp2 = false;

  protected constructor(
    station: Station,
    socket: OwnedSocket,
    guest: Guest,
    original: Original,
    interception: InterceptionPolicy,
  ) {
    super(station, socket, guest);
    this.original = original;
    this.interception = interception;
  }

  /** Joins the client to its origin, if the address may be reached. `unseen`: why no request was read. */
  protected abstract pass(unseen: UninspectableCode): void;

  /** False where a rule covers the address itself; then the connection has ended. */
  protected addressIsFree(): boolean {
    const { matcher } = this.station;
    const verdict = this.original.verdict(matcher, this.market);
    const { sighting } = this.station;
    if (verdict > FORWARD) this.sight(verdict, ANSWER.reset);
    this.tally.passed(verdict > FORWARD ? matcher.listsOf(verdict) : undefined, sighting);
    if (verdict > FORWARD) this.abandon(true);
    return verdict === FORWARD;
  }

  protected override readRequest(request: Request, reader: HeadReader, bytes: Buffer): number {
    const result = request.readIntercepted(reader, bytes);
    const refusesHttp2 = request.meaning.asksHttp2 && this.interception.h2c === 'refuse';
    return result < 0 && refusesHttp2 ? REFUSAL['http2-preface'] : result;
  }

  protected override nameAsked(request: Request | undefined, sighting: Sighting): void {
    const { authority } = this.original;
    if (request === undefined || request.meaning.host < 0) sighting.at(authority, 0, authority.length);
    else super.nameAsked(request, sighting);
  }

  protected override judgeRequest(request: Request): number {
    const { judge, matcher } = this.station;
    return judge.judgeIntercepted(request, this.original, matcher, this.market);
  }

  /** As it came: the bytes that were judged. */
  protected override headFor({ bytes, head, meaning }: Request): Buffer {
    this.#asksHttp2 = meaning.asksHttp2;
    return head.length === bytes.length ? bytes : bytes.subarray(0, head.length);
  }

  protected override servedBy(request: Request): boolean {
    this.asked.upgrades = request.meaning.hasUpgrade;
    if (request.isConnect) this.asked.noteDestination(request);
    return this.exchange.origin !== undefined;
  }

  protected override reachable(): boolean {
    return true;
  }

  protected override unreadable(refusal: RefusalCode, toHead: boolean): void {
    if (this.interception.ambiguous === 'refuse') {
      this.refuse(refusal, toHead);
      return;
    }
    const origin = this.exchange.releaseOrigin();
    if (origin === undefined) {
      this.pass(UNINSPECTABLE['ambiguous-http']);
    } else if (this.addressIsFree()) {
      this.tally.uninspectable(UNINSPECTABLE['ambiguous-http']);
      this.becomeTunnel(origin, undefined);
    } else {
      origin.destroy();
    }
  }

  override exchangeSwitched(rest: Buffer | undefined): void {
    if (this.#asksHttp2) this.tally.uninspectable(UNINSPECTABLE.h2c);
    super.exchangeSwitched(rest);
  }

  /** No answer of ours: the client sees what it would see without us. */
  override exchangeFailed(failure: UpstreamFailureCode): void {
    this.station.observer.upstreamFailed(failure);
    this.abandon(failure !== UPSTREAM_FAILURE['closed-early']);
  }

  /** One connection of the client is one to the origin: when that ends, so does this. */
  override originGone(): void {
    this.leave();
  }
}
