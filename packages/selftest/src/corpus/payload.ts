/**
 * A payload: bytes for an explicit proxy's port, and what a filter may make of them.
 *
 * Strings are latin1: one character, one byte. {@link CASE} stands for the sixteen characters that name one run of one
 * payload (`tokenOf`); they have the same length, so a Content-Length written here stays right. The world of the payloads
 * is the self-test's: everything below `http://mixed.selftest.test/blocked/`, and all of `blocked.selftest.test`, is
 * blocked; the rest of `mixed.selftest.test` and `free.selftest.test` are innocent.
 */
import { MIXED } from '../lists/names.ts';

/**
 * What a filter must do:
 * - `served`: well-formed and innocent; each of its `served` requests must reach the origin (default 1).
 * - `blocked`: readable, but for a blocked page: a block answer, or a refusal; at most `served` requests before it pass.
 * - `refused`: RFC 9112 says reject, or no two readers agree: a 4xx or 5xx or the end of the connection. A filter that
 *   repairs it instead (some rules allow that) is distinguished as `let-through`, a finding under `--strict` only.
 * - `safe`: either is right, as long as filter and origin agree.
 */
export type Handling = 'served' | 'blocked' | 'refused' | 'safe';

export interface Payload {
  /** Unique, kebab-case. */
  readonly name: string;
  /** What it tries, and why a reader may fall for it. */
  readonly why: string;
  readonly bytes: string;
  readonly expect: Handling;
  /** The same from a client that knows of no proxy, if its request line is not one that can be rewritten. */
  readonly intercepted?: string;
  /** How many of its requests are to reach the origin: exactly, for `served`; at most, otherwise. */
  readonly served?: number;
  /** The message is not complete: silence is a right answer until a deadline. */
  readonly incomplete?: true;
}

/** Where most payloads go. */
export const ORIGIN: string = `http://${MIXED}`;

/** Replaced by the name of the run. */
export const CASE = '@@name-of-case@@';
export const CASE_BYTES: number = CASE.length;

/** An innocent page. */
export const FREE_PAGE: string = `${ORIGIN}/free/${CASE}`;
/** A page below the blocked prefix. */
export const BLOCKED_PAGE: string = `${ORIGIN}/blocked/${CASE}`;
/** A whole request for a blocked page, as an origin reads it, to be hidden from the filter. */
export const HIDDEN: string = `GET /blocked/${CASE}/smuggled HTTP/1.1\r\nHost: ${MIXED}\r\n\r\n`;
/** The same as a proxy reads it. */
export const HIDDEN_ABSOLUTE: string = `GET ${ORIGIN}/blocked/${CASE}/smuggled HTTP/1.1\r\nHost: ${MIXED}\r\n\r\n`;

/** Lines with CRLF after each and the empty line that ends a head. */
export function head(...lines: readonly string[]): string {
  return [...lines, '', ''].join('\r\n');
}

/** A GET with the right Host. The run is named in a field as well, for targets that cannot carry it. */
export function get(url: string, ...fields: readonly string[]): string {
  return head(`GET ${url} HTTP/1.1`, `Host: ${MIXED}`, `X-Case: ${CASE}`, ...fields);
}

/** A POST to the innocent page, with the right Host, the given fields and whatever follows the head. */
export function post(fields: readonly string[], after: string): string {
  return head(`POST ${FREE_PAGE} HTTP/1.1`, `Host: ${MIXED}`, ...fields) + after;
}

/** One chunk: size in hexadecimal, data, line ends. */
export function chunk(data: string): string {
  return `${data.length.toString(16)}\r\n${data}\r\n`;
}

/** The bytes of one run. */
export function bytesOf(payload: Payload, run: string): Buffer {
  if (run.length !== CASE_BYTES) throw new RangeError(`A run is named by ${CASE_BYTES} characters, not by "${run}"`);
  return Buffer.from(payload.bytes.replaceAll(CASE, run), 'latin1');
}
