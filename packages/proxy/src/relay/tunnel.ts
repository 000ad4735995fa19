/**
 * Two sockets joined: CONNECT, or WebSocket after its handshake. In a CONNECT tunnel the client's first bytes are held
 * until the name in its ClientHello has been judged; what the origin says passes all the while, so that a protocol in
 * which the server speaks first does not hang.
 *
 *   PEEKING ──► whole hello, free of rules ──► OPEN
 *      │   └──► not TLS: counted ────────────► OPEN
 *      └──────► a rule covers the name, or the hello is unusable ──► alert or reset
 */
import type { Socket } from 'node:net';
import { ACCESS_DENIED, alertFor } from '../answer/tls-alert.ts';
import { MORE, NOT_TLS, SSLV2, WHOLE } from '../hello/outcome.ts';
import { RecordReader } from '../hello/record-reader.ts';
import { REFUSAL, type RefusalCode } from '../observe/refusal.ts';
import { DIRECTION, PROTOCOL, UNINSPECTABLE, type UninspectableCode } from '../observe/vocabulary.ts';
import type { Policy } from '../settings/policy.ts';
import type { Expiring } from './deadlines.ts';
import { Farewell } from './farewell.ts';
import { own } from './ownership.ts';
import type { Station } from './station.ts';

/** What a tunnel is for. */
export interface Flow {
  readonly station: Station;
  readonly policy: Policy;
  readonly market: number;
  /** The canonical host of the CONNECT request; `undefined` where what passes is not to be looked at. */
  readonly authority: string | undefined;
}

export class Tunnel implements Expiring {
  deadline = 0;

  readonly #flow: Flow;
  readonly #client: Socket;
  readonly #origin: Socket;
  #hello: RecordReader | undefined;
  #held: Buffer | undefined;
  #originSpoke = false;
  #over = false;

  constructor(flow: Flow, client: Socket, origin: Socket) {
    this.#flow = flow;
    this.#client = client;
    this.#origin = origin;
    if (flow.authority !== undefined) this.#hello = new RecordReader(flow.policy.limits);
  }

