/**
 * Rules whose text nobody here knows: a list of keyed hashes gives, for each rule, the HMAC-SHA-256 (RFC 2104) of one text under the
 * list's key. This is the definition of that text. All of it is in canonical form, ASCII, without scheme:
 *
 *   bad.test                    the host: it and all below it, or it only, depending on the list's semantics
 *   shop.test/a/                a directory and all below it
 *   shop.test/b.html            a page, whatever its query
 *   shop.test/b.html?q=1        a page with this query
 *   shop.test:8080/a/           any of these on one port, neither 80 nor 443
 *   //shop.test                 no rule: a mark that the list has path rules on this host. Without it they are not looked up
 *
 * Who asks has a text for each name above a host and each directory of a path, so both are bounded: a host has at most 127 labels, of a
 * path the first {@link MOST_HASHED_DIRECTORIES} directories are asked for, and no text is longer than {@link MOST_HASHED_TEXT}.
 */
import type { CanonicalHost } from '../canonical/types.ts';
import { directoriesOf, type Rule } from './types.ts';

/** A text -> its hashes, one for each key, as 64 lower-case hexadecimal digits each. */
export type HashText = (text: string) => readonly string[];

/** Directories of a hashed path, at most: each costs a hash for each form of a request to a host that has such rules. */
export const MOST_HASHED_DIRECTORIES = 8;

/** Characters of a hashed text, at most: without a bound, a target of 60 KiB took 15 ms on a host that has such rules. */
export const MOST_HASHED_TEXT = 2048;

/**
 * What is hashed as the mark that a list has path rules on `host`.
 *
 * @example
 * pagesMark('shop.example'); // → '//shop.example'
 */
export function pagesMark(host: string): string {
  return `//${host}`;
}

/** The text of a page or directory. */
export function pageText(host: string, port: number | undefined, path: string, query?: string): string {
  return `${host}${port === undefined ? '' : `:${port}`}${path}${query === undefined ? '' : `?${query}`}`;
}

/**
 * The text that stands for a rule in a list of keyed hashes; `undefined` if none does: an address, a path that is longer or has
 * more directories than are asked for, or one that compares without case.
 *
 * @example
 * hashedTextOf(rule('http://shop.example/a/')); // → 'shop.example/a/'
 * hashedTextOf(rule('192.0.2.1')); // → undefined
 */
export function hashedTextOf({ kind, host, port, path, query, pathCase }: Rule): string | undefined {
  if (kind === 'domain' || kind === 'host') return host;
  if (kind === 'ip' || pathCase === 'insensitive' || isAddress(host)) return undefined;
  if (kind === 'prefix' && directoriesOf(path) > MOST_HASHED_DIRECTORIES) return undefined;
  // A page that ends like a directory would be taken for one.
  if (kind === 'url' && query === undefined && path.endsWith('/')) return undefined;
  const text = pageText(host, port, path, query);
  return text.length > MOST_HASHED_TEXT ? undefined : text;
}

function isAddress(host: string): boolean {
  return host.includes(':') || /(?:^|\.)\d+$/u.test(host);
}

/**
 * The rule of a hashed entry. It is in a snapshot as the rule of a host of 64 characters, which no request can name: a label has
 * at most 63. So one table, one look-up and one swap serve both kinds of lists.
 *
 * @param hash - 64 lower-case hexadecimal digits
 * @param kind - what it covers if its text is a host
 *
 * @example
 * const hash = hmac('bad.example'); // HMAC-SHA-256 under the list's key, in hexadecimal
 * const hashed = openSnapshot(compile([hashedRule(hash, 'domain', 0, 1)], options));
 * new HashedMatcher(new Matcher(hashed), (text) => [hmac(text)]).matchHost('www.bad.example', 0) > 0; // → true
 */
export function hashedRule(hash: string, kind: 'domain' | 'host', list: number, line: number): Rule {
  const host = hash as CanonicalHost;
  return { kind, action: 'deny', host, port: undefined, path: '/', query: undefined, list, line };
}
