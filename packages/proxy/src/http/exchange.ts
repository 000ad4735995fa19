/**
 * One request and its response, between a client and its origin. Bytes pass as they come; what is followed is only where
 * each ends.
 *
 *   client ──► body followed ──► origin        paused while the origin cannot take more
 *   client ◄── response followed ◄── origin    paused while the client cannot
 */

import { BROKEN, OPEN } from '../body/chunk-tracker.ts';
import { RequestBody } from '../body/request-body.ts';
import type { Flow } from '../connection/flow.ts';
import type { ProxyObserver } from '../observe/observer.ts';
import { DIRECTION, UPSTREAM_FAILURE, type UpstreamFailureCode } from '../observe/vocabulary.ts';
import { NOT_HTTP, TOO_LARGE } from '../response/response-head.ts';
import { charge, type OwnedSocket } from '../socket/ownership.ts';
import { write } from '../socket/write.ts';
import { BodyWatch } from './body-watch.ts';
import type { OriginConnection, OriginUser } from './origin-connection.ts';
import type { RequestSummary } from './request-summary.ts';

/** Notified how an exchange ends; one call for each. */
export interface ExchangeUser {
  /** Something passed. */
  exchangeMoved(): void;
  /** Request and response are complete. `goesOn`: both connections may be used again. */
  exchangeDone(goesOn: boolean): void;
  /** Nothing has reached the client yet, so it can get an error response. */
  exchangeFailed(failure: UpstreamFailureCode): void;
  /** A part of the response has reached the client: only the end of the connection can show that the rest will not come. */
  exchangeBroken(reset: boolean): void;
  /** The origin closed a used connection before it answered: the client may try again, as it would without us. */
  exchangeMissed(): void;
  /** The origin has changed to the protocol that the client asked for. `rest`: its first bytes of that protocol. */
  exchangeSwitched(rest: Buffer | undefined): void;
  /** The origin can take more. */
  exchangeDrained(): void;
  /** A connection without a request under way was closed by its origin. */
  originGone(): void;
}

/** One instance serves all exchanges of a client's connection, one after the other. */
export class Exchange implements OriginUser {
  /** The request's body has not ended yet. */
  requestOpen = false;
  /** A byte of the response has been passed on. */
  responseBegun = false;
  /** Between `begin` and the call that ends it. */
  active = false;
  origin: OriginConnection | undefined;

  readonly #flow: Flow;
  readonly #client: OwnedSocket;
  readonly #observer: ProxyObserver;
  readonly #user: ExchangeUser;
  readonly #body = new RequestBody();
  #responseOpen = false;
  #originFull = false;
  #surplus = false;
  /** While the body may hold a request; and whether it does. */
  #watch: BodyWatch | undefined;
  #hidesRequest = false;
  #originEnded = false;
  /** The first bytes of a response, while there are too few of them to see what they are. */
  #early: Buffer | undefined;

  constructor(flow: Flow, user: ExchangeUser) {
    this.#flow = flow;
    this.#client = flow.socket;
    this.#observer = flow.station.observer;
    this.#user = user;
  }

  /** True while the origin has not taken all that was written: the client should wait. */
  get originFull(): boolean {
    return this.#originFull;
  }

  begin(origin: OriginConnection, request: RequestSummary): void {
    const { head } = request;
    this.origin = origin;
    this.active = true;
    this.#body.begin(request.bodyLength);
    this.requestOpen = request.bodyLength !== 0;
    this.#watch = this.requestOpen ? new BodyWatch(this.#flow) : undefined;
    this.#hidesRequest = false;
    this.#responseOpen = true;
    this.responseBegun = false;
    this.#surplus = false;
    this.#originEnded = false;
    this.#originFull = false;
    origin.send(request);
    this.#observer.bytes(DIRECTION.request, head.length);
  }

  /** Ends the connection to the origin, with whatever was under way. */
  leaveOrigin(): void {
    this.active = false;
    this.#early = undefined;
    this.origin?.leave();
    this.origin = undefined;
  }

  /** Gives the connection to the origin away, as it is. */
  releaseOrigin(): OwnedSocket | undefined {
    const socket = this.origin?.release();
    this.origin = undefined;
    return socket;
  }

