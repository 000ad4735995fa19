/**
 * The combined meaning of the fields of a request: how its body ends, whether its connection does, and which lines are for us
 * alone. Every contradiction that two parsers could settle differently is a refusal (RFC 9112 §6.3, §11.2).
 */
import { WHOLE } from '../bytes/reader-result.ts';
import { ascii, decimal, equalsIgnoringCase, ListCursor } from '../bytes/text.ts';
import { REFUSAL } from '../observe/refusal.ts';
import { AuthorityReader } from './authority.ts';
import { nominate, OPTION, optionsOf } from './connection-options.ts';
import { FIELD } from './field-names.ts';
import { type HeadReader } from './head-reader.ts';

/** The value of `bodyLength` if the body is chunked. */
export const CHUNKED = -1;

const CODING_CHUNKED = ascii('chunked');
const WEBSOCKET = ascii('websocket');
const H2C = ascii('h2c');
const TRAILERS = ascii('trailers');
const NOT_THERE = -1;

/** One instance serves a worker: the fields hold what was read last. */
export class Meaning {
  /** Index of the Host field, or -1: an HTTP/1.0 request may have none. */
  host: number = NOT_THERE;
  /** Bytes of the body, 0 if there is none, or {@link CHUNKED}. */
  bodyLength = 0;
  /** The client does not want the connection to be used again. */
  closes = false;
  /** The client asks for WebSocket (RFC 6455 §4.1). */
  upgrades = false;
  /** There is an Upgrade field, whatever it asks for and however. */
  hasUpgrade = false;
  /** The client asks for HTTP/2 in clear (RFC 7540 §3.2, no longer in RFC 9113). */
  asksHttp2 = false;
  /** The client reads trailers (`TE: trailers`, RFC 9110 §10.1.4). */
  takesTrailers = false;
  /** The `Via` fields name us already. */
  loops = false;
  /** Index of the Max-Forwards field, or -1. */
  maxForwards: number = NOT_THERE;
  /** 1 at the index of each field that is not forwarded. */
  readonly dropped: Uint8Array;

  readonly #list = new ListCursor();
  readonly #authority = new AuthorityReader();
  #hasLength = false;
  #hasCoding = false;
  #connection = 0;
  #websocket = false;
  #trailers = false;
  #pseudonym: Uint8Array = new Uint8Array(0);

  constructor(headFields: number) {
    this.dropped = new Uint8Array(headFields);
  }

  /** {@link WHOLE}, or the code of a refusal. */
  read(head: HeadReader, bytes: Uint8Array, pseudonym: Uint8Array): number {
    this.#reset(head.fieldCount, pseudonym);
    for (let i = 0; i < head.fieldCount; i += 1) {
      const field = head.field(i);
      if (field === FIELD.other) continue;
      const refusal = this.#take(field, i, head, bytes);
      if (refusal !== WHOLE) return refusal;
    }
    return this.#conclude(head, bytes);
  }

