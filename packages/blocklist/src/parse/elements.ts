/**
 * The bytes of one JSON document become its elements, numbered from 1, without the document ever being held whole:
 *
 *   {"version": "7", "entries": ["bad.test", {"url": "http://bad.test/a"}]}
 *                                └── 1 ──┘   └────────── 2 ──────────┘
 *
 * Elements are those of the outermost array, or of each array that a member with a known name holds, be it `entries`, or `domains` and `urls`;
 * such a member is one of the outermost object, or of a known wrapper in it. What is around them, the frame, is kept for its end (at most
 * 64 KiB): only a frame that is whole and strict JSON makes the list one. An array of another name is reported: it may be a part of the list.
 */
import { type Json, jsonObject, parseStrictJson } from '@netvakt/json';
import type { LineSink } from './split.ts';

const MOST_FRAME_BYTES = 65_536;
/** The name of the member whose value comes next; longer ones are not known. */
const NAME_BEFORE = /"([A-Za-z_-]{1,40})"\s*:\s*$/u;
const NAME_REACH = 64;

/** Arrays of entries, and what strings in them are: hosts (or addresses) only, or hosts and URLs. */
const ARRAYS: ReadonlyMap<string, 'hosts' | 'any'> = new Map([
  ...['domains', 'domain_names', 'domainnames', 'hosts', 'hostnames', 'host_names', 'fqdns', 'names'].map(
    (name) => [name, 'hosts'] as const,
  ),
  ...['ips', 'ip_addresses', 'addresses'].map((name) => [name, 'hosts'] as const),
  ...['entries', 'urls', 'uris', 'items', 'records', 'rows', 'indicators'].map((name) => [name, 'any'] as const),
  ...['list', 'blocklist', 'block_list', 'blocked', 'data', 'results', 'result'].map((name) => [name, 'any'] as const),
]);
/** Objects that such arrays may be in. */
const WRAPPERS: ReadonlySet<string> = new Set([
  '',
  'list',
  'blocklist',
  'block_list',
  'blocked',
  'data',
  'results',
  'result',
]);

/** Where elements go. */
export interface ElementSink extends LineSink {
  /** An array begins; its strings are these. */
  array(strings: 'hosts' | 'any'): void;
  /** An array that is not empty has a name that is not known; so many elements came before. */
  unknownArray(elements: number): void;
}

const [QUOTE, BACKSLASH, COMMA, LF, CR, TAB, SPACE] = [0x22, 0x5c, 0x2c, 0x0a, 0x0d, 0x09, 0x20] as const;
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d] as const;

/** Where in the document the next byte is. */
type Place = 'frame' | 'before-element' | 'in-element';

/** Cuts a JSON document into elements. One splitter reads one document. */
export class ElementSplitter {
  /** What the document states around its elements; `undefined` before {@link finish}, or if it is malformed. */
  frame: { readonly [name: string]: Json } | undefined;
  readonly #maxBytes: number;
  readonly #sink: ElementSink;
  readonly #element: Buffer;
  #length = 0;
  #number = 0;
  /** Whether the array has an element already. */
  #isBegun = false;
  #frameText = '';
  /** Names of the objects that are open in the frame, the outermost one without. */
  readonly #objects: string[] = [];
  /** Arrays that are open in the frame, and not taken. */
  #otherArrays = 0;
  #place: Place = 'frame';
  #depth = 0;
  #arrayDepth = 0;
  #inString = false;
  #escaped = false;
  #wantsComma = false;
  #malformed = false;

  /** @param maxBytes - the longest element that is handed on. */
  constructor(maxBytes: number, sink: ElementSink) {
    this.#maxBytes = maxBytes;
    this.#sink = sink;
    this.#element = Buffer.allocUnsafe(maxBytes);
  }

  /** True if the document is no strict JSON, or holds no array of entries. Final after {@link finish}. */
  get malformed(): boolean {
    return this.#malformed;
  }

  /** Reads the next bytes. Linear in their number. */
  push(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (this.#malformed) return;
      this.#byte(byte);
    }
  }

