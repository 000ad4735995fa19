import { BROKEN, ChunkTracker, OPEN } from '../body/chunk-tracker.ts';
import { NOT_HTTP, ResponseHead, type ResponseLimits, TOO_LARGE } from './response-head.ts';

/**
 * What becomes of a response that has two lengths, is a 101 that nobody asked for, or has more before its body than is read:
 * refused, or passed until it ends.
 */
export type ResponseStrictness = 'strict' | 'passing';

const IN_HEAD = 0;
const COUNTED = 1;
const CHUNKS = 2;
const UNTIL_CLOSE = 3;

/** Without content, but not by RFC 9112 §6.3. */
const RESET_CONTENT = 205;

/**
 * Follows the responses of one origin connection as they pass. It finds where each ends, whether the connection may be
 * used again, and whether the origin has agreed to another protocol. It changes nothing.
 */
export class ResponseTracker {
  /** The origin has answered 101 to a request that asked for it: what follows is another protocol's. */
  switched = false;
  /** After the end of a response: another request may be sent on this connection. */
  reusable = false;

  /** Bytes that the last {@link follow} has looked at one by one: heads, and what is around the data of chunks. */
  steps = 0;

  readonly #head: ResponseHead;
  /** Made for the first chunked response. */
  #chunks: ChunkTracker | undefined = undefined;
  #phase = IN_HEAD;
  #left = 0;
  #isDoubtful = false;
  #toHead = false;
  #asksUpgrade = false;
  #asksTunnel = false;
  readonly #strictness: ResponseStrictness;
  readonly #mostInterim: number;
  #interim = 0;

  constructor(strictness: ResponseStrictness, limits: ResponseLimits) {
    this.#strictness = strictness;
    this.#head = new ResponseHead(limits);
    this.#mostInterim = limits.interimResponses;
  }

  /** A request has been sent: its response comes next. */
  begin(toHead: boolean, asksUpgrade: boolean, asksTunnel: boolean): void {
    this.#head.reset();
    this.#phase = IN_HEAD;
    this.#isDoubtful = false;
    this.#toHead = toHead;
    this.#asksUpgrade = asksUpgrade;
    this.#asksTunnel = asksTunnel;
    this.#interim = 0;
    this.switched = false;
    this.reusable = false;
  }

  /** True until the first bytes have shown what this is. */
  get undetermined(): boolean {
    return this.#strictness === 'strict' && this.#phase === IN_HEAD && this.#head.undetermined && this.#interim === 0;
  }

  /** True if the response ends with the connection: its end is no failure. */
  get endsWithConnection(): boolean {
    return this.#phase === UNTIL_CLOSE;
  }

  /**
   * While the body goes on: a client may believe that it has ended, and what comes next to be another response. That may be another
   * origin's, but not in transparent mode: there all requests of a connection are for one.
   */
  get doubtsEnd(): boolean {
    return this.#isDoubtful && this.#strictness === 'strict';
  }

  /** Where the response ends in `bytes[start, end)`, {@link OPEN}, {@link NOT_HTTP} or {@link TOO_LARGE}. */
  follow(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    this.steps = 0;
    while (this.#phase === IN_HEAD) {
      const from = at;
      at = this.#head.follow(bytes, from, end);
      this.steps += (at < 0 ? end : at) - from;
      if (at < 0) return this.#noHead(at);
      // RFC 9112 §6.3: a proxy discards the response, and reports it if nothing of it has passed.
      if (this.#head.contradicts && this.#strictness === 'strict') return NOT_HTTP;
      const status = this.#head.status;
      if (status === 101) return this.#switch(at);
      if (this.#asksTunnel && status >= 200 && status < 300) return this.#switched(at); // RFC 9110 §9.3.6
      if (status >= 200) {
        this.#beginBody(status);
        break;
      }
      this.#interim += 1;
      if (this.#interim > this.#mostInterim) return this.#tooLarge();
      this.#head.reset(); // an interim response (RFC 9110 §15.2): the final one is still to come
    }
    return this.#followBody(bytes, at, end);
  }

  /** What {@link ResponseHead.follow} has found in place of an end. */
  #noHead(found: number): number {
    if (found === NOT_HTTP) return this.giveUp();
    return found === TOO_LARGE ? this.#tooLarge() : found;
  }

  /**
   * What has come, or its end, shows that this has no head: HTTP/0.9, or another protocol's greeting. Browsers show it, so it passes,
   * until the connection ends. {@link OPEN}.
   */
  giveUp(): number {
    this.#isDoubtful = true;
    this.#endWithConnection();
    return OPEN;
  }

  #switch(at: number): number {
    return this.#asksUpgrade ? this.#switched(at) : this.#foreign();
  }

  #switched(at: number): number {
    this.switched = true;
    return at;
  }

  #tooLarge(): number {
    return this.#strictness === 'strict' ? TOO_LARGE : this.giveUp();
  }

  #foreign(): number {
    return this.#strictness === 'strict' ? NOT_HTTP : this.giveUp();
  }

  #beginBody(status: number): void {
    const head = this.#head;
    this.#phase = COUNTED;
    this.#left = 0;
    this.reusable = isReusable(head);
    this.#isDoubtful = hasDoubtfulEnd(head);
    if (this.#toHead || status === 204 || status === 304) return;
    if (head.chunked) {
      this.#beginChunks();
    } else if (head.hasCoding || head.contentLength < 0 || head.doubtful) {
      this.#endWithConnection();
    } else {
      this.#left = head.contentLength;
    }
  }

  #beginChunks(): void {
    this.#phase = CHUNKS;
    this.#chunks ??= new ChunkTracker();
    this.#chunks.reset();
  }

  #followBody(bytes: Uint8Array, start: number, end: number): number {
    if (this.#phase === UNTIL_CLOSE) return OPEN;
    if (this.#phase === CHUNKS && this.#chunks !== undefined) {
      const at = this.#chunks.follow(bytes, start, end);
      this.steps += this.#chunks.steps;
      if (at === BROKEN) this.giveUp();
      return at >= 0 ? at : OPEN;
    }
    const step = Math.min(this.#left, end - start);
    this.#left -= step;
    return this.#left === 0 ? start + step : OPEN;
  }

  #endWithConnection(): void {
    this.#phase = UNTIL_CLOSE;
    this.reusable = false;
  }
}

/** Whether clients differ on where its body ends: browsers read none after 205, some no chunks in HTTP/1.0. */
function hasDoubtfulEnd({ status, doubtful, hasCoding, chunked, contentLength, minor }: ResponseHead): boolean {
  if (doubtful || status === RESET_CONTENT) return true;
  return hasCoding && (!chunked || contentLength >= 0 || minor === 0);
}

/** Whether its connection may be used again, once it has ended. Two ways to find its end are one too many. */
function isReusable(head: ResponseHead): boolean {
  return head.minor === 1 && !head.closes && !head.doubtful && !(head.hasCoding && head.contentLength >= 0);
}