  /** `first`: what the client has sent already. `ended`: it has closed its side, too. */
  begin(first: Buffer | undefined, ended: boolean): void {
    const { station, policy } = this.#flow;
    station.deadlines.add(this);
    this.#setDeadline(this.#hello === undefined ? policy.limits.tunnelIdleTime : policy.limits.idleTime);
    own(this.#client, {
      data: (bytes) => this.#fromClient(bytes),
      ended: () => this.#clientEnded(),
      drained: () => this.#origin.resume(),
      closed: (failed) => this.#closed(this.#origin, failed),
    });
    own(this.#origin, {
      data: (bytes) => this.#fromOrigin(bytes),
      ended: () => this.#client.end(),
      drained: () => this.#client.resume(),
      closed: (failed) => this.#closed(this.#client, failed),
    });
    this.#client.resume();
    this.#origin.resume();
    if (first !== undefined) this.#fromClient(first);
    if (ended) this.#clientEnded();
  }

  cut(): void {
    this.#destroy();
  }

  expire(): void {
    if (this.#hello !== undefined && !this.#hello.untouched) this.#refuse(REFUSAL['hello-timeout']);
    else this.#destroy();
  }

  #fromClient(bytes: Buffer): void {
    if (this.#hello !== undefined) this.#peek(this.#hello, bytes);
    else this.#pass(this.#client, this.#origin, bytes);
  }

  #fromOrigin(bytes: Buffer): void {
    if (this.#hello?.untouched === true && !this.#originSpoke) this.#countServerFirst();
    this.#originSpoke = true;
    this.#pass(this.#origin, this.#client, bytes);
  }

  #pass(from: Socket, to: Socket, bytes: Buffer): void {
    if (!to.write(bytes)) from.pause();
    const direction = to === this.#origin ? DIRECTION.request : DIRECTION.response;
    this.#flow.station.observer.bytes(direction, bytes.length);
    if (this.#hello === undefined) this.#setDeadline(this.#flow.policy.limits.tunnelIdleTime);
  }

  #peek(hello: RecordReader, bytes: Buffer): void {
    if (hello.untouched) this.#setDeadline(this.#flow.policy.limits.helloTime);
    const result = hello.read(bytes, 0, bytes.length);
    this.#held = this.#held === undefined ? bytes : Buffer.concat([this.#held, bytes]);
    switch (result) {
      case MORE:
        return;
      case WHOLE:
        this.#judge(hello);
        return;
      case NOT_TLS:
        this.#open(UNINSPECTABLE['not-tls']);
        return;
      case SSLV2:
        this.#open(UNINSPECTABLE['sslv2-hello']);
        return;
      default:
        this.#refuse(result as RefusalCode);
    }
  }

  #judge({ hello }: RecordReader): void {
    const { station, market, authority } = this.#flow;
    const { observer, matcher } = station;
    observer.inspected(market, PROTOCOL.tls);
    if (hello.hasEch) observer.uninspectable(market, UNINSPECTABLE.ech);
    const verdict = hello.nameLength === 0 ? 0 : matcher.matchHostBytes(hello.name, 0, hello.nameLength, market);
    if (verdict > 0) {
      observer.blocked(market, PROTOCOL.tls, matcher.listsOf(verdict));
      this.#shut(ACCESS_DENIED);
      return;
    }
    observer.forwarded(market, PROTOCOL.tls);
    if (!hello.hasName) this.#open(UNINSPECTABLE['sni-absent']);
    else if (verdict < 0 || hello.nameLength === 0) this.#open(UNINSPECTABLE['sni-unreadable']);
    else
      this.#open(
        this.#names(hello.name, hello.nameLength, authority) ? undefined : UNINSPECTABLE['identity-disagreement'],
      );
  }

  /** True where the name is the one that was asked for with CONNECT. */
  #names(name: Uint8Array, length: number, authority: string | undefined): boolean {
    return Buffer.from(name).toString('latin1', 0, length).toLowerCase() === authority;
  }

  /** Lets everything pass from now on, and counts what was not seen. */
  #open(unseen: UninspectableCode | undefined): void {
    const { station, market, policy } = this.#flow;
    if (unseen !== undefined) station.observer.uninspectable(market, unseen);
    const held = this.#held;
    this.#hello = undefined;
    this.#held = undefined;
    this.#setDeadline(policy.limits.tunnelIdleTime);
    if (held !== undefined) this.#pass(this.#client, this.#origin, held);
  }

  #countServerFirst(): void {
    const { station, market } = this.#flow;
    station.observer.uninspectable(market, UNINSPECTABLE['server-first']);
  }

  #refuse(refusal: RefusalCode): void {
    const { station, market } = this.#flow;
    station.observer.refused(market, PROTOCOL.tls, refusal);
    this.#shut(alertFor(refusal));
  }

  /** Ends a TLS connection before any of it has reached the origin. */
  #shut(alert: Buffer | undefined): void {
    const { station, policy } = this.#flow;
    this.#finish();
    this.#origin.destroy();
    if (policy.resetsTls) this.#client.resetAndDestroy();
    else Farewell.say(this.#client, station.deadlines, policy.limits, alert);
  }

  #clientEnded(): void {
    // An unfinished hello will not be finished: there is nothing that could be judged, and nothing to pass on.
    if (this.#hello !== undefined && !this.#hello.untouched) this.#destroy();
    else this.#origin.end();
  }

  /** A reset goes on as a reset, so that neither side takes a part for the whole. */
  #closed(other: Socket, failed: boolean): void {
    if (this.#over) return;
    this.#finish();
    if (failed) other.resetAndDestroy();
    else other.destroySoon();
  }

  #destroy(): void {
    this.#finish();
    this.#client.destroy();
    this.#origin.destroy();
  }

  #finish(): void {
    this.#over = true;
    this.#held = undefined;
    this.#flow.station.deadlines.remove(this);
  }

  #setDeadline(after: number): void {
    this.deadline = this.#flow.station.deadlines.now + after;
  }
}
