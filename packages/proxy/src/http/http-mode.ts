/**
 * What differs between the modes in which HTTP/1 is spoken: how a target reads, what leaves for the origin, where that is.
 */
import type { HeadReader } from '../head/head-reader.ts';
import type { Request } from '../head/request.ts';
import type { RefusalCode } from '../observe/refusal.ts';
import { BlockingConnection } from './block.ts';

export abstract class HttpMode extends BlockingConnection {
  /** Reads what a whole head means in this mode. WHOLE, or the code of a refusal. */
  protected abstract readRequest(request: Request, reader: HeadReader, bytes: Buffer): number;
  /** The verdict on all names of the request. */
  protected abstract judgeRequest(request: Request): number;
  /** The head as the origin will get it. */
  protected abstract headFor(request: Request): Buffer;
  /** True where the request may be sent on the connection that there is to an origin. */
  protected abstract servedBy(request: Request): boolean;
  /** Notes where the request goes; false where that cannot be connected to. */
  protected abstract reachable(request: Request): boolean;
  /** Begins to connect to where `asked` says; ends in one of the calls of {@link DialListener}. */
  protected abstract connect(): void;
  protected abstract cancelConnect(): void;
  /** A head that cannot be read in one way only, or asks for what this mode does not do. */
  protected abstract unreadable(refusal: RefusalCode, toHead: boolean): void;
}
