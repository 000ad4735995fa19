/**
 * JSON that can be read in one way only (RFC 8259, with the choices of RFC 7493): a name given twice in an object is refused, not decided
 * by whoever reads last; numbers are finite; depth is bounded. Signatures and lists are both read with it.
 */

/** What JSON text holds. Objects have no prototype: a name from outside is never a method. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The reason text is not read. */
type JsonFailure = 'json-syntax' | 'json-duplicate-name' | 'json-too-deep';

/** The value, or why there is none and at which character, from 0. */
export type JsonOutcome =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly reason: JsonFailure; readonly offset: number };

const MOST_DEPTH = 16;
/** Most strings: nothing to decode. Ten times as fast on a long one as {@link STRING}. */
const PLAIN_STRING = /"[^"\\\p{Cc}]*"/uy;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
const SPACE = /[ \t\r\n]*/uy;
const LITERALS: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** Thrown and caught in this file only. */
class Stop extends Error {
  readonly reason: JsonFailure;

  constructor(reason: JsonFailure) {
    super(reason);
    this.reason = reason;
  }
}

/** Reads `text` as one JSON value with nothing around it but white space. Never throws; linear in the length. */
export function parseStrictJson(text: string): JsonOutcome {
  const reader = new Reader(text);
  try {
    return { ok: true, value: reader.document() };
  } catch (error) {
    if (error instanceof Stop) return { ok: false, reason: error.reason, offset: reader.at };
    throw error;
  }
}

/** `value` as an object, or `undefined` if it is none. */
export function jsonObject(value: Json | undefined): { readonly [name: string]: Json } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as { readonly [name: string]: Json };
}

class Reader {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Json {
    const value = this.#value(0);
    this.#token(SPACE);
    if (this.at < this.#text.length) throw new Stop('json-syntax');
    return value;
  }

  #value(depth: number): Json {
    if (depth > MOST_DEPTH) throw new Stop('json-too-deep');
    this.#token(SPACE);
    const first = this.#text[this.at];
    if (first === '"') return this.#string();
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    return this.#scalar();
  }

  #scalar(): Json {
    const literal = LITERALS.find(([name]) => this.#text.startsWith(name, this.at));
    if (literal !== undefined) {
      this.at += literal[0].length;
      return literal[1];
    }
    const number = Number(this.#token(NUMBER) ?? Number.NaN);
    if (!Number.isFinite(number)) throw new Stop('json-syntax');
    return number;
  }

  #string(): string {
    const plain = this.#token(PLAIN_STRING);
    if (plain !== undefined) return plain.slice(1, -1);
    const token = this.#token(STRING);
    if (token === undefined) throw new Stop('json-syntax');
    return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
  }

  #array(depth: number): Json[] {
    const items: Json[] = [];
    this.at += 1;
    if (this.#next(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#next(','));
    if (!this.#next(']')) throw new Stop('json-syntax');
    return items;
  }

  #object(depth: number): { readonly [name: string]: Json } {
    const members = Object.create(null) as { [name: string]: Json };
    this.at += 1;
    if (this.#next('}')) return members;
    do {
      this.#token(SPACE);
      const name = this.#string();
      if (name in members) throw new Stop('json-duplicate-name');
      if (!this.#next(':')) throw new Stop('json-syntax');
      members[name] = this.#value(depth + 1);
    } while (this.#next(','));
    if (!this.#next('}')) throw new Stop('json-syntax');
    return members;
  }

  #next(sign: string): boolean {
    this.#token(SPACE);
    if (this.#text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  #token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const token = pattern.exec(this.#text)?.[0];
    this.at += token?.length ?? 0;
    return token;
  }
}
