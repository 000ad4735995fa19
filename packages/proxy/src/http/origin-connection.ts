import { sameBytes } from '../bytes/text.ts';
import type { ResponseTracker } from '../response/response-tracker.ts';
import { type OwnedSocket, own } from '../socket/ownership.ts';
import type { SocketOwner } from '../socket/socket-owner.ts';
import { write } from '../socket/write.ts';
import type { RequestSummary } from './request-summary.ts';

/** Notified of what an origin does; always of the request that is under way, if there is one. */
export interface OriginUser {
  originData(bytes: Buffer): void;
  originEnded(): void;
  originDrained(): void;
  originClosed(failed: boolean): void;
}

/**
 * The one connection to an origin that belongs to one client's connection, and never to another's: a response cannot end
 * up with the wrong client. It is used again while the requests are for the same authority.
 */
export class OriginConnection implements SocketOwner {
  readonly socket: OwnedSocket;
  readonly tracker: ResponseTracker;
  /** Requests sent on it. */
  uses = 0;

  readonly #authority: Buffer;
  readonly #user: OriginUser;
  #left = false;

  /** `authority`: the target's, as it came; a buffer that nobody writes to. `tracker`: what this mode makes of responses. */
  constructor(socket: OwnedSocket, authority: Buffer, user: OriginUser, tracker: ResponseTracker) {
    this.socket = socket;
    this.tracker = tracker;
    this.#authority = authority;
    this.#user = user;
    own(socket, this);
  }

  /** True if a request for this authority may be sent on it. */
  serves(bytes: Uint8Array, start: number, end: number): boolean {
    return end - start === this.#authority.length && sameBytes(bytes, start, end, this.#authority);
  }

  send(request: RequestSummary): void {
    this.uses += 1;
    this.tracker.begin(request.toHead, request.upgrades, request.isConnect || request.isSource);
    write(this.socket, request.head);
  }

  /** Ends it; its user hears nothing any more. */
  leave(): void {
    this.#left = true;
    this.socket.destroy();
  }

  /** Lets another owner have the socket. */
  release(): OwnedSocket {
    this.#left = true;
    return this.socket;
  }

  data(bytes: Buffer): void {
    if (!this.#left) this.#user.originData(bytes);
  }
  ended(): void {
    if (!this.#left) this.#user.originEnded();
  }
  drained(): void {
    if (!this.#left) this.#user.originDrained();
  }
  closed(failed: boolean): void {
    if (!this.#left) this.#user.originClosed(failed);
  }
}
