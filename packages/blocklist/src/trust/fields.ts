/** Reads the members of a signed object: each present, of its type, within bounds, and no others. */
import { type Json, jsonObject } from '@netvakt/json';

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/u;
/** The id of a list or of a fleet: 1 to 32 characters that are safe in labels, file names and messages. */
export const LIST_ID: RegExp = /^[a-z][a-z0-9-]{0,31}$/;

/** Reads one object; {@link Fields.complete} is true at the end if all members were as required. */
export class Fields {
  readonly #object: { readonly [name: string]: Json };
  readonly #read = new Set<string>();
  #sound: boolean;

  constructor(value: Json | undefined) {
    const object = jsonObject(value);
    this.#sound = object !== undefined;
    this.#object = object ?? {};
  }

  /** True if every member was read, and was sound. */
  get complete(): boolean {
    return this.#sound && Object.keys(this.#object).every((name) => this.#read.has(name));
  }

  /** The member, of any type. */
  value(name: string): Json | undefined {
    return this.#take(name);
  }

  /** A text that `pattern` describes whole. */
  text(name: string, pattern: RegExp): string {
    const value = this.#take(name);
    if (typeof value === 'string' && pattern.test(value)) return value;
    this.#sound = false;
    return '';
  }

  /** A whole number of at least `least`. */
  count(name: string, least: number): number {
    const value = this.#take(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    this.#sound = false;
    return least;
  }

  /** A time to the second, UTC, as milliseconds since 1970. */
  time(name: string): number {
    const time = Date.parse(this.text(name, TIME));
    if (!Number.isNaN(time)) return time;
    this.#sound = false;
    return 0;
  }

  /** As {@link time}; `undefined` if the member is absent. */
  optionalTime(name: string): number | undefined {
    return name in this.#object ? this.time(name) : undefined;
  }

  /** A list's id. */
  list(name: string): string {
    return this.text(name, LIST_ID);
  }

  /** An array of 1 to `most` values. */
  items(name: string, most: number): readonly Json[] {
    const value = this.#take(name);
    if (Array.isArray(value) && value.length > 0 && value.length <= most) return value as readonly Json[];
    this.#sound = false;
    return [];
  }

  #take(name: string): Json | undefined {
    this.#read.add(name);
    return this.#object[name];
  }
}

/** `milliseconds` since 1970 as {@link Fields.time} reads it. */
export function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
