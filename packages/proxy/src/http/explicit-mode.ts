import { WHOLE } from '../bytes/reader-result.ts';
import type { Flow } from '../connection/flow.ts';
import type { FlowJudge } from '../decide/judge.ts';
import type { RuleMatcher } from '../decide/rule-matcher.ts';
import { Dial } from '../dial/dial.ts';
import { type HeadReader } from '../head/head-reader.ts';
import type { Request } from '../head/request.ts';
import { REFUSAL } from '../observe/refusal.ts';
import type { Sighting } from '../observe/sighting.ts';
import type { OwnedSocket } from '../socket/ownership.ts';
import { nameHost } from './block.ts';
import type { HttpMode, HttpModeUser } from './http-mode.ts';
import type { OriginConnection } from './origin-connection.ts';
import { NO_HEAD, type RequestSummary } from './request-summary.ts';

/**
 * The explicit proxy: absolute-form requests and CONNECT, to the host in the target, with the changes that RFC 9110 §7.6 asks of a
 * proxy.
 */
export class ExplicitMode implements HttpMode {
  readonly visible = true;
  readonly passesUnread = false;
  readonly strictness = 'strict';

  readonly #flow: Flow;
  #user: HttpModeUser | undefined = undefined;
  #dial: Dial | undefined = undefined;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  attach(user: HttpModeUser): void {
    this.#user = user;
  }

  read(request: Request, reader: HeadReader, bytes: Buffer): number {
    const result = request.read(reader, bytes, this.#flow.policy.pseudonym);
    return result === WHOLE && request.endsHere ? REFUSAL['max-forwards-reached'] : result;
  }

  verdict(request: Request, judge: FlowJudge, matcher: RuleMatcher, market: number): number {
    return request.isConnect ? judge.judgeAuthority(request, matcher, market) : judge.judge(request, matcher, market);
  }

  note(request: Request, summary: RequestSummary): void {
    const { station, policy } = this.#flow;
    summary.note(request, request.isConnect ? NO_HEAD : station.writer.write(request, policy.via));
  }

  nameHost(request: Request, sighting: Sighting): void {
    nameHost(request, sighting);
  }

  serves({ isConnect, target, bytes }: Request, origin: OriginConnection): boolean {
    return !isConnect && origin.serves(bytes, target.authorityStart, target.authorityEnd);
  }

  reaches(request: Request, summary: RequestSummary): boolean {
    return summary.noteDestination(request);
  }

  connect({ host, port, isConnect }: RequestSummary): void {
    if (this.#user === undefined) return;
    const { policy, station, market, matcher, key } = this.#flow;
    const context = {
      policy,
      matcher,
      resolver: station.resolver,
      market,
      client: key,
      isOwnListener: (address: string, to: number): boolean => station.isOwnListener(address, to),
    };
    const ports = isConnect ? policy.connectPorts : policy.httpPorts;
    this.#dial = new Dial(context, { host: host ?? '', port, ports, tunnel: isConnect }, this.#user);
  }

  connected(socket: OwnedSocket): void {
    this.#dial = undefined;
    this.#flow.introduce(socket);
  }

  cancel(): void {
    this.#dial?.cancel();
    this.#dial = undefined;
  }

  passUnread(): void {}
}
