/**
 * What differs between the modes in which HTTP/1 is spoken: how a target reads, what leaves for the origin, where that is. A mode
 * is an object, one for each {@link HttpSession}.
 */
import type { Judging } from '../connection/judge-flow.ts';
import type { DialListener } from '../dial/dial.ts';
import type { HeadReader } from '../head/head-reader.ts';
import type { Request } from '../head/request.ts';
import type { Sighting } from '../observe/sighting.ts';
import type { ResponseStrictness } from '../response/response-tracker.ts';
import type { OwnedSocket } from '../socket/ownership.ts';
import type { OriginConnection } from './origin-connection.ts';
import type { RequestSummary } from './request-summary.ts';

/** The session, as far as its mode needs it. */
export interface HttpModeUser extends DialListener {
  /** A request waits for its connection to an origin. */
  readonly dialling: boolean;
  /** Ends both connections at once. */
  abandon(reset: boolean): void;
}

export interface HttpMode extends Judging<Request> {
  /**
   * The client knows of the filter: CONNECT, and whatever an origin fails to do, is answered by the filter. Otherwise the client sees
   * what it would see without it: its one connection ends as the origin's does.
   */
  readonly visible: boolean;
  /** What cannot be read passes by {@link passUnread}; otherwise it is refused. */
  readonly passesUnread: boolean;
  readonly strictness: ResponseStrictness;

  /** The session begins: `user` hears of connections. */
  attach(user: HttpModeUser): void;
  /** Reads what a whole head means in this mode. WHOLE, or the code of a refusal. */
  read(request: Request, reader: HeadReader, bytes: Buffer): number;
  /** Notes the request, and its head as the origin will get it. */
  note(request: Request, summary: RequestSummary): void;
  /** Names the host that a blocked request was for. */
  nameHost(request: Request, sighting: Sighting): void;
  /** True if the request may be sent on the connection that there is to an origin. */
  serves(request: Request, origin: OriginConnection): boolean;
  /** Notes where the request goes; false if that cannot be connected to. */
  reaches(request: Request, summary: RequestSummary): boolean;
  /** Begins to connect to where the request goes; the session hears how that ends. */
  connect(summary: RequestSummary): void;
  /** The session has got the connection. */
  connected(socket: OwnedSocket): void;
  /** Gives up a connection that is not the session's yet. */
  cancel(): void;
  /** Joins the client to its origin, after the session's end. `origin`: the connection that there is already, if any. */
  passUnread(origin: OwnedSocket | undefined): void;
}
