/**
 * Follows a response head as it passes, for the few facts that say where the response ends (RFC 9112 §6.3). It is as
 * lenient as browsers are, because it changes nothing: what an origin writes is between it and the client. Where the
 * facts contradict each other the response is `doubtful`, and its connection is not used again.
 */
import { OPEN } from '../body/chunk-tracker.ts';
import { COLON, CR, LF, LOWER } from '../bytes/classes.ts';
import { ascii, decimal, equalsIgnoringCase, isBlank, ListCursor } from '../bytes/text.ts';

/** This is not HTTP/1. */
export const NOT_HTTP = -2;

const PREFIX = ascii('http/1.');
/** `HTTP/1.1 200` */
const STATUS_BYTES = 12;
const MOST_NAME_BYTES = 17;
const MOST_VALUE_BYTES = 256;

const STATUS = 0;
const SKIP_LINE = 1;
const LINE = 2;
const NAME = 3;
const VALUE = 4;

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

  readonly #name: Uint8Array = new Uint8Array(MOST_NAME_BYTES);
  readonly #value: Uint8Array = new Uint8Array(MOST_VALUE_BYTES);
  #state = STATUS;
  #nameLength = 0;
  #valueLength = 0;
  /** The field whose value is being read, if it is one of the three. */
  #field: Uint8Array | undefined;

  reset(): void {
    this.#state = STATUS;
    this.#nameLength = 0;
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
    return this.#state === STATUS;
  }

  /** Where the head ends in `bytes[start, end)`, {@link OPEN} or {@link NOT_HTTP}. */
  follow(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      if (this.#state === SKIP_LINE) {
        at = this.#skipLine(bytes, at, end);
        continue;
      }
      const byte = bytes[at] as number;
      at += 1;
      if (this.#state === STATUS) {
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
    this.#nameLength = 0;
  }

  #statusByte(byte: number): boolean {
    const index = this.#nameLength;
    this.#nameLength += 1;
    if (index < PREFIX.length) return LOWER[byte] === PREFIX[index];
    if (index === PREFIX.length + 1) return byte === 0x20;
    const digit = byte - 0x30;
    if (digit < 0 || digit > 9) return false;
    if (index === PREFIX.length) {
      this.minor = digit;
      this.status = 0;
      return true;
    }
    this.status = this.status * 10 + digit;
    if (index < STATUS_BYTES - 1) return true;
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
      // A folded line: whether it belongs to a length is for the client to say.
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
