/**
 * A client's connection that was on its way to an origin when it was intercepted. What it is shows in its first bytes;
 * it always goes where it was going.
 *
 *   SILENT ──► HTTP: judged request by request, each passed on byte for byte
 *      │  ├──► HELLO: a ClientHello, judged, then joined to the origin
 *      │  └──► PASSING: anything else: the address is judged, then joined to the origin, and counted
 *      └─ a second without a byte: the origin is connected to, in case it is the one that speaks first
 *
 * Nothing that was blocked or refused reaches the origin.
 */

import { type Guest, introduce } from '../connection/guest.ts';
import type { Station } from '../connection/station.ts';
import type { Original } from '../decide/original.ts';
import { OriginalDial } from '../dial/dial-original.ts';
import { FIRST_WORD } from '../http/http-session.ts';
import { Origin } from '../http/origin-connection.ts';
import { REFUSAL } from '../observe/refusal.ts';
import { UNINSPECTABLE, type UninspectableCode, UPSTREAM_FAILURE } from '../observe/vocabulary.ts';
import type { InterceptionPolicy } from '../policy/interception-policy.ts';
import { ResponseTracker } from '../response/response-tracker.ts';
import { type OwnedSocket, own } from '../socket/ownership.ts';
import { PEEK_MORE, PEEK_OPEN, type Peek, shut } from '../tunnel/hello-peek.ts';
import { classify, HTTP2, HTTP as IS_HTTP, mayBecomeRequest, TLS, UNDECIDED } from './first-bytes.ts';
import { InterceptedConnection } from './transparent-mode.ts';

const SILENT = 0;
const HTTP = 1;
const HELLO = 2;
const PASSING = 3;

const NO_AUTHORITY = Buffer.alloc(0);

export class TransparentConnection extends InterceptedConnection {
  readonly #guest: Guest;
  #phase = SILENT;
  #peek: Peek | undefined;
  #dial: OriginalDial | undefined;
  /** Connected to in the silence, and not used yet. */
  #ready: OwnedSocket | undefined;

  /** Takes over a socket that was just accepted. `first`: what the client has sent already. */
  static begin(
    station: Station,
    socket: OwnedSocket,
    guest: Guest,
    to: { readonly original: Original; readonly interception: InterceptionPolicy; readonly first: Buffer | undefined },
  ): void {
    const connection = new TransparentConnection(station, socket, guest, to.original, to.interception);
    own(socket, connection);
    station.deadlines.add(connection);
    if (!to.interception.looksInto(to.original.endpoint.port)) connection.pass(UNINSPECTABLE['other-port']);
    if (to.first !== undefined) connection.data(to.first);
  }

  private constructor(
    station: Station,
    socket: OwnedSocket,
    guest: Guest,
    original: Original,
    interception: InterceptionPolicy,
  ) {
    super(station, socket, guest, original, interception);
    this.#guest = guest;
    this.setDeadline(this.policy.limits.silenceTime);
  }

  // ── the first bytes ─────────────────────────────────────────────────────────────────────────────────────────────────

  override data(bytes: Buffer): void {
    if (this.over) return;
    this.#receive(bytes);
    this.intake.settle();
  }