  /** The end of the document. */
  finish(): void {
    const read = parseStrictJson(this.#frameText);
    this.#malformed ||= this.#place !== 'frame' || this.#arrayDepth === 0 || !read.ok;
    if (!this.#malformed && read.ok) this.frame = jsonObject(read.value);
  }

  #byte(byte: number): void {
    switch (this.#place) {
      case 'frame':
        this.#inFrame(byte);
        return;
      case 'before-element':
        this.#beforeElement(byte);
        return;
      case 'in-element':
        this.#inElement(byte);
    }
  }

  #inFrame(byte: number): void {
    this.#frameText += String.fromCharCode(byte);
    if (this.#frameText.length > MOST_FRAME_BYTES) this.#malformed = true;
    const wasInString = this.#inString;
    this.#follow(byte);
    if (wasInString) return;
    if (this.#otherArrays > 0) this.#inOtherArray(byte);
    else if (byte === OPEN_OBJECT) this.#objects.push(this.#nameBefore());
    else if (byte === CLOSE_OBJECT) this.#objects.pop();
    else if (byte === OPEN_ARRAY) this.#open();
  }

  #open(): void {
    const strings = this.#depth === 1 ? 'any' : this.#stringsOf(this.#nameBefore());
    if (strings === undefined) {
      this.#otherArrays = 1;
      return;
    }
    this.#arrayDepth = this.#depth;
    this.#isBegun = false;
    this.#wantsComma = false;
    this.#place = 'before-element';
    this.#sink.array(strings);
  }

  /** What the strings of an array are; `undefined` if it is none of entries. */
  #stringsOf(name: string): 'hosts' | 'any' | undefined {
    return this.#objects.every((object) => WRAPPERS.has(object)) ? ARRAYS.get(name) : undefined;
  }

  #inOtherArray(byte: number): void {
    if (byte === OPEN_ARRAY) this.#otherArrays += 1;
    else if (byte === CLOSE_ARRAY) {
      if (this.#otherArrays === 1 && !/\[\s*\]$/u.test(this.#frameText.slice(-NAME_REACH)))
        this.#sink.unknownArray(this.#number);
      this.#otherArrays -= 1;
    }
  }

  /** The name of the member of which the last byte begins the value, in lower case; '' if there is none. */
  #nameBefore(): string {
    return NAME_BEFORE.exec(this.#frameText.slice(-NAME_REACH, -1))?.[1]?.toLowerCase().replaceAll('-', '_') ?? '';
  }

  #beforeElement(byte: number): void {
    if (byte === SPACE || byte === TAB || byte === LF || byte === CR) return;
    if (byte === CLOSE_ARRAY) {
      this.#malformed = this.#isBegun && !this.#wantsComma;
      this.#place = 'frame';
      this.#inFrame(byte);
    } else if (byte === COMMA) {
      this.#malformed = !this.#wantsComma;
      this.#wantsComma = false;
    } else {
      this.#malformed = this.#wantsComma;
      this.#number += 1;
      this.#isBegun = true;
      this.#length = 0;
      this.#place = 'in-element';
      this.#inElement(byte);
    }
  }

  #inElement(byte: number): void {
    const outside = !this.#inString && this.#depth === this.#arrayDepth;
    if (outside && (byte === COMMA || byte === CLOSE_ARRAY)) {
      this.#endElement();
      this.#beforeElement(byte);
      return;
    }
    // Line ends between the members of an element are white space; inside a string they stay, and are rejected.
    const isBreak = !this.#inString && (byte === LF || byte === CR);
    if (this.#length < this.#maxBytes) this.#element[this.#length] = isBreak ? SPACE : byte;
    this.#length += 1;
    this.#follow(byte);
  }

  #endElement(): void {
    this.#place = 'before-element';
    this.#wantsComma = true;
    if (this.#length > this.#maxBytes) this.#sink.tooLong(this.#number);
    else this.#sink.line(this.#number, this.#element, 0, this.#length);
  }

  /** Keeps account of strings and depth. */
  #follow(byte: number): void {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
    } else if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) this.#depth += 1;
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) this.#depth -= 1;
  }
}
