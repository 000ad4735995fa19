/**
 * What an entry looks like, before it is read: a bare host, a URL, or a line of some other format. Only the look; whether the
 * host or URL is a good one is for the canonicaliser to decide.
 */

/** `host`: a name or an address literal alone. `url`: has a scheme, port, user, path, query or fragment. */
export type Shape = 'host' | 'url' | 'other';

/** Signs of tables, rules and documents: `;` and `,` columns, `||name^`, quotes, braces, hosts-file and zone records. */
const OTHER = /[\s;,|^"'<>{}=$]/u;
const URL_SIGNS = /[/?#@\\]/u;
const SCHEME = /^[a-z][a-z\d+.-]*:\/\//iu;

/** Looks at one entry. Never throws; linear in the length. */
export function shapeOf(entry: string): Shape {
  const isUrl = SCHEME.test(entry) || URL_SIGNS.test(entry) || hasPort(entry);
  if (isUrl) return looksLikeTable(entry) ? 'other' : 'url';
  return OTHER.test(entry) ? 'other' : 'host';
}

/** `bad.test:8080` and `[2001:db8::1]:8080`, but not the address literals `2001:db8::1` and `[2001:db8::1]`. */
function hasPort(entry: string): boolean {
  const colon = entry.lastIndexOf(':');
  if (colon === -1) return false;
  return entry.startsWith('[') ? colon > entry.indexOf(']') : entry.indexOf(':') === colon;
}

/** A URL may hold any of these signs once; a row of a table repeats its separator. */
function looksLikeTable(entry: string): boolean {
  return /^["{|@]/u.test(entry) || /([;,|]).*\1/u.test(entry);
}
