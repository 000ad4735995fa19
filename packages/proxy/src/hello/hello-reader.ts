/**
 * Reads a ClientHello (RFC 8446 §4.1.2) for its framing and its server_name (RFC 6066 §3), and for nothing else: unknown
 * versions, ciphers and extensions are none of our business, in any order, GREASE among them (RFC 8701).
 *
 *   type=1  length ─┬─ version, random           skipped
 *                   ├─ session id, ciphers, …    skipped by their lengths
 *                   └─ extensions ─┬─ type, length, data     skipped, except
 *                                  ├─ 0x0000  names: type, length, name ─► kept
 *                                  └─ 0xfe0d  encrypted_client_hello ─► noted (RFC 9849)
 *
 * Each state either collects a number of one to three bytes or skips. Every length is checked against the one around it,
 * so what is accepted can be read in one way only.
 */
import { ON, WHOLE } from '../bytes/reader-result.ts';
import { REFUSAL } from '../observe/refusal.ts';
import { NOT_TLS } from './outcome.ts';

const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const ENCRYPTED_CLIENT_HELLO = 0xfe0d;
const HOST_NAME = 0;
/** Longer names are no host names (RFC 1035 §2.3.4) and need not be kept. */
const MOST_NAME_BYTES = 255;
const VERSION_AND_RANDOM = 34;

const TYPE = 0;
const LENGTH = 1;
const SESSION = 2;
const CIPHERS = 3;
const COMPRESSION = 4;
const EXTENSIONS = 5;
const EXTENSION_TYPE = 6;
const EXTENSION_LENGTH = 7;
const NAMES = 8;
const NAME_TYPE = 9;
const NAME_LENGTH = 10;
const NAME = 11;

/** Bytes of the number that each state collects. */
const WIDTH: readonly number[] = [1, 3, 1, 2, 1, 2, 2, 2, 2, 1, 2, 1];

export class HelloReader {
  /** The server name as it came; `nameLength` bytes of it are valid, 0 if there is none or an empty one. */
  readonly name: Uint8Array = new Uint8Array(MOST_NAME_BYTES);
  nameLength = 0;
  /** A host name was given, perhaps one of no or of too many bytes. */
  hasName = false;
  nameTooLong = false;
  hasEch = false;
  /** How many bytes the last {@link read} took: fewer than it was given if the message ended before them. */
  taken = 0;

