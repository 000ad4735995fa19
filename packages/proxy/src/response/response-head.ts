/**
 * Follows a response head as it passes, for the few facts that determine where the response ends (RFC 9112 §6.3). It is as
 * lenient as browsers are, because it changes nothing: what an origin writes is between it and the client. If the
 * facts contradict each other the response is `doubtful`, and its connection is not used again.
 *
 *   (empty lines) HTTP/1.1 200 …       the status line as RFC 9112 §4 has it, without the empty lines
 *                 HTTP/1.1␉␣200 …      `doubtful`: other blanks, other versions, and Icecast's ICY
 *                 HTTP/2.0 200 …
 *                 ICY 200 OK
 */
import { OPEN } from '../body/chunk-tracker.ts';
import { COLON, CR, LF, LOWER } from '../bytes/classes.ts';
import { ascii, decimal, equalsIgnoringCase, isBlank, ListCursor } from '../bytes/text.ts';
import type { Limits } from '../settings/limits.ts';

/** There is no head here. */
export const NOT_HTTP = -2;
/** The head, or what comes before the final one, is larger than is read. */
export const TOO_LARGE = -3;

/** Bounds on what an origin may send before the body. */
export type ResponseLimits = Pick<Limits, 'responseHeadBytes' | 'responseHeadLines' | 'interimResponses'>;

const HTTP = ascii('http/');
const ICY = ascii('icy');
/** `HTTP/1.1`, and some more for what others write there. */
const MOST_VERSION_BYTES = 12;
/** Line ends before the status line, and blanks in it. */
const MOST_GAP_BYTES = 16;
const STATUS_DIGITS = 3;
const MOST_NAME_BYTES = 17;
const MOST_VALUE_BYTES = 256;

const START = 0;
const VERSION = 1;
const BLANKS = 2;
const STATUS = 3;
const SKIP_LINE = 4;
const LINE = 5;
const NAME = 6;
const VALUE = 7;

const CONTENT_LENGTH = ascii('content-length');
const TRANSFER_ENCODING = ascii('transfer-encoding');
const CONNECTION = ascii('connection');
const CHUNKED = ascii('chunked');
const CLOSE = ascii('close');

/** 1 for the letters that the three names begin with. */
const FIRST_LETTERS: Uint8Array = new Uint8Array(256);
for (const letter of 'cCtT') FIRST_LETTERS[letter.charCodeAt(0)] = 1;

/** Each list is gone through in one call, so one cursor serves all heads. */
const list = new ListCursor();

export class ResponseHead {
  status = 0;
  minor = 0;
  /** -1 if no length is given. */
  contentLength = -1;
  chunked = false;
  hasCoding = false;
  closes = false;
  doubtful = false;
  /** Two lengths that differ: whichever the client takes, another client takes the other. */
  contradicts = false;

  readonly #limits: Pick<ResponseLimits, 'responseHeadBytes' | 'responseHeadLines'>;
  /** Bytes and line ends of the head so far. */
  #bytes = 0;
  #lines = 0;
  readonly #name: Uint8Array = new Uint8Array(MOST_NAME_BYTES);
  readonly #value: Uint8Array = new Uint8Array(MOST_VALUE_BYTES);
  #state = START;
  #nameLength = 0;
  #gap = 0;
  #valueLength = 0;
  /** The field whose value is being read, if it is one of the three. */
  #field: Uint8Array | undefined;

  constructor(limits: Pick<ResponseLimits, 'responseHeadBytes' | 'responseHeadLines'>) {
    this.#limits = limits;
  }

  reset(): void {
    this.#state = START;
    this.#bytes = 0;
    this.#lines = 0;
    this.#nameLength = 0;
    this.minor = 0;
    this.status = 0;
    this.#gap = 0;
    this.contentLength = -1;
    this.chunked = false;
    this.hasCoding = false;
    this.closes = false;
    this.doubtful = false;
    this.contradicts = false;
    this.#field = undefined;
  }

