import { type Guest, introduce } from '../connection/guest.ts';
import type { Station } from '../connection/station.ts';
import { Dial } from '../dial/dial.ts';
import type { HeadReader } from '../head/head-reader.ts';
import type { Request } from '../head/request.ts';
import { REFUSAL, type RefusalCode } from '../observe/refusal.ts';
import { ResponseTracker } from '../response/response-tracker.ts';
import { type OwnedSocket, own } from '../socket/ownership.ts';
import { write } from '../socket/write.ts';
import { HttpConnection } from './http-session.ts';
import { Origin } from './origin-connection.ts';
import { NO_HEAD } from './request-summary.ts';

/** The reason phrase that all clients expect; it tells nothing. */
const ESTABLISHED = Buffer.from('HTTP/1.1 200 Connection established\r\n\r\n');

/**
 * A client's connection to the explicit proxy: absolute-form requests and CONNECT, to where the target says, with the
 * changes that RFC 9110 §7.6 asks of a proxy.
 */
export class ExplicitConnection extends HttpConnection {
  readonly #guest: Guest;
  #dial: Dial | undefined;

  /** Takes over a socket that was just accepted. `first`: what the client has sent already. */
  static begin(station: Station, socket: OwnedSocket, guest: Guest, first: Buffer | undefined): void {
    const connection = new ExplicitConnection(station, socket, guest);
    own(socket, connection);
    station.deadlines.add(connection);
    if (first !== undefined) connection.data(first);
  }

  private constructor(station: Station, socket: OwnedSocket, guest: Guest) {
    super(station, socket, guest);
    this.#guest = guest;
  }

  protected override readRequest(request: Request, reader: HeadReader, bytes: Buffer): number {
    return request.read(reader, bytes, this.policy.pseudonym);
  }

  protected override judgeRequest(request: Request): number {
    if (request.endsHere) {
      this.refuse(REFUSAL['max-forwards-reached']);
      return 0;
    }
    const { judge, matcher } = this.station;
    return request.isConnect
      ? judge.judgeAuthority(request, matcher, this.market)
      : judge.judge(request, matcher, this.market);
  }

  protected override headFor(request: Request): Buffer {
    return request.isConnect ? NO_HEAD : this.station.writer.write(request, this.policy.via);
  }

  protected override servedBy({ isConnect, target, bytes }: Request): boolean {
    return !isConnect && this.exchange.origin?.serves(bytes, target.authorityStart, target.authorityEnd) === true;
  }

  protected override reachable(request: Request): boolean {
    return this.asked.noteDestination(request);
  }

  protected override connect(): void {
    const { policy, station, market } = this;
    const { host, port, isConnect } = this.asked;
    const context = {
      policy,
      matcher: station.matcher,
      resolver: station.resolver,
      market,
      isOwnListener: (address: string, to: number): boolean => station.isOwnListener(address, to),
    };
    const ports = isConnect ? policy.connectPorts : policy.httpPorts;
    this.#dial = new Dial(context, { host: host ?? '', port, ports, tunnel: isConnect }, this);
  }

  protected override cancelConnect(): void {
    this.#dial?.cancel();
  }

  override dialled(socket: OwnedSocket): void {
    this.#dial = undefined;
    introduce(this.#guest, socket);
    if (this.asked.isConnect) {
      this.tally.forwarded();
      write(this.socket, ESTABLISHED);
      this.becomeTunnel(socket, this.peekFor(this.asked.host));
      return;
    }
    this.exchange.origin = new Origin(socket, this.asked.authority, this.exchange, new ResponseTracker('strict'));
    this.send();
  }

  protected override unreadable(refusal: RefusalCode, toHead: boolean): void {
    this.refuse(refusal, toHead);
  }
}
