import type { CanonicalHost } from '@netvakt/matcher';
import { canonicaliseHost } from '@netvakt/matcher';
import { languagesWanted } from '../answer/accept-language.ts';
import { isPartOfPage } from '../answer/part-of-page.ts';
import { purposeOf } from '../answer/purpose.ts';
import type { Request } from '../head/request.ts';
import { PURPOSE, type PurposeCode } from '../observe/vocabulary.ts';

const NOTHING: Buffer = Buffer.alloc(0);

/** What a connection remembers of its request after the head's bytes have been let go. One instance a connection. */
export class RequestSummary {
  /** As the origin will get it; empty for CONNECT. */
  head: Buffer = NOTHING;
  bodyLength = 0;
  toHead = false;
  upgrades = false;
  /** It asks an origin for HTTP/2 in clear, and is passed on with that. */
  asksHttp2 = false;
  closes = false;
  isConnect = false;
  /** What follows its answer is not HTTP: see {@link Request.isSource}. */
  isSource = false;
  // Only if an origin has to be dialled:
  /** For an image or the like: see {@link isPartOfPage}. */
  part = false;
  /** See {@link purposeOf}. */
  purpose: PurposeCode = PURPOSE.unknown;
  /** The client's Accept-Language. */
  languages = '';
  /** The target's authority as it came. */
  authority: Buffer = NOTHING;
  host: CanonicalHost | undefined;
  port = 0;

  /** Remembers what every request needs. */
  note(request: Request, head: Buffer): void {
    this.head = head;
    this.bodyLength = request.meaning.bodyLength;
    this.toHead = request.isHead;
    this.upgrades = request.meaning.upgrades;
    this.asksHttp2 = false;
    this.closes = request.meaning.closes;
    this.isConnect = request.isConnect;
    this.isSource = request.isSource;
  }

  /** Remembers where the request goes. False if the target names no host that could be dialled. */
  noteDestination(request: Request): boolean {
    const { bytes, target } = request;
    this.noteReader(request);
    this.authority = Buffer.from(bytes.subarray(target.authorityStart, target.authorityEnd));
    this.port = target.port;
    const canonical = canonicaliseHost(bytes.toString('latin1', target.hostStart, target.hostEnd));
    this.host = canonical.ok ? canonical.host : undefined;
    return canonical.ok;
  }

  /** Remembers which of the block answers would be right. */
  noteReader(request: Request): void {
    this.part = isPartOfPage(request);
    this.purpose = purposeOf(request);
    this.languages = languagesWanted(request);
  }

  /** The head has to wait: the bytes that it may be a part of will not. */
  keepHead(): void {
    this.head = Buffer.from(this.head);
  }

  /** The head has been sent. */
  forgetHead(): void {
    this.head = NOTHING;
  }
}

export const NO_HEAD: Buffer = NOTHING;