  /** True until it is known that this is HTTP/1: so long nothing should reach the client. */
  get undetermined(): boolean {
    return this.#state <= STATUS;
  }

  /** Where the head ends in `bytes[start, end)`, {@link OPEN}, {@link NOT_HTTP} or {@link TOO_LARGE}. Looks at each byte once. */
  follow(bytes: Uint8Array, start: number, end: number): number {
    const room = this.#limits.responseHeadBytes - this.#bytes;
    const at = this.#follow(bytes, start, Math.min(end, start + room));
    if (at !== OPEN) return at;
    this.#bytes += end - start;
    return end - start > room ? TOO_LARGE : OPEN;
  }

  #follow(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      if (this.#lines > this.#limits.responseHeadLines) return TOO_LARGE;
      if (this.#state === SKIP_LINE) {
        at = this.#skipLine(bytes, at, end);
        continue;
      }
      const byte = bytes[at] as number;
      at += 1;
      if (this.#state <= STATUS) {
        if (!this.#statusByte(byte)) return NOT_HTTP;
      } else if (this.#lineByte(byte)) {
        return at;
      }
    }
    return OPEN;
  }

  #skipLine(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && bytes[at] !== LF) at += 1;
    if (at === end) return end;
    this.#beginLine();
    return at + 1;
  }

  #beginLine(): void {
    this.#state = LINE;
    this.#lines += 1;
    this.#nameLength = 0;
  }

  /** False if this is not HTTP/1, nor anything that browsers take for it. */
  #statusByte(byte: number): boolean {
    switch (this.#state) {
      case START:
        return byte === CR || byte === LF ? this.#oddGap() : this.#version(byte);
      case VERSION:
        return isBlank(byte) ? this.#endVersion(byte) : this.#version(byte);
      case BLANKS:
        return isBlank(byte) ? this.#oddGap() : this.#digit(byte);
      default:
        return this.#digit(byte);
    }
  }

  #oddGap(): boolean {
    this.doubtful = true;
    this.#gap += 1;
    return this.#gap <= MOST_GAP_BYTES;
  }

  #version(byte: number): boolean {
    this.#state = VERSION;
    const index = this.#nameLength;
    this.#name[index] = LOWER[byte] as number;
    this.#nameLength += 1;
    if (index < HTTP.length) return this.#name[index] === HTTP[index] || this.#name[index] === ICY[index];
    return index < MOST_VERSION_BYTES;
  }

  #endVersion(blank: number): boolean {
    const length = this.#nameLength;
    const isHttp = length > HTTP.length && equalsIgnoringCase(this.#name, 0, HTTP.length, HTTP);
    if (!isHttp && !equalsIgnoringCase(this.#name, 0, length, ICY)) return false;
    const text = isHttp ? versionOf(this.#name, HTTP.length, length) : UNKNOWN_VERSION;
    this.minor = text === UNKNOWN_VERSION ? 0 : text;
    if (text === UNKNOWN_VERSION || blank !== 0x20) this.doubtful = true;
    this.#state = BLANKS;
    this.#nameLength = 0;
    return true;
  }

  #digit(byte: number): boolean {
    const digit = byte - 0x30;
    if (digit < 0 || digit > 9) return false;
    this.#state = STATUS;
    this.#nameLength += 1;
    this.status = this.status * 10 + digit;
    if (this.#nameLength < STATUS_DIGITS) return true;
    this.#state = SKIP_LINE;
    return this.status >= 100;
  }

  /** True if the byte ends the head. */
  #lineByte(byte: number): boolean {
    switch (this.#state) {
      case LINE:
        return this.#firstByte(byte);
      case NAME:
        this.#nameByte(byte);
        return false;
      default:
        this.#valueByte(byte);
        return false;
    }
  }

  #firstByte(byte: number): boolean {
    if (byte === LF) return true;
    if (byte === CR) return false;
    if (isBlank(byte)) {
      // A folded line: whether it belongs to a length is for the client to decide.
      if (this.#field !== undefined) this.doubtful = true;
      this.#state = SKIP_LINE;
      return false;
    }
    this.#field = undefined;
    // Most lines are none of the three, and nearly all of those are known by their first letter.
    if (FIRST_LETTERS[byte] === 1) {
      this.#state = NAME;
      this.#nameByte(byte);
    } else {
      this.#state = SKIP_LINE;
    }
    return false;
  }

  #nameByte(byte: number): void {
    if (byte === COLON) {
      this.#endName();
    } else if (byte === LF) {
      this.#beginLine();
    } else if (this.#nameLength < MOST_NAME_BYTES && !isBlank(byte)) {
      this.#name[this.#nameLength] = byte;
      this.#nameLength += 1;
    } else {
      // Too long to be one of the three; a blank before the colon makes any of them doubtful.
      if (isBlank(byte) && this.#known() !== undefined) this.doubtful = true;
      this.#state = SKIP_LINE;
      this.#field = undefined;
    }
  }

  #endName(): void {
    this.#field = this.#known();
    this.#valueLength = 0;
    this.#state = this.#field === undefined ? SKIP_LINE : VALUE;
  }

  #known(): Uint8Array | undefined {
    const length = this.#nameLength;
    if (length === CONTENT_LENGTH.length) return this.#named(CONTENT_LENGTH);
    if (length === TRANSFER_ENCODING.length) return this.#named(TRANSFER_ENCODING);
    return length === CONNECTION.length ? this.#named(CONNECTION) : undefined;
  }

  #named(name: Uint8Array): Uint8Array | undefined {
    return equalsIgnoringCase(this.#name, 0, this.#nameLength, name) ? name : undefined;
  }

  #valueByte(byte: number): void {
    if (byte !== LF) {
      if (this.#valueLength === MOST_VALUE_BYTES) this.doubtful = true;
      else this.#value[this.#valueLength++] = byte;
      return;
    }
    let end = this.#valueLength;
    while (end > 0 && (isBlank(this.#value[end - 1]) || this.#value[end - 1] === CR)) end -= 1;
    let start = 0;
    while (start < end && isBlank(this.#value[start])) start += 1;
    this.#take(start, end);
    this.#beginLine();
  }

  #take(start: number, end: number): void {
    if (this.#field === CONTENT_LENGTH) {
      const length = decimal(this.#value, start, end);
      if (this.contentLength >= 0 && this.contentLength !== length) this.contradicts = true;
      if (length < 0 || this.contradicts) this.doubtful = true;
      this.contentLength = length;
    } else if (this.#field === TRANSFER_ENCODING) {
      if (this.hasCoding) this.doubtful = true;
      this.hasCoding = true;
      this.chunked = this.#lastMember(start, end, CHUNKED);
    } else {
      this.closes ||= this.#hasMember(start, end, CLOSE);
    }
  }

  #lastMember(start: number, end: number, word: Uint8Array): boolean {
    list.over(this.#value, start, end);
    let last = false;
    while (list.next()) last = equalsIgnoringCase(this.#value, list.start, list.end, word);
    return last;
  }

  #hasMember(start: number, end: number, word: Uint8Array): boolean {
    list.over(this.#value, start, end);
    let found = false;
    while (list.next()) found ||= equalsIgnoringCase(this.#value, list.start, list.end, word);
    return found;
  }
}

const UNKNOWN_VERSION = -1;

/** The minor version in `1.0` to `1.9`, else {@link UNKNOWN_VERSION}. */
function versionOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 3 || bytes[start] !== 0x31 || bytes[start + 1] !== 0x2e) return UNKNOWN_VERSION;
  const minor = (bytes[start + 2] as number) - 0x30;
  return minor >= 0 && minor <= 9 ? minor : UNKNOWN_VERSION;
}
