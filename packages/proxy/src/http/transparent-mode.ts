import type { Flow } from '../connection/flow.ts';
import type { FlowJudge } from '../decide/judge.ts';
import type { RuleMatcher } from '../decide/rule-matcher.ts';
import type { HeadReader } from '../head/head-reader.ts';
import type { Request } from '../head/request.ts';
import { REFUSAL } from '../observe/refusal.ts';
import type { Sighting } from '../observe/sighting.ts';
import { UNINSPECTABLE, type UpstreamFailureCode } from '../observe/vocabulary.ts';
import type { OwnedSocket } from '../socket/ownership.ts';
import type { InterceptedRoute, RouteUser } from '../tunnel/intercepted-route.ts';
import { Tunnel } from '../tunnel/tunnel.ts';
import { TunnelSetup } from '../tunnel/tunnel-setup.ts';
import { nameHost } from './block.ts';
import type { HttpMode, HttpModeUser } from './http-mode.ts';
import type { RequestSummary } from './request-summary.ts';

/**
 * HTTP on an intercepted connection. Requests are forwarded byte for byte to the one origin that the client was going to. The
 * block page and refusals are the only responses that do not come from the origin.
 */
export class TransparentMode implements HttpMode, RouteUser {
  readonly visible = false;
  readonly passesUnread: boolean;
  readonly strictness = 'passing';

  readonly #flow: Flow;
  readonly #route: InterceptedRoute;
  #user: HttpModeUser | undefined = undefined;

  constructor(flow: Flow, route: InterceptedRoute) {
    this.#flow = flow;
    this.#route = route;
    this.passesUnread = route.policy.ambiguous === 'pass';
  }

  attach(user: HttpModeUser): void {
    this.#user = user;
    this.#route.user = this;
  }

  read(request: Request, reader: HeadReader, bytes: Buffer): number {
    const result = request.readIntercepted(reader, bytes);
    const refusesHttp2 = request.meaning.asksHttp2 && this.#route.policy.h2c === 'refuse';
    return result < 0 && refusesHttp2 ? REFUSAL['http2-preface'] : result;
  }

  verdict(request: Request, judge: FlowJudge, matcher: RuleMatcher, market: number): number {
    return judge.judgeIntercepted(request, this.#route.original, matcher, market);
  }

  /** The head as it came: the bytes that were judged. */
  note(request: Request, summary: RequestSummary): void {
    const { bytes, head, meaning } = request;
    summary.note(request, head.length === bytes.length ? bytes : bytes.subarray(0, head.length));
    summary.upgrades = meaning.hasUpgrade;
    summary.asksHttp2 = meaning.asksHttp2;
    if (request.isConnect) summary.noteDestination(request);
  }

  nameHost(request: Request, sighting: Sighting): void {
    const { authority } = this.#route.original;
    if (request.meaning.host < 0) sighting.at(authority, 0, authority.length);
    else nameHost(request, sighting);
  }

  serves(): boolean {
    return true;
  }

  reaches(): boolean {
    return true;
  }

  connect(): void {
    this.#route.connect();
  }

  connected(): void {}

  cancel(): void {
    this.#route.cancel();
  }

  passUnread(origin: OwnedSocket | undefined): void {
    const unseen = UNINSPECTABLE['ambiguous-http'];
    if (origin === undefined) {
      TunnelSetup.pass(this.#flow, this.#route, unseen);
    } else if (this.#route.addressIsFree()) {
      this.#flow.tally.uninspectable(unseen);
      Tunnel.begin(this.#flow, origin, undefined);
    } else {
      this.#flow.received.clear();
      this.#flow.abandon(true);
      origin.destroy();
    }
  }

  // ── the connection to the origin, which may have been begun before the first request ────────────────────────────────

  originReady(): void {
    if (this.#user?.dialling === true) this.#user.dialled(this.#route.take());
  }

  originFailed(failure: UpstreamFailureCode): void {
    this.#user?.dialFailed(failure);
  }

  /** An origin that interrupts a request has no answer to it. */
  originSpoke(): void {
    this.#user?.abandon(false);
  }

  originLeft(reset: boolean): void {
    this.#user?.abandon(reset);
  }
}