  readonly #most: number;
  #state = TYPE;
  #number = 0;
  #missing = 1;
  #skip = 0;
  /** Bytes left of the message, of the list of names. */
  #left = 4;
  #namesLeft = 0;
  #extension = 0;
  #nameType = 0;
  #sawNames = false;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  get untouched(): boolean {
    return this.#state === TYPE;
  }

  /** Forgets all that was read: the next byte is the first of another hello. */
  reset(): void {
    this.nameLength = 0;
    this.hasName = false;
    this.nameTooLong = false;
    this.hasEch = false;
    this.taken = 0;
    this.#state = TYPE;
    this.#number = 0;
    this.#missing = 1;
    this.#skip = 0;
    this.#left = 4;
    this.#namesLeft = 0;
    this.#extension = 0;
    this.#nameType = 0;
    this.#sawNames = false;
  }

  /** ON, WHOLE, NOT_TLS or the code of a refusal. */
  read(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    let result = ON;
    while (result === ON && at < end) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, end - at);
        at += step;
        result = this.#pass(step);
      } else {
        result = this.#take(bytes[at] as number);
        at += 1;
      }
    }
    this.taken = at - start;
    return result;
  }

  #pass(count: number): number {
    this.#skip -= count;
    this.#left -= count;
    return this.#skip === 0 ? this.#rest() : ON;
  }

  #take(byte: number): number {
    this.#left -= 1;
    if (this.#state === NAME) return this.#nameByte(byte);
    this.#number = this.#number * 256 + byte;
    this.#missing -= 1;
    return this.#missing > 0 ? ON : this.#collected(this.#number);
  }

  #collected(number: number): number {
    switch (this.#state) {
      case TYPE:
        return number === CLIENT_HELLO ? this.#next(LENGTH) : NOT_TLS;
      case LENGTH:
        return this.#begin(number);
      case SESSION:
        return this.#skipThen(number, CIPHERS);
      case CIPHERS:
        return this.#skipThen(number, COMPRESSION);
      case COMPRESSION:
        return this.#skipThen(number, EXTENSIONS);
      case EXTENSIONS:
        return number === this.#left ? this.#nextExtension() : REFUSAL['hello-malformed'];
      default:
        return this.#collectedInExtension(number);
    }
  }

  #collectedInExtension(number: number): number {
    switch (this.#state) {
      case EXTENSION_TYPE:
        this.#extension = number;
        this.hasEch ||= number === ENCRYPTED_CLIENT_HELLO;
        return this.#next(EXTENSION_LENGTH);
      case EXTENSION_LENGTH:
        return this.#extension === SERVER_NAME ? this.#beginNames(number) : this.#skipThen(number, EXTENSION_TYPE);
      case NAMES:
        return number === this.#namesLeft ? this.#nextName() : REFUSAL['hello-malformed'];
      case NAME_TYPE:
        this.#nameType = number;
        return this.#next(NAME_LENGTH);
      default:
        return this.#beginName(number);
    }
  }

  #begin(length: number): number {
    if (length > this.#most) return REFUSAL['hello-too-large'];
    this.#left = length;
    return this.#skipThen(VERSION_AND_RANDOM, SESSION);
  }

  /** Two server_name extensions, or a list that is not as long as its extension: servers differ on what they read. */
  #beginNames(length: number): number {
    if (this.#sawNames || length < 2 || length > this.#left) return REFUSAL['hello-malformed'];
    this.#sawNames = true;
    this.#namesLeft = length - 2;
    return this.#next(NAMES);
  }

  #nextName(): number {
    if (this.#namesLeft === 0) return this.#nextExtension();
    if (this.#namesLeft < 3) return REFUSAL['hello-malformed'];
    this.#namesLeft -= 3;
    return this.#next(NAME_TYPE);
  }

  #beginName(length: number): number {
    if (length > this.#namesLeft) return REFUSAL['hello-malformed'];
    this.#namesLeft -= length;
    if (this.#nameType !== HOST_NAME) return length === 0 ? this.#nextName() : this.#skipThen(length, NAME_TYPE);
    if (this.hasName) return REFUSAL['hello-malformed'];
    this.hasName = true;
    this.nameTooLong = length > MOST_NAME_BYTES;
    if (this.nameTooLong) return this.#skipThen(length, NAME_TYPE);
    if (length === 0) return this.#nextName();
    this.#missing = length;
    this.#state = NAME;
    return ON;
  }

  #nameByte(byte: number): number {
    this.name[this.nameLength] = byte;
    this.nameLength += 1;
    this.#missing -= 1;
    return this.#missing > 0 ? ON : this.#nextName();
  }

  #nextExtension(): number {
    return this.#left === 0 ? WHOLE : this.#next(EXTENSION_TYPE);
  }

  /** Skips `count` bytes; then the number of state `next` is read, or what is in its place. */
  #skipThen(count: number, next: number): number {
    if (count > this.#left) return REFUSAL['hello-malformed'];
    this.#state = next;
    this.#skip = count;
    return count === 0 ? this.#rest() : ON;
  }

  #rest(): number {
    if (this.#state === NAME_TYPE) return this.#nextName();
    if (this.#state === EXTENSION_TYPE) return this.#nextExtension();
    // Before extensions were invented a hello ended here (RFC 5246 §7.4.1.2).
    if (this.#state === EXTENSIONS && this.#left === 0) return WHOLE;
    return this.#next(this.#state);
  }

  #next(state: number): number {
    this.#state = state;
    this.#number = 0;
    this.#missing = WIDTH[state] as number;
    return this.#missing > this.#left ? REFUSAL['hello-malformed'] : ON;
  }
}
