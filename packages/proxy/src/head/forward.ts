/**
 * Writes the head that the origin gets: the client's bytes, with only the changes that RFC 9110 §7.6 and RFC 9112 §3.2
 * ask of a proxy.
 *
 *   GET http://site.example/a HTTP/1.1        GET /a HTTP/1.1               origin-form
 *   Host: other.example                       Host: site.example            the target's, if they differ
 *   Accept: *\/*                         ──►   Accept: *\/*                   as it came, in its place
 *   Proxy-Connection: keep-alive                                            for us alone: gone
 *                                             Via: 1.1 name
 */
import { decimal, sameBytes } from '../bytes/text.ts';
import type { Request } from './request.ts';

/** What can be added at most, in addition to the authority and the pseudonym. */
const ADDITIONS = 160;
const NOTHING = Buffer.alloc(0);
const LINE_END = Buffer.from('\r\n');
const HOST = Buffer.from('Host: ');
const VERSIONS = [Buffer.from(' HTTP/1.0\r\n'), Buffer.from(' HTTP/1.1\r\n')] as const;
const CLOSE = Buffer.from('Connection: close\r\n');
const UPGRADE = Buffer.from('Connection: Upgrade\r\nUpgrade: websocket\r\n');
const TRAILERS = Buffer.from('Connection: TE\r\nTE: trailers\r\n');
const SLASH = Buffer.from('/');
const ASTERISK = Buffer.from('*');

/** The `Via` lines of a proxy, one for each minor version (RFC 9110 §7.6.3). */
export type ViaLines = readonly [Buffer, Buffer];

export function viaLines(pseudonym: string): ViaLines {
  return [Buffer.from(`Via: 1.0 ${pseudonym}\r\n`), Buffer.from(`Via: 1.1 ${pseudonym}\r\n`)];
}

/** One instance serves a worker; each head that it writes is a buffer of its own. */
export class HeadWriter {
  #out: Buffer = NOTHING;
  #at = 0;

  /** The head to send to the origin. Cost: one allocation, one copy. */
  write(request: Request, via: ViaLines): Buffer {
    const { head, target } = request;
    const viaLine = via[head.minor as 0 | 1];
    this.#out = Buffer.allocUnsafe(
      head.length + target.authorityEnd - target.authorityStart + viaLine.length + ADDITIONS,
    );
    this.#at = 0;
    this.#requestLine(request);
    if (request.meaning.host < 0) this.#hostLine(request);
    this.#fieldLines(request);
    this.#connectionLines(request);
    this.#put(viaLine);
    this.#put(LINE_END);
    const written = this.#out.subarray(0, this.#at);
    this.#out = NOTHING;
    return written;
  }

  #requestLine({ head, target, bytes, isOptions }: Request): void {
    this.#copy(bytes, head.methodStart, head.methodEnd + 1);
    // `OPTIONS http://site.example` asks about the server, not about `/` (RFC 9112 §3.2.4).
    if (target.lacksSlash(bytes)) this.#put(isOptions && target.pathStart === target.pathEnd ? ASTERISK : SLASH);
    this.#copy(bytes, target.pathStart, target.pathEnd);
    this.#put(VERSIONS[head.minor as 0 | 1]);
  }

  #hostLine({ target, bytes }: Request): void {
    this.#put(HOST);
    this.#copy(bytes, target.authorityStart, target.authorityEnd);
    this.#put(LINE_END);
  }

  /** Neighbouring lines that are kept are copied in one run. */
  #fieldLines(request: Request): void {
    const { head, bytes } = request;
    let runStart = -1;
    for (let i = 0; i < head.fieldCount; i += 1) {
      if (keeps(request, i)) {
        if (runStart < 0) runStart = head.nameStart(i);
        continue;
      }
      if (runStart >= 0) this.#copy(bytes, runStart, head.nameStart(i));
      runStart = -1;
      this.#rewritten(request, i);
    }
    if (runStart >= 0) this.#copy(bytes, runStart, head.lineEnd(head.fieldCount - 1));
  }

  #rewritten(request: Request, index: number): void {
    if (index === request.meaning.host) this.#hostLine(request);
    else if (index === request.meaning.maxForwards) this.#oneForwardLess(request);
  }

  #oneForwardLess({ head, meaning, bytes }: Request): void {
    const index = meaning.maxForwards;
    const count = decimal(bytes, head.valueStart(index), head.valueEnd(index));
    this.#put(Buffer.from(`Max-Forwards: ${Math.max(0, count - 1)}\r\n`));
  }

  #connectionLines({ head, meaning }: Request): void {
    if (meaning.upgrades) this.#put(UPGRADE);
    else if (meaning.closes && head.minor === 1) this.#put(CLOSE);
    else if (meaning.takesTrailers) this.#put(TRAILERS);
  }

  #put(piece: Uint8Array): void {
    this.#out.set(piece, this.#at);
    this.#at += piece.length;
  }

  #copy(bytes: Buffer, start: number, end: number): void {
    bytes.copy(this.#out, this.#at, start, end);
    this.#at += end - start;
  }
}

/** True if a field's line is forwarded as it came. Max-Forwards counts for OPTIONS only (RFC 9110 §7.6.2). */
function keeps({ head, meaning, target, bytes, isOptions }: Request, index: number): boolean {
  if (meaning.dropped[index] === 1) return false;
  if (index === meaning.maxForwards) return !isOptions;
  if (index !== meaning.host) return true;
  const start = head.valueStart(index);
  const end = head.valueEnd(index);
  const sameLength = end - start === target.authorityEnd - target.authorityStart;
  return sameLength && sameBytes(bytes, start, end, bytes, target.authorityStart);
}
