/**
 * What each byte may be part of, as tables of 256: one load a byte instead of a chain of comparisons, and no regular
 * expression ever sees the wire.
 */

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const COMMA = 0x2c;
export const SLASH = 0x2f;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;

const LETTERS_AND_DIGITS = ['az', 'AZ', '09'];

/** 1 for the bytes of a token: methods, field names, connection options (RFC 9110 §5.6.2). */
export const TOKEN: Uint8Array = tableOf("!#$%&'*+-.^_`|~", LETTERS_AND_DIGITS);

/**
 * 1 for the bytes of a request target. RFC 3986 allows fewer; browsers send `"`, `<`, `|`, `{` and their like raw in
 * queries. Spaces, controls and bytes above 0x7e end or change the line for some origins, so none of them is here; `#`
 * neither, because a fragment is no part of a target (RFC 9112 §3.2) and origins differ on what to do with one.
 */
export const TARGET: Uint8Array = tableOf('!"', ['$~']);

/** 1 for the bytes of a field value: visible ASCII, obs-text, space and tab (RFC 9110 §5.5). No control, no DEL. */
export const FIELD_VALUE: Uint8Array = tableOf('\t', [' ~', '\u0080\u00ff']);

/**
 * 1 for the bytes of a host, without a port and outside brackets: what is left of RFC 3986's reg-name when
 * percent-encoding and sub-delimiters, which no resolver takes, are gone.
 */
export const HOST: Uint8Array = tableOf('-._', LETTERS_AND_DIGITS);

/** 1 for the bytes between the brackets of an IPv6 literal (RFC 3986 §3.2.2). Zone identifiers are not for the wire. */
export const IPV6_LITERAL: Uint8Array = tableOf(':.', ['09', 'AF', 'af']);

/** 1 for 0 to 9. */
export const DIGIT: Uint8Array = tableOf('', ['09']);

/** Each byte, with A to Z made lower-case. */
export const LOWER: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
);

/** 1 for each single character, and for all from the first to the second of each range. */
function tableOf(singles: string, ranges: readonly string[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const single of singles) table[single.charCodeAt(0)] = 1;
  for (const range of ranges) table.fill(1, range.charCodeAt(0), range.charCodeAt(1) + 1);
  return table;
}