  /** Passes what belongs to the request's body on; how many bytes that were, or {@link BROKEN}. */
  fromClient(bytes: Buffer): number {
    const end = this.#body.follow(bytes, 0, bytes.length);
    charge(this.#client, this.#body.steps);
    if (end === BROKEN) return BROKEN;
    const count = end === OPEN ? bytes.length : end;
    this.requestOpen = end === OPEN;
    if (count > 0 && this.origin !== undefined) {
      const passed = count === bytes.length ? bytes : bytes.subarray(0, count);
      this.#look(passed);
      this.#originFull = !write(this.origin.socket, passed);
      this.#observer.bytes(DIRECTION.request, count);
    }
    this.#user.exchangeMoved();
    if (!this.requestOpen && !this.#responseOpen) this.#conclude();
    return count;
  }

  /**
   * Ends both connections if the client has sent its next request and may take what goes on of the response for the answer to that.
   * True if so.
   */
  endIfDoubted(): boolean {
    if (!this.#responseOpen || this.#flow.received.empty || this.origin?.tracker.doubtsEnd !== true) return false;
    this.active = false;
    this.#user.exchangeBroken(true);
    return true;
  }

  /** `passed`: of the request's body. */
  #look(passed: Buffer): void {
    if (this.#watch?.findsRequest(passed, !this.requestOpen) !== true) return;
    this.#hidesRequest = true;
    this.#watch = undefined;
  }

  /** The client can take more. */
  clientDrained(): void {
    this.origin?.socket.resume();
  }

  originData(fresh: Buffer): void {
    const { origin } = this;
    if (origin === undefined || !this.#responseOpen) {
      // Nobody asked: passed on, it would be taken for the answer to the client's next request.
      this.#surplus = true;
      if (!this.active) this.#user.originGone();
      return;
    }
    const bytes = this.#early === undefined ? fresh : Buffer.concat([this.#early, fresh]);
    const unread = bytes.length - fresh.length;
    const end = origin.tracker.follow(bytes, unread, bytes.length);
    charge(origin.socket, origin.tracker.steps);
    if (end === NOT_HTTP) {
      this.#fail(UPSTREAM_FAILURE['response-malformed']);
    } else if (end === TOO_LARGE) {
      this.#fail(UPSTREAM_FAILURE['response-head-too-large']);
    } else if (origin.tracker.undetermined) {
      this.#early = bytes === fresh ? Buffer.from(fresh) : bytes;
    } else {
      this.#early = undefined;
      this.#pass(origin, bytes, end);
    }
  }

  originEnded(): void {
    this.#originEnded = true;
    this.#passTooShort();
    if (!this.active) this.#user.originGone();
    else if (this.#responseOpen && this.origin?.tracker.endsWithConnection !== true) this.#cutShort(false);
    else this.#conclude();
  }

  /** A response that is over before it shows what it is has no head. */
  #passTooShort(): void {
    const { origin } = this;
    const early = this.#early;
    if (origin === undefined || early === undefined || !this.#responseOpen) return;
    this.#early = undefined;
    this.#pass(origin, early, origin.tracker.giveUp());
  }

  originClosed(failed: boolean): void {
    if (!this.active) this.#user.originGone();
    else if (this.#responseOpen) this.#cutShort(failed);
    else this.#user.exchangeDone(false); // the body has nowhere to go any more, but the answer is complete
  }

  originDrained(): void {
    this.#originFull = false;
    this.#user.exchangeDrained();
  }

  #pass(origin: OriginConnection, bytes: Buffer, end: number): void {
    const { switched } = origin.tracker;
    if (end === OPEN && this.endIfDoubted()) return;
    const ours = end === OPEN || end === bytes.length ? bytes : bytes.subarray(0, end);
    this.responseBegun = true;
    if (!write(this.#client, ours)) origin.socket.pause();
    this.#observer.bytes(DIRECTION.response, ours.length);
    this.#user.exchangeMoved();
    if (end === OPEN) return;
    if (switched) {
      this.active = false;
      this.#user.exchangeSwitched(end < bytes.length ? bytes.subarray(end) : undefined);
      return;
    }
    if (end < bytes.length) this.#surplus = true;
    this.#endResponse();
  }

  #endResponse(): void {
    this.#responseOpen = false;
    if (!this.requestOpen || this.#originEnded || this.origin?.tracker.reusable !== true) this.#conclude();
  }

  #conclude(): void {
    this.active = false;
    const isClean = !this.requestOpen && !this.#surplus && !this.#hidesRequest && !this.#originEnded;
    this.#user.exchangeDone(isClean && this.origin?.tracker.reusable === true);
  }

  #cutShort(failed: boolean): void {
    this.active = false;
    if (this.responseBegun) this.#user.exchangeBroken(failed);
    else if (this.origin !== undefined && this.origin.uses > 1) this.#user.exchangeMissed();
    else this.#user.exchangeFailed(UPSTREAM_FAILURE['closed-early']);
  }

  #fail(failure: UpstreamFailureCode): void {
    this.active = false;
    if (!this.responseBegun) {
      this.#user.exchangeFailed(failure);
      return;
    }
    this.#observer.upstreamFailed(failure);
    this.#user.exchangeBroken(true);
  }
}