  #reset(fieldCount: number, pseudonym: Uint8Array): void {
    this.host = NOT_THERE;
    this.bodyLength = 0;
    this.loops = false;
    this.maxForwards = NOT_THERE;
    this.hasUpgrade = false;
    this.asksHttp2 = false;
    this.dropped.fill(0, 0, fieldCount);
    this.#hasLength = false;
    this.#hasCoding = false;
    this.#connection = 0;
    this.#websocket = false;
    this.#trailers = false;
    this.#pseudonym = pseudonym;
  }

  #take(field: number, index: number, head: HeadReader, bytes: Uint8Array): number {
    const start = head.valueStart(index);
    const end = head.valueEnd(index);
    switch (field) {
      case FIELD.host:
        return this.#takeHost(index, bytes, start, end);
      case FIELD['content-length']:
        return this.#takeLength(bytes, start, end);
      case FIELD['transfer-encoding']:
        return this.#takeCoding(head.minor, bytes, start, end);
      case FIELD.connection:
      case FIELD['proxy-connection']:
        return this.#takeConnection(index, bytes, start, end);
      default:
        this.#takeOther(field, index, bytes, start, end);
        return WHOLE;
    }
  }

  #takeHost(index: number, bytes: Uint8Array, start: number, end: number): number {
    if (this.host !== NOT_THERE) return REFUSAL['host-repeated'];
    this.host = index;
    return this.#authority.read(bytes, start, end) ? WHOLE : REFUSAL['host-malformed'];
  }

  /** Even two equal lengths are refused: which of them an origin believes is not ours to guess. */
  #takeLength(bytes: Uint8Array, start: number, end: number): number {
    if (this.#hasLength) return REFUSAL['length-repeated'];
    this.#hasLength = true;
    this.bodyLength = decimal(bytes, start, end);
    return this.bodyLength < 0 ? REFUSAL['length-malformed'] : WHOLE;
  }

  #takeCoding(minor: number, bytes: Uint8Array, start: number, end: number): number {
    if (minor === 0) return REFUSAL['coding-in-http10'];
    if (this.#hasCoding) return REFUSAL['coding-malformed'];
    this.#hasCoding = true;
    if (equalsIgnoringCase(bytes, start, end, CODING_CHUNKED)) return WHOLE;
    return this.#isCodedThenChunked(bytes, start, end) ? REFUSAL['coding-unsupported'] : REFUSAL['coding-malformed'];
  }

  /** `gzip, chunked`: well-formed (RFC 9112 §6.1), but nothing that a browser sends. */
  #isCodedThenChunked(bytes: Uint8Array, start: number, end: number): boolean {
    let chunked = 0;
    let last = false;
    this.#list.over(bytes, start, end);
    while (this.#list.next()) {
      last = equalsIgnoringCase(bytes, this.#list.start, this.#list.end, CODING_CHUNKED);
      if (last) chunked += 1;
    }
    return last && chunked === 1;
  }

  #takeConnection(index: number, bytes: Uint8Array, start: number, end: number): number {
    this.dropped[index] = 1;
    this.#connection = optionsOf(this.#list.over(bytes, start, end), bytes, this.#connection);
    return this.#connection < 0 ? REFUSAL['connection-malformed'] : WHOLE;
  }

  #takeOther(field: number, index: number, bytes: Uint8Array, start: number, end: number): void {
    switch (field) {
      case FIELD.te:
        this.dropped[index] = 1;
        this.#trailers ||= equalsIgnoringCase(bytes, start, end, TRAILERS);
        return;
      case FIELD.upgrade:
        this.#takeUpgrade(index, bytes, start, end);
        return;
      case FIELD['http2-settings']:
        this.dropped[index] = 1;
        this.asksHttp2 = true;
        return;
      case FIELD['keep-alive']:
      case FIELD['proxy-authorization']:
      case FIELD['proxy-authenticate']:
        this.dropped[index] = 1;
        return;
      case FIELD.via:
        this.loops ||= this.#namesUs(bytes, start, end);
        return;
      case FIELD['max-forwards']:
        this.maxForwards = index;
        return;
      default:
    }
  }

  #takeUpgrade(index: number, bytes: Uint8Array, start: number, end: number): void {
    this.dropped[index] = 1;
    this.hasUpgrade = true;
    this.asksHttp2 ||= this.#hasMember(bytes, start, end, H2C);
    this.#websocket ||= equalsIgnoringCase(bytes, start, end, WEBSOCKET);
  }

  #hasMember(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
    const list = this.#list.over(bytes, start, end);
    let found = false;
    while (list.next()) found ||= equalsIgnoringCase(bytes, list.start, list.end, word);
    return found;
  }

  /** `Via: 1.1 name (comment), 1.0 other`: the name is the second word of a member. */
  #namesUs(bytes: Uint8Array, start: number, end: number): boolean {
    const list = this.#list.over(bytes, start, end);
    while (list.next()) {
      let from = list.start;
      while (from < list.end && bytes[from] !== 0x20) from += 1;
      while (from < list.end && bytes[from] === 0x20) from += 1;
      let to = from;
      while (to < list.end && bytes[to] !== 0x20) to += 1;
      if (equalsIgnoringCase(bytes, from, to, this.#pseudonym)) return true;
    }
    return false;
  }

  #conclude(head: HeadReader, bytes: Uint8Array): number {
    if (this.host === NOT_THERE && head.minor === 1) return REFUSAL['host-missing'];
    if (this.#hasCoding) {
      if (this.#hasLength) return REFUSAL['length-and-coding'];
      this.bodyLength = CHUNKED;
    }
    const options = this.#connection;
    this.closes = head.minor === 0 || (options & OPTION.close) !== 0;
    this.upgrades = this.#websocket && head.minor === 1 && (options & OPTION.upgrade) !== 0;
    this.takesTrailers = this.#trailers && (options & OPTION.te) !== 0;
    if ((options & OPTION.nominates) === 0) return WHOLE;
    return nominate(head, bytes, this.dropped, this.#list) ? WHOLE : REFUSAL['connection-malformed'];
  }
}
