import type { Flow } from '../connection/flow.ts';
import { sightingOf } from '../connection/sighting-of.ts';
import { FORWARD } from '../decide/judge.ts';
import type { Original } from '../decide/original.ts';
import { dialOriginal } from '../dial/dial-original.ts';
import { connectFailure } from '../dial/failures.ts';
import { ANSWER, DIRECTION, type UpstreamFailureCode } from '../observe/vocabulary.ts';
import type { InterceptionPolicy } from '../policy/interception-policy.ts';
import type { ConnectListener } from '../socket/connect.ts';
import { type OwnedSocket, own } from '../socket/ownership.ts';
import type { SocketOwner } from '../socket/socket-owner.ts';
import { write } from '../socket/write.ts';

/** Notified of what becomes of the connection to the origin, until it has been taken. */
export interface RouteUser {
  /** It is there, to be taken now or later. */
  originReady(): void;
  originFailed(failure: UpstreamFailureCode): void;
  /** The origin has spoken, though it has not been asked anything. */
  originSpoke(bytes: Buffer): void;
  originLeft(reset: boolean): void;
}

const IDLE = 0;
const DIALLING = 1;
const READY = 2;
const OVER = 3;

/**
 * The way of an intercepted connection: where it was going, how its listener treats such connections, and the one connection to
 * that origin, which may be made before it is known what for.
 *
 *   IDLE ──► DIALLING ──► READY ──► OVER: taken, failed or cancelled
 */
export class InterceptedRoute implements ConnectListener, SocketOwner {
  readonly original: Original;
  readonly policy: InterceptionPolicy;

  /** The flow's stage. */
  user: RouteUser | undefined = undefined;

  readonly #flow: Flow;
  #state = IDLE;
  #socket: OwnedSocket | undefined;
  #preamble: Buffer | undefined = undefined;

  constructor(flow: Flow, original: Original, policy: InterceptionPolicy) {
    this.#flow = flow;
    this.original = original;
    this.policy = policy;
  }

  get dialling(): boolean {
    return this.#state === DIALLING;
  }

  get ready(): boolean {
    return this.#state === READY;
  }

  /** Begins to connect, if that has not been done; within the connect time, by the flow's deadline. Its user hears when. */
  connect(): void {
    if (this.#state === READY) {
      this.user?.originReady();
      return;
    }
    this.#flow.setDeadline(this.#flow.policy.limits.connectTime);
    if (this.#state === IDLE) this.#dial();
  }

  /** The connection, for a new owner. Only when READY. */
  take(): OwnedSocket {
    if (this.#state !== READY || this.#socket === undefined) throw new TypeError('There is no connection to take');
    this.#state = OVER;
    if (this.#preamble !== undefined) write(this.#socket, this.#preamble);
    return this.#socket;
  }

  /** `bytes`: a PROXY protocol header that the client sent; the origin gets it before anything that is judged. */
  keepPreamble(bytes: Buffer): void {
    this.#preamble = Buffer.from(bytes);
    this.#flow.station.observer.bytes(DIRECTION.request, bytes.length);
  }

  /** Ends the connection, made or not, unless it was taken. Its user hears nothing any more. */
  cancel(): void {
    if (this.#state === DIALLING || this.#state === READY) this.#socket?.destroy();
    this.#state = OVER;
  }

  /** Judges the address alone, of what cannot be read, and counts that. False if a rule covers it. */
  addressIsFree(): boolean {
    const { station, market, tally, matcher } = this.#flow;
    const verdict = this.original.verdict(matcher, market);
    if (verdict === FORWARD) {
      tally.passed(undefined, station.sighting);
      return true;
    }
    const sighting = sightingOf(station, verdict, ANSWER.reset);
    sighting.at(this.original.authority, 0, this.original.authority.length);
    tally.passed(matcher.listsOf(verdict), sighting);
    return false;
  }

  // ── the socket, until it is taken ───────────────────────────────────────────────────────────────────────────────────

  connected(socket: OwnedSocket): void {
    if (this.#state !== DIALLING) return;
    this.#state = READY;
    this.#socket = socket;
    this.#flow.introduce(socket);
    own(socket, this);
    this.user?.originReady();
  }

  connectFailed(_: OwnedSocket, code: string | undefined): void {
    this.#fail(code);
  }

  data(bytes: Buffer): void {
    this.user?.originSpoke(bytes);
  }

  ended(): void {
    this.user?.originLeft(false);
  }

  drained(): void {}

  closed(failed: boolean): void {
    if (this.#state === READY) this.user?.originLeft(failed);
  }

  #dial(): void {
    this.#state = DIALLING;
    const outlet = this.policy.outletFor(this.#flow.ends.source);
    const socket = dialOriginal(this.original.endpoint, outlet, this);
    if (typeof socket === 'string')
      setImmediate(() => this.#fail(socket)); // the caller is not done yet
    else this.#socket = socket;
  }

  #fail(code: string | undefined): void {
    if (this.#state !== DIALLING) return;
    this.#state = OVER;
    this.user?.originFailed(connectFailure(code));
  }
}