  #receive(bytes: Buffer): void {
    switch (this.#phase) {
      case HTTP:
        super.data(bytes);
        return;
      case HELLO:
        if (this.#peek !== undefined) {
          this.#look(this.#peek, bytes);
          return;
        }
        this.#hold(bytes);
        return;
      case PASSING:
        this.#hold(bytes);
        return;
      default:
        this.#classify(bytes);
    }
  }

  #hold(bytes: Buffer): void {
    this.intake.add(bytes);
    this.socket.pause();
  }

  #classify(bytes: Buffer): void {
    if (this.intake.empty) this.setDeadline(this.policy.limits.headTime);
    this.intake.add(bytes);
    const first = this.intake.bytes as Buffer;
    switch (classify(first)) {
      case UNDECIDED:
        return;
      case IS_HTTP:
        this.#phase = HTTP;
        this.intake.take();
        super.data(first);
        return;
      case TLS:
        this.#phase = HELLO;
        this.intake.take();
        this.setDeadline(this.policy.limits.helloTime);
        this.#peek = this.peekFor(undefined, this.original);
        this.#look(this.#peek, first);
        return;
      case HTTP2:
        this.#preface();
        return;
      default:
        this.#passUnknown();
    }
  }

  #preface(): void {
    if (this.interception.h2c === 'pass') {
      this.pass(UNINSPECTABLE.h2c);
      return;
    }
    this.tally.refused(REFUSAL['http2-preface']);
    this.abandon(true); // an answer in HTTP/1 would be garbage to this client
  }

  #look(peek: Peek, bytes: Buffer): void {
    const result = peek.read(bytes);
    if (result === PEEK_MORE) return;
    this.#peek = undefined;
    if (result !== PEEK_OPEN) {
      if (this.end()) shut(this.socket, peek.flow, result);
      return;
    }
    this.intake.add(peek.held);
    if (peek.judged || this.addressIsFree()) this.connect();
  }

  protected override pass(unseen: UninspectableCode): void {
    this.#phase = PASSING;
    if (!this.addressIsFree()) return;
    this.tally.uninspectable(unseen);
    this.connect();
  }

  /** Passing half a method would let the other half, and what it asks for, pass unread. */
  #neverDecided(first: Buffer): void {
    const refuses = this.interception.ambiguous === 'refuse' && mayBecomeRequest(first);
    if (refuses) this.refuse(REFUSAL['head-timeout'], false);
    else this.#passUnknown();
  }

  #passUnknown(): void {
    if (this.interception.unknown === 'pass') {
      this.pass(UNINSPECTABLE['protocol-unknown']);
      return;
    }
    this.tally.refused(REFUSAL['protocol-not-allowed']);
    this.abandon(true);
  }

  // ── the client's socket ─────────────────────────────────────────────────────────────────────────────────────────────

  override ended(): void {
    if (this.#phase === HTTP) {
      super.ended();
      return;
    }
    this.clientEnded = true;
    if (this.#phase === SILENT && !this.intake.empty) this.#passUnknown();
    else if (this.#phase === SILENT || this.#peek !== undefined) this.abandon(false);
  }

  override expire(): void {
    if (this.#phase === HTTP) super.expire();
    else if (this.#peek !== undefined) this.#giveUp(this.#peek);
    else if (this.#phase !== SILENT) this.dialFailed(UPSTREAM_FAILURE['connect-timeout']);
    else if (!this.intake.empty) this.#neverDecided(this.intake.bytes as Buffer);
    else if (this.#dial === undefined && this.#ready === undefined) this.connect();
    else if (this.#dial !== undefined) this.dialFailed(UPSTREAM_FAILURE['connect-timeout']);
    else this.abandon(false);
  }

  override drain(): void {
    if (this.#phase === HTTP) super.drain();
    else if (this.#ready !== undefined && this.#phase === SILENT) this.setDeadline(FIRST_WORD);
  }

  #giveUp(peek: Peek): void {
    const result = peek.giveUp();
    if (this.end()) shut(this.socket, peek.flow, result);
  }

  // ── the origin ──────────────────────────────────────────────────────────────────────────────────────────────────────

  protected override connect(): void {
    const ready = this.#ready;
    this.#ready = undefined;
    if (ready !== undefined) {
      this.dialled(ready);
      return;
    }
    this.setDeadline(this.policy.limits.connectTime);
    this.#dial ??= new OriginalDial(this.original.endpoint, this.interception.outletFor(this.#guest.ends.source), {
      dialled: (socket) => {
        this.#dial = undefined;
        introduce(this.#guest, socket);
        this.dialled(socket);
      },
      dialFailed: (failure) => this.dialFailed(failure),
    });
  }

  protected override cancelConnect(): void {
    this.#dial?.cancel();
    this.#dial = undefined;
  }

  override dialled(socket: OwnedSocket): void {
    const waits = this.#phase === SILENT || this.#peek !== undefined || (this.#phase === HTTP && !this.dialling);
    if (waits) {
      this.#wait(socket);
    } else if (this.#phase === HTTP) {
      this.exchange.origin = new Origin(socket, NO_AUTHORITY, this.exchange, new ResponseTracker('passing'));
      this.send();
    } else {
      this.becomeTunnel(socket, undefined);
    }
  }

  /** The origin is there before it is needed. */
  #wait(socket: OwnedSocket): void {
    this.#ready = socket;
    if (this.#phase === SILENT && this.intake.empty) {
      this.setDeadline(this.station.draining ? FIRST_WORD : this.policy.limits.idleTime);
    }
    own(socket, {
      data: (bytes) => this.#originFirst(bytes),
      ended: () => this.abandon(false),
      drained: () => {},
      closed: (failed) => this.abandon(failed),
    });
  }

  #originFirst(bytes: Buffer): void {
    const origin = this.#ready;
    if (origin === undefined) return;
    if (this.#phase !== SILENT) {
      this.abandon(false); // an origin that interrupts a request has no answer to it
      return;
    }
    this.#phase = PASSING;
    if (!this.addressIsFree()) return;
    this.tally.uninspectable(UNINSPECTABLE['server-first']);
    this.#ready = undefined;
    this.becomeTunnel(origin, undefined, bytes);
  }

  protected override release(): void {
    this.#ready?.destroy();
    this.#ready = undefined;
    this.#peek?.letGo();
    this.#peek = undefined;
    super.release();
  }
}
